package stockpot.server.api;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;
import stockpot.server.users.Caller;

/** Knows who a token belongs to; {@code Wiring} connects it with the tokens of {@code users}. */
public interface Authenticator {
    /**
     * Who speaks with this token.
     *
     * @param token never empty
     * @param clientAddress where the request comes from, for the device list
     * @param userAgent what it comes from, or null
     * @throws stockpot.server.matrix.error.MatrixException 401 {@code M_UNKNOWN_TOKEN}, 403 {@code
     *     M_USER_LOCKED} …
     */
    Caller authenticate(String token, String clientAddress, @Nullable String userAgent);

    /** Whether a user may administer the server, read from the database each time (threat X01). */
    boolean isAdmin(UserId user);
}
