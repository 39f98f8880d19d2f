package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** The encrypted session keys inside key backups. */
public final class KeyBackupSessions {
    private static final String COLUMNS =
            "room_id, session_id, first_message_index, forwarded_count, is_verified, session_data";

    private KeyBackupSessions() {}

    /**
     * A session key and what decides which of two is better.
     *
     * @param sessionData any JSON value, as text
     */
    public record KeyBackupSession(
            String room,
            String session,
            long firstMessageIndex,
            long forwardedCount,
            boolean verified,
            String sessionData) {}

    /** A session, or null. */
    public static @Nullable KeyBackupSession find(
            Transaction tx, UserId user, long version, String room, String session) {
        return tx.first(
                "SELECT "
                        + COLUMNS
                        + " FROM key_backup_sessions"
                        + " WHERE user_id = ? AND version = ? AND room_id = ? AND session_id = ?",
                KeyBackupSessions::map,
                user.value(),
                version,
                room,
                session);
    }

    /** The next sessions of a version behind (room, session), in that order. */
    public static List<KeyBackupSession> page(
            Transaction tx, UserId user, long version, String room, String session, int limit) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM key_backup_sessions WHERE user_id = ? AND version = ?"
                        + " AND (room_id > ? OR (room_id = ? AND session_id > ?))"
                        + " ORDER BY room_id, session_id LIMIT ?",
                KeyBackupSessions::map,
                user.value(),
                version,
                room,
                room,
                session,
                (long) limit);
    }

    /** The next sessions of a room behind {@code session}. */
    public static List<KeyBackupSession> pageOfRoom(
            Transaction tx, UserId user, long version, String room, String session, int limit) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM key_backup_sessions WHERE user_id = ? AND version = ?"
                        + " AND room_id = ? AND session_id > ? ORDER BY session_id LIMIT ?",
                KeyBackupSessions::map,
                user.value(),
                version,
                room,
                session,
                (long) limit);
    }

    /** Adds or replaces a session. */
    public static void put(
            WriteTransaction tx, UserId user, long version, KeyBackupSession session) {
        tx.update(
                "INSERT INTO key_backup_sessions (user_id, version, "
                        + COLUMNS
                        + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (user_id, version, room_id, session_id) DO UPDATE SET"
                        + " first_message_index = excluded.first_message_index,"
                        + " forwarded_count = excluded.forwarded_count,"
                        + " is_verified = excluded.is_verified,"
                        + " session_data = excluded.session_data",
                user.value(),
                version,
                session.room(),
                session.session(),
                session.firstMessageIndex(),
                session.forwardedCount(),
                session.verified(),
                session.sessionData());
    }

    /** Deletes all sessions of a version; says how many. */
    public static int delete(WriteTransaction tx, UserId user, long version) {
        return tx.update(
                "DELETE FROM key_backup_sessions WHERE user_id = ? AND version = ?",
                user.value(),
                version);
    }

    /** Deletes the sessions of a room; says how many. */
    public static int delete(WriteTransaction tx, UserId user, long version, String room) {
        return tx.update(
                "DELETE FROM key_backup_sessions"
                        + " WHERE user_id = ? AND version = ? AND room_id = ?",
                user.value(),
                version,
                room);
    }

    /** Deletes one session; says how many. */
    public static int delete(
            WriteTransaction tx, UserId user, long version, String room, String session) {
        return tx.update(
                "DELETE FROM key_backup_sessions"
                        + " WHERE user_id = ? AND version = ? AND room_id = ? AND session_id = ?",
                user.value(),
                version,
                room,
                session);
    }

    private static KeyBackupSession map(Transaction.Row row) {
        return new KeyBackupSession(
                row.text(1), row.text(2), row.number(3), row.number(4), row.flag(5), row.text(6));
    }
}
