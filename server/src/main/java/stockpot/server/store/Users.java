package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Local accounts. Operators may change this table from outside; nobody caches it for long. */
public final class Users {
    private static final String COLUMNS =
            "name, password_hash, creation_ts, admin, is_guest, appservice_id, user_type,"
                    + " deactivated, erased, locked, suspended, shadow_banned, consent_version";

    private Users() {}

    /**
     * An account.
     *
     * @param passwordHash PHC or crypt string, or null where no password opens the account
     * @param createdAt milliseconds since the epoch
     * @param appservice the bridge that owns it, or null
     * @param userType {@code bot} or {@code support}, or null
     * @param locked nobody can use it until it is unlocked; sessions stay
     * @param suspended may read and leave, and nothing else
     */
    public record UserRow(
            UserId user,
            @Nullable String passwordHash,
            long createdAt,
            boolean admin,
            boolean guest,
            @Nullable String appservice,
            @Nullable String userType,
            boolean deactivated,
            boolean erased,
            boolean locked,
            boolean suspended,
            boolean shadowBanned,
            @Nullable String consentVersion) {
        /** Keeps the hash out of logs. */
        @Override
        public String toString() {
            return "UserRow[" + user + "]";
        }

        /** An account as it begins. */
        public static UserRow fresh(
                UserId user, @Nullable String passwordHash, long createdAt, boolean guest) {
            return new UserRow(
                    user,
                    passwordHash,
                    createdAt,
                    false,
                    guest,
                    null,
                    null,
                    false,
                    false,
                    false,
                    false,
                    false,
                    null);
        }
    }

    /** The account of that exact id, or null. */
    public static @Nullable UserRow find(Transaction tx, UserId user) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM users WHERE name = ?", Users::row, user.value());
    }

    /** Whether there is or was an account of that id. */
    public static boolean exists(Transaction tx, UserId user) {
        return tx.first("SELECT 1 FROM users WHERE name = ?", row -> true, user.value()) != null;
    }

    /** Whether the account is an administrator's, and usable. */
    public static boolean isAdmin(Transaction tx, UserId user) {
        return tx.first(
                        "SELECT 1 FROM users WHERE name = ? AND admin <> 0 AND deactivated = 0"
                                + " AND locked = 0",
                        row -> true,
                        user.value())
                != null;
    }

    /** Adds an account; false if the name was taken. */
    public static boolean insert(WriteTransaction tx, UserRow user) {
        boolean added =
                tx.update(
                                "INSERT INTO users (name, password_hash, creation_ts, admin, is_guest,"
                                        + " appservice_id, user_type, consent_version)"
                                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
                                user.user().value(),
                                user.passwordHash(),
                                user.createdAt(),
                                user.admin(),
                                user.guest(),
                                user.appservice(),
                                user.userType(),
                                user.consentVersion())
                        > 0;
        if (added) {
            UserWords.index(tx, user.user(), null);
        }
        return added;
    }

    /** Sets or removes the password. */
    public static void setPasswordHash(WriteTransaction tx, UserId user, @Nullable String hash) {
        tx.update("UPDATE users SET password_hash = ? WHERE name = ?", hash, user.value());
    }

    /** Replaces a hash by a better one of the same password, unless it has changed meanwhile. */
    public static void rehash(WriteTransaction tx, UserId user, String before, String after) {
        tx.update(
                "UPDATE users SET password_hash = ? WHERE name = ? AND password_hash = ?",
                after,
                user.value(),
                before);
    }

    /** Grants or takes the rights of an administrator. */
    public static void setAdmin(WriteTransaction tx, UserId user, boolean admin) {
        tx.update("UPDATE users SET admin = ? WHERE name = ?", admin, user.value());
    }

    /** Closes an account (its password goes) or opens it again. */
    public static void setDeactivated(WriteTransaction tx, UserId user, boolean deactivated) {
        if (deactivated) {
            tx.update(
                    "UPDATE users SET deactivated = 1, password_hash = NULL, admin = 0"
                            + " WHERE name = ?",
                    user.value());
        } else {
            tx.update("UPDATE users SET deactivated = 0, erased = 0 WHERE name = ?", user.value());
        }
    }

    /** Marks that what the user wrote is to be hidden from those who did not see it. */
    public static void setErased(WriteTransaction tx, UserId user, boolean erased) {
        tx.update("UPDATE users SET erased = ? WHERE name = ?", erased, user.value());
    }

    /** Locks or unlocks. */
    public static void setLocked(WriteTransaction tx, UserId user, boolean locked) {
        tx.update("UPDATE users SET locked = ? WHERE name = ?", locked, user.value());
    }

    /** Suspends or lifts a suspension. */
    public static void setSuspended(WriteTransaction tx, UserId user, boolean suspended) {
        tx.update("UPDATE users SET suspended = ? WHERE name = ?", suspended, user.value());
    }

    /** Makes what the user does invisible to others, or visible again. */
    public static void setShadowBanned(WriteTransaction tx, UserId user, boolean banned) {
        tx.update("UPDATE users SET shadow_banned = ? WHERE name = ?", banned, user.value());
    }

    /** Sets the kind of account, such as {@code bot}. */
    public static void setUserType(WriteTransaction tx, UserId user, @Nullable String type) {
        tx.update("UPDATE users SET user_type = ? WHERE name = ?", type, user.value());
    }

    /** Makes a guest a full user. */
    public static void upgradeGuest(WriteTransaction tx, UserId user, @Nullable String hash) {
        tx.update(
                "UPDATE users SET is_guest = 0, password_hash = ? WHERE name = ?",
                hash,
                user.value());
    }

    /** Accounts in the order of their ids, behind {@code after}. */
    public static List<UserRow> page(Transaction tx, String after, int limit) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM users WHERE name > ? ORDER BY name LIMIT ?",
                Users::row,
                after,
                limit);
    }

    /** How many accounts there are. */
    public static long count(Transaction tx) {
        Long count = tx.first("SELECT count(*) FROM users", row -> row.number(1));
        return count == null ? 0 : count;
    }

    private static UserRow row(Transaction.Row row) {
        return new UserRow(
                new UserId(row.text(1)),
                row.textOrNull(2),
                row.number(3),
                row.flag(4),
                row.flag(5),
                row.textOrNull(6),
                row.textOrNull(7),
                row.flag(8),
                row.flag(9),
                row.flag(10),
                row.flag(11),
                row.flag(12),
                row.textOrNull(13));
    }
}
