package stockpot.server.accounts;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.Database;
import stockpot.server.store.RateOverrides;
import stockpot.server.store.Users;
import stockpot.server.store.Users.UserRow;
import stockpot.server.users.Accounts;
import stockpot.server.users.Tokens;

/**
 * What administrators decide about single accounts. Client-Server API, "Account moderation"; the
 * rest as Synapse has it.
 */
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
        setLocked(user, locked);
    }

    /** As {@link #lock}, also for other administrators. */
    public void setLocked(UserId user, boolean locked) {
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
        setSuspended(user, suspended);
    }

    /** As {@link #suspend}, also for other administrators. */
    public void setSuspended(UserId user, boolean suspended) {
        database.write(tx -> {
            Users.setSuspended(tx, user, suspended);
            tokens.forgetAfter(tx, user);
            return true;
        });
    }

    /** Makes what a user does invisible to others, or visible again. */
    public void setShadowBanned(UserId user, boolean banned) {
        database.write(tx -> {
            Users.setShadowBanned(tx, user, banned);
            tokens.forgetAfter(tx, user);
            return true;
        });
    }

    /**
     * Gives or takes the rights of an administrator; who loses them no longer speaks as others.
     *
     * @return false if there is no such account here
     */
    public boolean setAdmin(UserId user, boolean admin) {
        return database.write(tx -> {
            if (!accounts.isLocal(user) || !Users.exists(tx, user)) {
                return false;
            }
            Users.setAdmin(tx, user, admin);
            if (!admin) {
                tokens.revokeLent(tx, user);
            }
            return true;
        });
    }

    /** Sets the rate limit of a user alone, or puts the user under that of everybody with null. */
    public void setRateLimit(UserId user, RateOverrides.@Nullable OverrideRow limit) {
        database.write(tx -> {
            if (limit == null) {
                RateOverrides.delete(tx, user);
            } else {
                RateOverrides.put(tx, user, limit);
            }
            tokens.forgetAfter(tx, user);
            return true;
        });
    }

    /** The rate limit of a user alone, or null. */
    public RateOverrides.@Nullable OverrideRow rateLimit(UserId user) {
        return database.read(tx -> RateOverrides.find(tx, user));
    }

    private static void requireOther(UserId admin, UserId user) {
        if (admin.equals(user)) {
            throw MatrixErrors.forbidden("You cannot do this to your own account");
        }
    }
}
