package stockpot.server.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may make an account.
 *
 * @param enabled {@code enable_registration}
 * @param withoutVerification {@code enable_registration_without_verification}: {@code
 *     m.login.dummy} suffices
 * @param tokenRequired {@code registration_requires_token}
 * @param guests {@code allow_guest_access}
 * @param sharedSecret {@code registration_shared_secret}, or null for no such door
 * @param terms terms to accept ({@code user_consent} with {@code require_at_registration}), or null
 * @param autoJoinRooms {@code auto_join_rooms}: aliases
 */
public record RegistrationConfig(
        boolean enabled,
        boolean withoutVerification,
        boolean tokenRequired,
        boolean guests,
        @Nullable String sharedSecret,
        @Nullable Terms terms,
        List<String> autoJoinRooms) {
    /** A policy that must be accepted: its version, name and address. */
    public record Terms(String version, String name, String url) {}

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
        return "RegistrationConfig[enabled=" + enabled + "]";
    }
}
