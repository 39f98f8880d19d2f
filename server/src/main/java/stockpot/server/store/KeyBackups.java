package stockpot.server.store;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** The versions of users' key backups. */
public final class KeyBackups {
    private static final String COLUMNS = "version, algorithm, auth_data, etag, sessions";

    private KeyBackups() {}

    /**
     * A version.
     *
     * @param authData any JSON value, as text
     * @param etag changes with every change of the sessions
     * @param sessions how many are stored
     */
    public record KeyBackup(
            long version, String algorithm, String authData, long etag, long sessions) {}

    /** A version of a user, or null. */
    public static @Nullable KeyBackup find(Transaction tx, UserId user, long version) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM key_backups WHERE user_id = ? AND version = ?",
                KeyBackups::map,
                user.value(),
                version);
    }

    /** The current version of a user, or null. */
    public static @Nullable KeyBackup latest(Transaction tx, UserId user) {
        return tx.first(
                "SELECT "
                        + COLUMNS
                        + " FROM key_backups WHERE user_id = ? ORDER BY version DESC LIMIT 1",
                KeyBackups::map,
                user.value());
    }

    /** Makes a version, higher than any that the user ever had. */
    public static long create(WriteTransaction tx, UserId user, String algorithm, String authData) {
        long version = lastGiven(tx, user) + 1;
        tx.update(
                "INSERT INTO key_backup_counters (user_id, last_version) VALUES (?, ?)"
                        + " ON CONFLICT (user_id) DO UPDATE"
                        + " SET last_version = excluded.last_version",
                user.value(),
                version);
        tx.update(
                "INSERT INTO key_backups"
                        + " (user_id, version, algorithm, auth_data, etag, sessions)"
                        + " VALUES (?, ?, ?, ?, 0, 0)",
                user.value(),
                version,
                algorithm,
                authData);
        return version;
    }

    /** The highest version the user ever had; 0 if none. */
    public static long lastGiven(Transaction tx, UserId user) {
        Long last =
                tx.first(
                        "SELECT last_version FROM key_backup_counters WHERE user_id = ?",
                        row -> row.number(1),
                        user.value());
        return last == null ? 0 : last;
    }

    /** How many versions a user has, and how many sessions in all of them. */
    public static Totals totals(Transaction tx, UserId user) {
        Totals totals =
                tx.first(
                        "SELECT count(*), coalesce(sum(sessions), 0) FROM key_backups"
                                + " WHERE user_id = ?",
                        row -> new Totals(row.number(1), row.number(2)),
                        user.value());
        return totals == null ? new Totals(0, 0) : totals;
    }

    /** What a user has stored. */
    public record Totals(long versions, long sessions) {}

    /** Changes what the algorithm keeps beside the sessions. */
    public static void setAuthData(
            WriteTransaction tx, UserId user, long version, String authData) {
        tx.update(
                "UPDATE key_backups SET auth_data = ? WHERE user_id = ? AND version = ?",
                authData,
                user.value(),
                version);
    }

    /** Notes that sessions changed: a new etag, and the difference in their number. */
    public static void sessionsChanged(
            WriteTransaction tx, UserId user, long version, long difference) {
        tx.update(
                "UPDATE key_backups SET etag = etag + 1, sessions = sessions + ?"
                        + " WHERE user_id = ? AND version = ?",
                difference,
                user.value(),
                version);
    }

    /** Deletes a version with all its sessions. */
    public static void delete(WriteTransaction tx, UserId user, long version) {
        tx.update(
                "DELETE FROM key_backup_sessions WHERE user_id = ? AND version = ?",
                user.value(),
                version);
        tx.update(
                "DELETE FROM key_backups WHERE user_id = ? AND version = ?", user.value(), version);
    }

    private static KeyBackup map(Transaction.Row row) {
        return new KeyBackup(row.number(1), row.text(2), row.text(3), row.number(4), row.number(5));
    }
}
