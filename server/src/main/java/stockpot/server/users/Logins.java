package stockpot.server.users;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.LoginConfig;
import stockpot.server.config.MailAddress;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.Devices;
import stockpot.server.store.LoginTokens;
import stockpot.server.store.ThreePids;
import stockpot.server.store.Users;
import stockpot.server.store.Users.UserRow;

/** Finding out by a password or a token who logs in. Client-Server API, "Login". */
public final class Logins {
    private final Database database;
    private final Clock clock;
    private final Accounts accounts;
    private final Passwords passwords;
    private final DirectoryPasswords directory;
    private final GuessLimits limits;
    private final LoginConfig config;
    private final Secrets secrets;

    /** Logins of one server. */
    public Logins(
            Database database,
            Clock clock,
            Accounts accounts,
            Passwords passwords,
            DirectoryPasswords directory,
            GuessLimits limits,
            Secrets secrets,
            LoginConfig config) {
        this.database = database;
        this.clock = clock;
        this.accounts = accounts;
        this.passwords = passwords;
        this.directory = directory;
        this.limits = limits;
        this.secrets = secrets;
        this.config = config;
    }

    /** Whether people may log in by password. */
    public boolean byPassword() {
        return config.passwords() && (config.localPasswords() || directory.used());
    }

    /** Whether a user can change their password here. */
    public boolean mayChangePassword(UserId user) {
        return byPassword() && !directory.owns(user);
    }

    /** Whether a session may make a token for another one. */
    public boolean byExistingSession() {
        return config.loginViaExistingSession();
    }

    /**
     * Who has this name and password.
     *
     * @param name localpart or full id
     * @param address where the attempt comes from
     * @throws MatrixException 403 {@code M_FORBIDDEN}, the same for every cause (threat C03); 403
     *     {@code M_USER_DEACTIVATED} and 401 {@code M_USER_LOCKED} only behind the right password;
     *     429
     */
    public UserId password(String name, String password, String address) {
        return login(verify(accounts.named(name), guessKey(name), name, password, address));
    }

    /** As {@link #password}, for a mail address that belongs to an account. */
    public UserId passwordByMail(String mail, String password, String address) {
        String folded = foldMail(mail);
        UserId owner =
                folded == null ? null : database.read(tx -> ThreePids.owner(tx, "email", folded));
        UserRow account = owner == null ? null : accounts.find(owner);
        String key = owner != null ? owner.value() : "email " + (folded == null ? "" : folded);
        return login(verify(account, key, "", password, address));
    }

    private UserId login(UserId user) {
        limits.loggedIn(user.value());
        return user;
    }

    /** Whether this is the password of this user; for stages of interactive authentication. */
    public void confirm(UserId user, String password, String address) {
        verify(accounts.find(user), user.value(), user.value(), password, address);
    }

    /**
     * One hash, or one bind in the directory, whoever is asked for (threat C03).
     *
     * @param key what is guessed at, where there is no account
     * @param name what an entry of the directory could be called; empty for nobody
     */
    private UserId verify(
            @Nullable UserRow account, String key, String name, String password, String address) {
        if (!byPassword()) {
            throw MatrixErrors.forbidden("Password login is disabled");
        }
        String guessed = account == null ? key : account.user().value();
        GuessLimits.Attempt attempt =
                limits.attempt(guessed, address, account != null && isKnown(account, address));
        if (directory.judges(account)) {
            UserRow found = inDirectory(account, name, password, attempt);
            requireUsable(found);
            return found.user();
        }
        String hash = account == null || account.guest() ? null : account.passwordHash();
        if (!passwords.verify(password, hash) || account == null || hash == null) {
            throw MatrixErrors.forbidden("Invalid username or password");
        }
        limits.succeeded(attempt);
        requireUsable(account);
        rehash(account, password, hash);
        return account.user();
    }

    private UserRow inDirectory(
            @Nullable UserRow account, String name, String password, GuessLimits.Attempt attempt) {
        UserRow found;
        try {
            found = directory.check(account, name, password);
        } catch (MatrixException e) {
            limits.succeeded(attempt); // right, or not judged at all: no guess was wrong
            throw e;
        }
        if (found == null) {
            throw MatrixErrors.forbidden("Invalid username or password");
        }
        limits.succeeded(attempt);
        return found;
    }

    /** The key of a name that may belong to nobody, so that it is limited like any other. */
    private String guessKey(String name) {
        String short255 = name.length() > 255 ? name.substring(0, 255) : name;
        return (short255.startsWith("@") ? short255 : "@" + short255 + ":" + accounts.server())
                .toLowerCase(Locale.ROOT);
    }

    /** Whether a device of the account was last heard from the same network. */
    private boolean isKnown(UserRow account, String address) {
        String network = GuessLimits.network(address);
        return database.read(tx -> Devices.ofUser(tx, account.user())).stream()
                .map(Devices.DeviceRow::lastSeenIp)
                .filter(Objects::nonNull)
                .anyMatch(seen -> GuessLimits.network(seen).equals(network));
    }

    private void requireUsable(UserRow account) {
        if (account.deactivated()) {
            throw MatrixErrors.of(403, "M_USER_DEACTIVATED", "This account has been deactivated");
        }
        if (account.locked()) {
            throw Tokens.locked();
        }
        Newcomers.requireLetIn(database, account.user());
    }

    private void rehash(UserRow account, String password, String hash) {
        if (passwords.outdated(hash)) {
            String better = passwords.hash(password);
            database.write(tx -> {
                Users.rehash(tx, account.user(), hash, better);
                return true;
            });
        }
    }

    /** A token that logs another device of the user in, once (threat C24). */
    public String issueToken(UserId user) {
        String token = secrets.token("spl_");
        long now = clock.millis();
        long end = now + config.loginTokenTimeout().toMillis();
        database.write(tx -> {
            LoginTokens.insert(tx, Secrets.hash(token), user, end, now);
            return true;
        });
        return token;
    }

    /**
     * Whose login token it is; it is used up by this.
     *
     * @throws MatrixException 403 {@code M_FORBIDDEN}
     */
    public UserId token(String token) {
        byte[] hash = Secrets.hash(token);
        UserId user = database.write(tx -> LoginTokens.take(tx, hash, clock.millis()));
        UserRow account = user == null ? null : accounts.find(user);
        if (account == null) {
            throw MatrixErrors.forbidden("Invalid login token");
        }
        requireUsable(account);
        return account.user();
    }

    /** A mail address with ASCII capitals folded; null for any other than ASCII (threat C09). */
    public static @Nullable String foldMail(String mail) {
        return MailAddress.fold(mail);
    }
}
