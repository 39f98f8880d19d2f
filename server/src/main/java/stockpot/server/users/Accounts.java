package stockpot.server.users;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.Users;
import stockpot.server.store.Users.UserRow;
import stockpot.server.store.WriteTransaction;

/** Local accounts: which there are, and how one is made. */
public final class Accounts {
    private final Database database;
    private final ServerName server;
    private final ReservedNames reserved;
    private final List<AccountListener> listeners;

    /** Accounts of one server. */
    public Accounts(
            Database database,
            ServerName server,
            ReservedNames reserved,
            List<AccountListener> listeners) {
        this.database = database;
        this.server = server;
        this.reserved = reserved;
        this.listeners = List.copyOf(listeners);
    }

    /** The account of that exact id, or null. */
    public @Nullable UserRow find(UserId user) {
        return isLocal(user) ? database.read(tx -> Users.find(tx, user)) : null;
    }

    /** Whether there is or was a local account of that id. */
    public boolean exists(UserId user) {
        return isLocal(user) && database.read(tx -> Users.exists(tx, user));
    }

    /** Whether the account is an administrator's; read from the database each time (threat X01). */
    public boolean isAdmin(UserId user) {
        return isLocal(user) && database.read(tx -> Users.isAdmin(tx, user));
    }

    /** Whether the account may only read and leave. Client-Server API, "Account suspension". */
    public boolean isSuspended(UserId user) {
        UserRow row = find(user);
        return row != null && row.suspended();
    }

    /**
     * Lets only those go on who are not suspended.
     *
     * @throws stockpot.server.matrix.error.MatrixException 403 {@code M_USER_SUSPENDED}
     */
    public void requireNotSuspended(UserId user) {
        if (isSuspended(user)) {
            throw MatrixErrors.of(
                    403, "M_USER_SUSPENDED", "You cannot perform this action while suspended.");
        }
    }

    /** Whether the id belongs to this server. */
    public boolean isLocal(UserId user) {
        return user.server().equals(server);
    }

    /** The server whose accounts these are. */
    public ServerName server() {
        return server;
    }

    /**
     * The account that a person means who writes a localpart or a full id: exactly that one, else
     * the one with ASCII capitals folded. Null if there is none.
     */
    public @Nullable UserRow named(String written) {
        String id = written.startsWith("@") ? written : "@" + written + ":" + server.value();
        if (!id.endsWith(":" + server.value()) || id.length() > 255 || id.indexOf('\0') >= 0) {
            return null;
        }
        UserRow exact = database.read(tx -> Users.find(tx, new UserId(id)));
        if (exact != null) {
            return exact;
        }
        String folded = LocalName.fold(id.substring(1, id.length() - server.value().length() - 1));
        if (folded == null) {
            return null;
        }
        UserId user = new UserId("@" + folded + ":" + server.value());
        return database.read(tx -> Users.find(tx, user));
    }

    /**
     * The id for a new account of that name.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 {@code M_INVALID_USERNAME}, {@code
     *     M_EXCLUSIVE} or {@code M_USER_IN_USE}
     */
    public UserId available(String username) {
        UserId user = LocalName.fresh(username, server);
        if (reserved.reserved(user)) {
            throw MatrixErrors.of(400, "M_EXCLUSIVE", "This user ID is reserved");
        }
        if (LocalName.isNumeric(user)) {
            throw MatrixErrors.of(
                    400, "M_INVALID_USERNAME", "Numeric user IDs are reserved for guest users");
        }
        if (exists(user)) {
            throw inUse();
        }
        return user;
    }

    /**
     * The id for the account of an entry of the directory. Its name may have digits only, unless it
     * is as long as those of guests.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 {@code M_INVALID_USERNAME} or {@code
     *     M_EXCLUSIVE}
     */
    UserId nameForEntry(String name) {
        UserId user = LocalName.fresh(name, server);
        boolean guests = LocalName.isNumeric(user) && name.length() >= Registration.GUEST_DIGITS;
        if (guests || reserved.reserved(user)) {
            throw MatrixErrors.of(400, "M_EXCLUSIVE", "This user ID is reserved");
        }
        return user;
    }

    static stockpot.server.matrix.error.MatrixException inUse() {
        return MatrixErrors.of(400, "M_USER_IN_USE", "User ID already taken");
    }

    /**
     * Adds an account, within a write, with a first display name.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 {@code M_USER_IN_USE}
     */
    public void create(WriteTransaction tx, UserRow account, @Nullable String displayName) {
        if (!Users.insert(tx, account)) {
            throw inUse();
        }
        if (displayName != null && !displayName.isEmpty()) {
            stockpot.server.store.Profiles.set(
                    tx,
                    account.user(),
                    "displayname",
                    Json.text(Json.object().textNode(displayName)));
        }
    }

    /** Tells those who wait for new accounts. */
    public void announce(UserId user, boolean guest) {
        listeners.forEach(listener -> listener.created(user, guest));
    }
}
