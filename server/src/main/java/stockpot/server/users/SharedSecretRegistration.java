package stockpot.server.users;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.UsedNonces;
import stockpot.server.store.Users.UserRow;

/**
 * Accounts made by whoever knows {@code registration_shared_secret} (threat C01), in the way of
 * Synapse's {@code register_new_matrix_user}. A nonce carries its own end and proof, so that asking
 * for one stores nothing; only used ones are remembered.
 */
public final class SharedSecretRegistration {
    static final Duration NONCE_LIFETIME = Duration.ofSeconds(60);

    private static final int NONCE_BYTES = 16;
    private static final List<String> USER_TYPES = List.of("bot", "support");

    private final Database database;
    private final Clock clock;
    private final Accounts accounts;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Secrets secrets;
    private final DirectoryPasswords directory;
    private final @Nullable String sharedSecret;

    /** With null in place of the secret the door is shut. */
    public SharedSecretRegistration(
            Database database,
            Clock clock,
            Registration.Parts parts,
            @Nullable String sharedSecret) {
        this.database = database;
        this.clock = clock;
        this.accounts = parts.accounts();
        this.passwords = parts.passwords();
        this.sessions = parts.sessions();
        this.secrets = parts.secrets();
        this.directory = parts.directory();
        this.sharedSecret = sharedSecret;
    }

    /**
     * What the tool sends.
     *
     * @param breakGlass whether the account keeps its own password where there is a directory; ours
     *     alone
     */
    public record Wanted(
            String nonce,
            String username,
            String password,
            boolean admin,
            @Nullable String userType,
            @Nullable String displayName,
            String mac,
            boolean inhibitLogin,
            boolean breakGlass) {
        /** Keeps the secrets out of logs. */
        @Override
        public String toString() {
            return "Wanted[]";
        }
    }

    /**
     * A nonce for one registration.
     *
     * @throws MatrixException 400 where there is no shared secret
     */
    public String nonce() {
        String secret = secret();
        String head = secrets.hex(NONCE_BYTES) + "-" + clock.millis();
        return head + "-" + seal(secret, head);
    }

    private String secret() {
        if (sharedSecret == null || sharedSecret.isEmpty()) {
            throw MatrixErrors.of(400, "M_UNKNOWN", "Shared secret registration is not enabled");
        }
        return sharedSecret;
    }

    private static String seal(String secret, String head) {
        byte[] data = ("nonce " + head).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Secrets.mac("HmacSHA256", secret, data), 0, 16);
    }

    /** Makes the account. */
    public Registration.Registered register(Wanted wanted) {
        String secret = secret();
        long end = requireNonce(secret, wanted.nonce);
        if (wanted.userType != null && !USER_TYPES.contains(wanted.userType)) {
            throw MatrixErrors.of(400, "M_UNKNOWN", "Invalid user type");
        }
        requireMac(secret, wanted);
        UserId user = accounts.available(wanted.username);
        // Where the directory has the password, this one opens nothing, now or later.
        boolean unused = directory.used() && !wanted.breakGlass;
        String hash = unused ? null : passwords.hash(wanted.password);
        Sessions.Wish wish = new Sessions.Wish(null, null, false);
        Sessions.Opened opened = sessions.prepare(user, wish);
        database.write(tx -> {
            if (!UsedNonces.use(tx, wanted.nonce, end, clock.millis())) {
                throw unknownNonce();
            }
            String name = wanted.displayName;
            accounts.create(tx, row(user, hash, wanted), name == null ? user.localpart() : name);
            directory.noteMade(tx, user, wanted.breakGlass);
            if (!wanted.inhibitLogin) {
                sessions.begin(tx, opened, wish);
            }
            return true;
        });
        accounts.announce(user, false);
        return new Registration.Registered(user, wanted.inhibitLogin ? null : opened);
    }

    private UserRow row(UserId user, @Nullable String hash, Wanted wanted) {
        return new UserRow(
                user,
                hash,
                clock.millis(),
                wanted.admin,
                false,
                null,
                wanted.userType,
                false,
                false,
                false,
                false,
                false,
                null);
    }

    /** When the nonce ends; refuses it if it is not ours or has ended. */
    private long requireNonce(String secret, String nonce) {
        int seal = nonce.lastIndexOf('-');
        int time = nonce.indexOf('-');
        if (nonce.length() > 128 || time < 0 || seal <= time) {
            throw unknownNonce();
        }
        if (!Secrets.same(seal(secret, nonce.substring(0, seal)), nonce.substring(seal + 1))) {
            throw unknownNonce();
        }
        long end = Long.parseLong(nonce.substring(time + 1, seal)) + NONCE_LIFETIME.toMillis();
        if (end < clock.millis()) {
            throw unknownNonce();
        }
        return end;
    }

    private static MatrixException unknownNonce() {
        return MatrixErrors.of(400, "M_UNKNOWN", "Unrecognised nonce");
    }

    private static void requireMac(String secret, Wanted wanted) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(wanted.nonce.getBytes(StandardCharsets.UTF_8));
        data.write(0);
        data.writeBytes(wanted.username.getBytes(StandardCharsets.UTF_8));
        data.write(0);
        data.writeBytes(wanted.password.getBytes(StandardCharsets.UTF_8));
        data.write(0);
        data.writeBytes((wanted.admin ? "admin" : "notadmin").getBytes(StandardCharsets.UTF_8));
        if (wanted.userType != null) {
            data.write(0);
            data.writeBytes(wanted.userType.getBytes(StandardCharsets.UTF_8));
        }
        if (wanted.breakGlass) {
            data.write(0);
            data.writeBytes("break_glass".getBytes(StandardCharsets.UTF_8));
        }
        byte[] mac = Secrets.mac("HmacSHA1", secret, data.toByteArray());
        String hex = HexFormat.of().formatHex(mac);
        if (!Secrets.same(hex, wanted.mac.toLowerCase(Locale.ROOT))) {
            throw MatrixErrors.forbidden("HMAC incorrect");
        }
    }
}
