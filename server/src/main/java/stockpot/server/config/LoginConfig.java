package stockpot.server.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How people log in.
 *
 * @param passwords {@code password_config.enabled}
 * @param localPasswords {@code password_config.localdb_enabled}
 * @param pepper {@code password_config.pepper}, appended to a password before bcrypt; may be empty
 * @param bcryptRounds {@code bcrypt_rounds}: when the file sets it, new passwords are hashed by
 *     bcrypt at this cost; null for argon2id (platform default)
 * @param refreshableTokenLifetime {@code refreshable_access_token_lifetime}
 * @param refreshTokenLifetime {@code refresh_token_lifetime}, or null for no end
 * @param sessionLifetime {@code session_lifetime}: life of tokens that cannot be refreshed, or null
 * @param loginViaExistingSession {@code login_via_existing_session.enabled}
 * @param loginTokenTimeout {@code login_via_existing_session.token_timeout}
 * @param uiAuthSessionTimeout {@code ui_auth.session_timeout}: how long a passed stage counts for
 *     other requests of the same kind; zero for not at all
 */
public record LoginConfig(
        boolean passwords,
        boolean localPasswords,
        String pepper,
        @Nullable Integer bcryptRounds,
        Duration refreshableTokenLifetime,
        @Nullable Duration refreshTokenLifetime,
        @Nullable Duration sessionLifetime,
        boolean loginViaExistingSession,
        Duration loginTokenTimeout,
        Duration uiAuthSessionTimeout) {
    /** Keeps the pepper out of logs. */
    @Override
    public String toString() {
        return "LoginConfig[passwords=" + passwords + "]";
    }
}
