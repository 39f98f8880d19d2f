package stockpot.server.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code turn_*}: relays for calls.
 *
 * @param uris {@code turn_uris}; empty for none
 * @param sharedSecret {@code turn_shared_secret}, or null
 * @param username {@code turn_username}, used without a shared secret, or null
 * @param password {@code turn_password}, or null
 * @param userLifetime {@code turn_user_lifetime}
 * @param guests {@code turn_allow_guests}
 */
public record TurnConfig(
        List<String> uris,
        @Nullable String sharedSecret,
        @Nullable String username,
        @Nullable String password,
        Duration userLifetime,
        boolean guests) {
    /** Keeps the secrets out of logs. */
    @Override
    public String toString() {
        return "TurnConfig" + uris;
    }
}
