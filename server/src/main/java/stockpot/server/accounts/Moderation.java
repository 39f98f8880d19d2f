package stockpot.server.accounts;

import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.Database;
import stockpot.server.store.Users;
import stockpot.server.store.Users.UserRow;
import stockpot.server.users.Accounts;
import stockpot.server.users.Tokens;

/** Locking and suspending accounts. Client-Server API, "Account moderation". */
public final class Moderation {
    private final Database database;
    private final Accounts accounts;
    private final Tokens tokens;

    /** Moderates the accounts of one server. */
    public Moderation(Database database, Accounts accounts, Tokens tokens) {
        this.database = database;
        this.accounts = accounts;
        this.tokens = tokens;
    }

    /**
     * An account that the administrator may moderate.
     *
     * @throws MatrixException 400 for users of other servers, 403 for other administrators, 404
     */
    public UserRow target(UserId admin, UserId user) {
        if (!accounts.isLocal(user)) {
            throw MatrixErrors.invalidParam("The user does not belong to this server");
        }
        UserRow row = accounts.find(user);
        if (row == null || row.deactivated()) {
            throw MatrixErrors.notFound("User not found");
        }
        if (row.admin() && !user.equals(admin)) {
            throw MatrixErrors.forbidden("The user is an administrator");
        }
        return row;
    }

    /** Locks or unlocks; sessions stay, so that nobody has to log in again. */
    public void lock(UserId admin, UserId user, boolean locked) {
        requireOther(admin, user);
        target(admin, user);
        database.write(tx -> {
            Users.setLocked(tx, user, locked);
            tokens.forgetAfter(tx, user);
            return true;
        });
    }

    /** Suspends or lifts a suspension. */
    public void suspend(UserId admin, UserId user, boolean suspended) {
        requireOther(admin, user);
        target(admin, user);
        database.write(tx -> {
            Users.setSuspended(tx, user, suspended);
            return true;
        });
    }

    private static void requireOther(UserId admin, UserId user) {
        if (admin.equals(user)) {
            throw MatrixErrors.forbidden("You cannot do this to your own account");
        }
    }
}
