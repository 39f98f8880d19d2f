package stockpot.server.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What strangers have to show before they get an account, beside tokens and terms.
 *
 * @param mail {@code registrations_require_3pid} asks for an address
 * @param allowed {@code allowed_local_3pids} for mail; empty for any address
 * @param tokenSparesMail {@code enable_registration_token_3pid_bypass}: a token does instead of a
 *     mail address
 * @param puzzleBits leading zero bits of the puzzle, 0 for no puzzle
 * @param approval whether an administrator has to let each new account in
 */
public record RegistrationDoors(
        boolean mail,
        List<Pattern> allowed,
        boolean tokenSparesMail,
        int puzzleBits,
        boolean approval) {
    /** None of them. */
    public static final RegistrationDoors NONE =
            new RegistrationDoors(false, List.of(), false, 0, false);

    /** Whether one of them stands before every stranger. */
    public boolean any() {
        return mail || puzzleBits > 0 || approval;
    }

    /** Whether an address may be used here; the whole of it must match (threat C08). */
    public boolean allows(String address) {
        return allowed.isEmpty()
                || allowed.stream().anyMatch(pattern -> pattern.matcher(address).matches());
    }
}
