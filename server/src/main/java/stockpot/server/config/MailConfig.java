package stockpot.server.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How mail leaves, and what it says of itself.
 *
 * @param relay where it is handed over
 * @param from whom it comes from ({@code email.notif_from})
 * @param words names, languages and subjects of letters
 * @param validationLifetime {@code email.validation_token_lifetime}
 * @param notifications {@code email.enable_notifs}: whether digests are sent
 * @param notifyNewUsers {@code email.notif_for_new_users}: whether an address proved at
 *     registration gets digests
 * @param alertAddress who hears of trouble, or null
 * @param linkBase where links in letters lead, ending in {@code /}
 */
public record MailConfig(
        Relay relay,
        MailAddress from,
        Words words,
        Duration validationLifetime,
        boolean notifications,
        boolean notifyNewUsers,
        @Nullable String alertAddress,
        String linkBase) {
    /** How a connection to the relay is kept from other eyes. */
    public enum Tls {
        /** From the first byte on, as on port 465. */
        IMPLICIT,
        /** By STARTTLS, and no mail without it, as on port 587. */
        STARTTLS,
        /** By STARTTLS where the relay offers it; without it no credentials are sent. */
        IF_OFFERED,
        /** Never, not even for credentials: the operator said so. */
        OFF
    }

    /**
     * The relay.
     *
     * @param user null where it asks for none
     * @param password null where it asks for none
     * @param caFile certificates of a private authority (PEM), or null for those of the system
     */
    public record Relay(
            String host,
            int port,
            @Nullable String user,
            @Nullable String password,
            Tls tls,
            @Nullable Path caFile) {
        /** Keeps the password out of logs. */
        @Override
        public String toString() {
            return "Relay[" + host + ":" + port + ", " + tls + "]";
        }
    }

    /**
     * What letters say.
     *
     * @param app {@code email.app_name}
     * @param language {@code en}, {@code de} or {@code zh}, where the reader asks for none of them
     * @param templates folder with templates that replace the built-in ones, or null
     * @param clientUrl {@code email.client_base_url}: the web client that letters point to, or null
     * @param resetSubject {@code email.subjects.password_reset}, or null for the template's own
     * @param validationSubject {@code email.subjects.email_validation}, or null
     */
    public record Words(
            String app,
            String language,
            @Nullable Path templates,
            @Nullable String clientUrl,
            @Nullable String resetSubject,
            @Nullable String validationSubject) {}

    /** Keeps the password out of logs. */
    @Override
    public String toString() {
        return "MailConfig[" + relay + "]";
    }
}
