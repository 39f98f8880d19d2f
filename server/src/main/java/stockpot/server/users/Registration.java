package stockpot.server.users;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.RegistrationConfig;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.Users;
import stockpot.server.store.Users.UserRow;

/** People making themselves accounts. Client-Server API, "Account registration". */
public final class Registration {
    private static final String OPERATION = "POST /register";

    /** How long the names of guests are, which have digits only. */
    static final int GUEST_DIGITS = 18;

    private final Database database;
    private final Clock clock;
    private final Accounts accounts;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Tokens tokens;
    private final InteractiveAuth interactive;
    private final Secrets secrets;
    private final DirectoryPasswords directory;
    private final GuessLimits limits;
    private final RegistrationMemory memory;
    private final RegistrationConfig config;
    private final Newcomers newcomers;

    /** What registration is made of. */
    public record Parts(
            Accounts accounts,
            Passwords passwords,
            Sessions sessions,
            Tokens tokens,
            InteractiveAuth interactive,
            GuessLimits limits,
            Secrets secrets,
            DirectoryPasswords directory) {}

    /** Registration of one server. */
    public Registration(
            Database database,
            Clock clock,
            Parts parts,
            RegistrationConfig config,
            Newcomers newcomers) {
        this.database = database;
        this.clock = clock;
        this.accounts = parts.accounts;
        this.passwords = parts.passwords;
        this.sessions = parts.sessions;
        this.tokens = parts.tokens;
        this.interactive = parts.interactive;
        this.secrets = parts.secrets;
        this.directory = parts.directory;
        this.limits = parts.limits;
        this.memory = new RegistrationMemory(parts.interactive, parts.passwords);
        this.config = config;
        this.newcomers = newcomers;
    }

    /**
     * What a client asks for.
     *
     * @param username localpart, or null for one that is made up
     * @param password null is refused, but only when the flow has been passed
     * @param guestToken access token of a guest who becomes a user, or null
     * @param inhibitLogin no session is wanted
     */
    public record Wanted(
            @Nullable String username,
            @Nullable String password,
            @Nullable String guestToken,
            boolean inhibitLogin,
            Sessions.Wish wish) {
        /** Keeps the secrets out of logs. */
        @Override
        public String toString() {
            return "Wanted[]";
        }
    }

    /** A new account, with a session unless none was wanted. */
    public record Registered(UserId user, Sessions.@Nullable Opened session) {}

    /** Whether strangers may register, as opposed to guests and those who know a secret. */
    public boolean open() {
        return config.enabled()
                && (config.withoutVerification() || config.tokenRequired() || config.doors().any());
    }

    /**
     * Makes an account once the flow has been passed.
     *
     * @param body of the request, for its {@code auth}
     * @throws stockpot.server.matrix.error.MatrixException 401 with the flows, 403 where
     *     registration is closed, and where the account is made but waits to be let in, 400 {@code
     *     M_USER_IN_USE}, {@code M_INVALID_USERNAME}, {@code M_EXCLUSIVE}, {@code M_WEAK_PASSWORD}
     */
    public Registered register(Wanted wanted, ObjectNode body, String address) {
        requireOpen();
        AuthSession known = memory.session(body);
        UserId done = known == null ? null : memory.registered(known);
        if (done != null) {
            return again(done, wanted);
        }
        Caller guest = wanted.guestToken == null ? null : guest(wanted);
        UserId name = wanted.username == null ? null : nameOf(guest, wanted.username);
        AuthSession session = interactive.demand(demand(wanted, body, address));
        String hash = hash(wanted.password, memory.passwordHash(session));
        if (guest != null) {
            return upgrade(guest.user(), hash, wanted, session);
        }
        return store(name != null ? name : accounts.available(madeUp()), hash, wanted, session);
    }

    private String hash(@Nullable String password, @Nullable String remembered) {
        if (remembered != null) {
            return remembered;
        }
        if (password == null) {
            throw MatrixErrors.missingParam("missing key 'password'");
        }
        return passwords.hash(password);
    }

    private UserId nameOf(@Nullable Caller guest, String username) {
        return guest != null ? guest.user() : free(username);
    }

    private InteractiveAuth.Demand demand(Wanted wanted, ObjectNode body, String address) {
        return new InteractiveAuth.Demand(
                null,
                OPERATION,
                body,
                RegistrationFlows.flows(config, newcomers.mail()),
                RegistrationFlows.params(config),
                address,
                data -> memory.remember(data, body, wanted.password));
    }

    /** The parameters of this request and of earlier ones of its session. */
    public ObjectNode remembered(ObjectNode body) {
        return memory.merged(body);
    }

    /**
     * The client did not hear that its account was made: it may have another session, but only with
     * the password of the account.
     */
    private Registered again(UserId user, Wanted wanted) {
        UserRow account = accounts.find(user);
        String hash = account == null || account.deactivated() ? null : account.passwordHash();
        String password = wanted.password == null ? "" : wanted.password;
        GuessLimits.Attempt attempt = limits.attempt(user.value());
        if (!passwords.verify(password, hash)) {
            throw Accounts.inUse();
        }
        limits.succeeded(attempt);
        Newcomers.requireLetIn(database, user);
        return new Registered(user, wanted.inhibitLogin ? null : sessions.open(user, wanted.wish));
    }

    private void requireOpen() {
        if (!open()) {
            throw MatrixErrors.forbidden("Registration has been disabled");
        }
    }

    /** The account id that this name would give, if it can be registered. */
    public UserId available(String username) {
        requireOpen();
        return free(username);
    }

    private UserId free(String username) {
        UserId user = accounts.available(username);
        directory.requireNoEntry(user);
        return user;
    }

    private Caller guest(Wanted wanted) {
        Caller caller = tokens.authenticate(wanted.guestToken);
        boolean own = wanted.username == null || wanted.username.equals(caller.user().localpart());
        if (!caller.guest() || !own) {
            throw MatrixErrors.forbidden("Not the token of that guest");
        }
        return caller;
    }

    private String madeUp() {
        return secrets.deviceId().toLowerCase(java.util.Locale.ROOT);
    }

    private Registered store(UserId user, String hash, Wanted wanted, AuthSession session) {
        UserRow account = UserRow.fresh(user, hash, clock.millis(), false);
        Registered made =
                finish(user, wanted, session, tx -> accounts.create(tx, account, user.localpart()));
        accounts.announce(user, false);
        return letIn(made);
    }

    private Registered upgrade(UserId user, String hash, Wanted wanted, AuthSession session) {
        return letIn(
                finish(
                        user,
                        wanted,
                        session,
                        tx -> {
                            Users.upgradeGuest(tx, user, hash);
                            sessions.closeAll(tx, user, null);
                        }));
    }

    /** One write makes the account, uses up what was shown for it and begins its session. */
    private Registered finish(
            UserId user, Wanted wanted, AuthSession session, Newcomers.Consumer make) {
        String held = RegistrationTokenStage.held(session);
        Newcomers.Consumer rest = newcomers.prepare(user, MailStage.held(session));
        memory.done(session, user);
        boolean login = !wanted.inhibitLogin && !config.doors().approval();
        Sessions.Opened opened = sessions.prepare(user, wanted.wish);
        database.write(tx -> {
            make.accept(tx);
            RegistrationTokenStage.complete(tx, held);
            rest.accept(tx);
            interactive.keep(tx, session);
            if (login) {
                sessions.begin(tx, opened, wanted.wish);
            }
            return true;
        });
        return new Registered(user, login ? opened : null);
    }

    /** The account is made; but who has to be let in hears that, and gets no session. */
    private Registered letIn(Registered made) {
        if (config.doors().approval()) {
            throw Newcomers.waiting();
        }
        return made;
    }

    /**
     * Makes a guest.
     *
     * @throws stockpot.server.matrix.error.MatrixException 403 {@code M_FORBIDDEN} where guests are
     *     not welcome
     */
    public Registered guest(@Nullable String deviceName) {
        if (!config.guests()) {
            throw MatrixErrors.forbidden("Guest access is disabled");
        }
        StringBuilder name = new StringBuilder(GUEST_DIGITS);
        String bytes = secrets.hex(GUEST_DIGITS);
        for (int i = 0; i < GUEST_DIGITS; i++) {
            name.append(Character.digit(bytes.charAt(2 * i), 16) % 10);
        }
        UserId user = LocalName.fresh(name.toString(), accounts.server());
        Sessions.Wish wish = new Sessions.Wish(null, deviceName, false);
        Sessions.Opened opened = sessions.prepare(user, wish);
        database.write(tx -> {
            accounts.create(tx, UserRow.fresh(user, null, clock.millis(), true), null);
            sessions.begin(tx, opened, wish);
            return true;
        });
        accounts.announce(user, true);
        return new Registered(user, opened);
    }
}
