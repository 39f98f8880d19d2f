package stockpot.server.users;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.MailAddress;
import stockpot.server.config.RateLimitsConfig.Bucket;
import stockpot.server.config.RegistrationDoors;
import stockpot.server.config.ThirdPartyConfig;
import stockpot.server.mail.Letters;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.MailValidations;
import stockpot.server.store.MailValidations.ValidationRow;
import stockpot.server.store.QueuedMails.MailRow;
import stockpot.server.store.ThreePids;
import stockpot.server.store.WriteTransaction;

/**
 * Proving to own a mail address. A session is for one address and one purpose, ends after a while,
 * and is good for one operation (threat C08). Client-Server API, "Adding Account Administrative
 * Contact Information" and the three {@code email/requestToken}.
 */
public final class MailValidation {
    /** The medium of these addresses. */
    public static final String MEDIUM = "email";

    private static final Pattern SECRET = Pattern.compile("[0-9a-zA-Z.=_-]{1,255}");
    private static final int MAX_SID = 255;
    private static final int MAX_NEXT_LINK = 1024;
    private static final int KEPT_LIFETIMES = 2;

    private final Database database;
    private final Clock clock;
    private final Secrets secrets;
    private final @Nullable Letters letters;
    private final ThirdPartyConfig config;
    private final RegistrationDoors doors;
    private final MailRates rates;

    /** Validation on one server; nothing can be asked for where {@code letters} is null. */
    public MailValidation(
            Database database,
            Clock clock,
            Secrets secrets,
            @Nullable Letters letters,
            ThirdPartyConfig config,
            RegistrationDoors doors,
            Bucket rate) {
        this.database = database;
        this.clock = clock;
        this.secrets = secrets;
        this.letters = letters;
        this.config = config;
        this.doors = doors;
        this.rates = new MailRates(clock, rate);
    }

    /** What an address is proved for. */
    public enum Purpose {
        /** A new account. */
        REGISTER,
        /** A new password. */
        RESET,
        /** A further address of an account. */
        ADD;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a client asks for.
     *
     * @param sendAttempt a letter goes only if it is higher than that of the last one
     * @param nextLink where the confirmation leads on to, or null
     * @param caller whose address it is to become, or null
     * @param clientAddress where the request comes from
     * @param language {@code Accept-Language}, or null
     */
    public record Wish(
            Purpose purpose,
            String address,
            String clientSecret,
            long sendAttempt,
            @Nullable String nextLink,
            @Nullable UserId caller,
            String clientAddress,
            @Nullable String language) {
        /** Keeps the secret out of logs. */
        @Override
        public String toString() {
            return "Wish[" + purpose + "]";
        }
    }

    /** Whether mail can be sent at all. */
    public boolean offered() {
        return letters != null;
    }

    /**
     * Has a letter sent with a link.
     *
     * @return the session's name
     * @throws MatrixException 400 {@code M_THREEPID_IN_USE}, {@code M_THREEPID_NOT_FOUND}, 403
     *     {@code M_THREEPID_DENIED}, 429, 503 where too much mail waits
     */
    public String request(Wish wish) {
        Letters mail = letters;
        if (mail == null) {
            throw MatrixErrors.of(400, "M_UNKNOWN", "This server sends no mail");
        }
        checkSecret(wish.clientSecret);
        String nextLink = nextLink(mail, wish.nextLink);
        String address = MailAddress.fold(wish.address);
        if (address == null) {
            throw MatrixErrors.invalidParam("Not a mail address");
        }
        if (wish.purpose != Purpose.RESET && !doors.allows(address)) {
            throw MatrixErrors.of(
                    403, "M_THREEPID_DENIED", "This mail address is not allowed on this server");
        }
        ValidationRow known = known(wish, address);
        if (known != null && wish.sendAttempt <= known.sendAttempt()) {
            return known.sid();
        }
        rates.take(address, wish.clientAddress);
        mail.queue().requireRoom();
        UserId owner = database.read(tx -> ThreePids.owner(tx, MEDIUM, address));
        boolean reset = wish.purpose == Purpose.RESET;
        if (reset == (owner == null)) {
            if (config.hideErrors()) {
                return secrets.token("");
            }
            throw reset
                    ? MatrixErrors.of(400, "M_THREEPID_NOT_FOUND", "Email not found")
                    : MatrixErrors.of(400, "M_THREEPID_IN_USE", "Email is already in use");
        }
        return send(mail, wish, address, nextLink, reset ? owner : wish.caller, known);
    }

    private String send(
            Letters mail,
            Wish wish,
            String address,
            @Nullable String nextLink,
            @Nullable UserId user,
            @Nullable ValidationRow known) {
        String sid = known == null ? secrets.token("") : known.sid();
        String token = secrets.token("");
        ValidationRow row =
                new ValidationRow(
                        sid,
                        Secrets.hash(wish.clientSecret),
                        Secrets.hash(token),
                        wish.purpose.word(),
                        address,
                        user,
                        wish.sendAttempt,
                        nextLink,
                        known == null ? clock.millis() : known.createdAt(),
                        known == null ? null : known.validatedAt());
        MailRow letter = letter(mail, wish, row, token);
        long ended = clock.millis() - KEPT_LIFETIMES * lifetime(mail);
        database.write(tx -> {
            MailValidations.deleteBefore(tx, ended);
            MailValidations.put(tx, row);
            mail.post(tx, letter);
            return true;
        });
        return sid;
    }

    private static MailRow letter(Letters mail, Wish wish, ValidationRow row, String token) {
        String language = mail.language(wish.language);
        String link = mail.link("confirm", orderedQuery("sid", row.sid(), "token", token));
        UserId user = row.user();
        long hours = Math.max(1, mail.config().validationLifetime().toHours());
        Map<String, String> values =
                Map.of(
                        "link",
                        link,
                        "hours",
                        Long.toString(hours),
                        "user",
                        user == null ? "" : user.value());
        String subject =
                wish.purpose == Purpose.RESET
                        ? mail.config().words().resetSubject()
                        : mail.config().words().validationSubject();
        return mail.write(
                Letters.Order.of(row.purpose(), row.address(), language, values).about(subject));
    }

    private static Map<String, String> orderedQuery(
            String first, String one, String second, String other) {
        Map<String, String> query = new java.util.LinkedHashMap<>();
        query.put(first, one);
        query.put(second, other);
        return query;
    }

    private @Nullable ValidationRow known(Wish wish, String address) {
        byte[] secret = Secrets.hash(wish.clientSecret);
        List<ValidationRow> rows =
                database.read(tx -> MailValidations.ofAddress(tx, address, wish.purpose.word()));
        for (ValidationRow row : rows) {
            boolean same = MessageDigest.isEqual(row.secretHash(), secret);
            boolean own =
                    wish.purpose == Purpose.RESET
                            || java.util.Objects.equals(row.user(), wish.caller);
            if (same && own && !ended(row)) {
                return row;
            }
        }
        return null;
    }

    private static void checkSecret(String secret) {
        if (!SECRET.matcher(secret).matches()) {
            throw MatrixErrors.invalidParam(
                    "'client_secret' must be 1 to 255 characters of [0-9a-zA-Z.=_-]");
        }
    }

    /**
     * A link that may be followed, or null (threat C19). With a list of hosts, others are refused;
     * without one, they are left out, since clients give their own address unasked.
     */
    private @Nullable String nextLink(Letters mail, @Nullable String link) {
        if (link == null || link.isEmpty()) {
            return null;
        }
        if (link.length() <= MAX_NEXT_LINK && followed(mail, link)) {
            return link;
        }
        if (link.length() > MAX_NEXT_LINK || config.nextLinkHosts() != null) {
            throw MatrixErrors.invalidParam("'next_link' leads to a place that is not allowed");
        }
        return null;
    }

    private boolean followed(Letters mail, String link) {
        try {
            URI address = new URI(link);
            String host = address.getHost();
            boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
            return web
                    && host != null
                    && address.getUserInfo() == null
                    && hosts(mail).contains(host.toLowerCase(Locale.ROOT));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private List<String> hosts(Letters mail) {
        List<String> given = config.nextLinkHosts();
        if (given != null) {
            return given;
        }
        List<String> own = new ArrayList<>();
        own.add(String.valueOf(URI.create(mail.config().linkBase()).getHost()));
        String client = mail.config().words().clientUrl();
        if (client != null) {
            own.add(String.valueOf(URI.create(client).getHost()));
        }
        return own;
    }

    private long lifetime(Letters mail) {
        return mail.config().validationLifetime().toMillis();
    }

    private boolean ended(ValidationRow row) {
        return letters == null || row.createdAt() < clock.millis() - lifetime(letters);
    }

    /** The session that a link belongs to, or null if the link is not good (any more). */
    public @Nullable ValidationRow ofLink(@Nullable String sid, @Nullable String token) {
        if (sid == null || token == null || sid.length() > MAX_SID || token.length() > MAX_SID) {
            return null;
        }
        ValidationRow row =
                sid.indexOf('\0') >= 0 ? null : database.read(tx -> MailValidations.find(tx, sid));
        boolean good =
                row != null
                        && !ended(row)
                        && MessageDigest.isEqual(row.tokenHash(), Secrets.hash(token));
        return good ? row : null;
    }

    /** Confirms the address of a link; null if the link is not good (any more). */
    public @Nullable ValidationRow confirm(@Nullable String sid, @Nullable String token) {
        ValidationRow row = ofLink(sid, token);
        if (row != null) {
            long now = clock.millis();
            database.write(tx -> {
                MailValidations.validate(tx, row.sid(), now);
                return true;
            });
        }
        return row;
    }

    /**
     * The confirmed session of a client.
     *
     * @throws MatrixException 400 {@code M_THREEPID_AUTH_FAILED}: not confirmed, or not this
     *     client's, or for something else, or ended
     */
    public ValidationRow validated(String sid, String clientSecret, Purpose purpose) {
        checkSecret(clientSecret);
        ValidationRow row =
                sid.length() > MAX_SID || sid.indexOf('\0') >= 0
                        ? null
                        : database.read(tx -> MailValidations.find(tx, sid));
        boolean good =
                row != null
                        && MessageDigest.isEqual(row.secretHash(), Secrets.hash(clientSecret))
                        && row.purpose().equals(purpose.word())
                        && row.validatedAt() != null
                        && !ended(row);
        if (!good || row == null) {
            throw MatrixErrors.of(
                    400, "M_THREEPID_AUTH_FAILED", "No confirmed session of that name");
        }
        return row;
    }

    /**
     * Uses a session up, in the write of what it allows.
     *
     * @throws MatrixException 400 if it has been used
     */
    public static void consume(WriteTransaction tx, String sid) {
        if (!MailValidations.delete(tx, sid)) {
            throw MatrixErrors.of(400, "M_THREEPID_AUTH_FAILED", "The session has been used");
        }
    }
}
