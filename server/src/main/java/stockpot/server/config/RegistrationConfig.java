package stockpot.server.config;

import java.nio.file.Path;
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
 * @param doors what else strangers have to show
 */
public record RegistrationConfig(
        boolean enabled,
        boolean withoutVerification,
        boolean tokenRequired,
        boolean guests,
        @Nullable String sharedSecret,
        @Nullable Terms terms,
        List<String> autoJoinRooms,
        RegistrationDoors doors) {
    /**
     * A policy that must be accepted.
     *
     * @param url where it can be read
     * @param file the text that is served there by this server, or null where it lies elsewhere
     */
    public record Terms(String version, String name, String url, @Nullable Path file) {
        /** A policy that lies elsewhere. */
        public Terms(String version, String name, String url) {
            this(version, name, url, null);
        }
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
        return "RegistrationConfig[enabled=" + enabled + "]";
    }
}
