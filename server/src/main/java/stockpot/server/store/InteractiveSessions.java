package stockpot.server.store;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Sessions of User-Interactive Authentication; they survive restarts. */
public final class InteractiveSessions {
    private InteractiveSessions() {}

    /**
     * A session.
     *
     * @param user whose operation it guards, or null for registration
     * @param operation method and path
     * @param bodyHash keyed hash of the first request's body, in base64, or null where the body may change
     * @param completed stages that have been passed, a JSON list
     * @param data what the operation keeps between stages, a JSON object
     */
    public record SessionRow(
            String id,
            @Nullable UserId user,
            String operation,
            @Nullable String bodyHash,
            long createdAt,
            String completed,
            String data) {}

    /** A session, or null. */
    public static @Nullable SessionRow find(Transaction tx, String id) {
        return tx.first(
                "SELECT session_id, user_id, operation, body_hash, created_ts, completed, data"
                        + " FROM interactive_sessions WHERE session_id = ?",
                InteractiveSessions::row,
                id);
    }

    /** Adds a session. */
    public static void insert(WriteTransaction tx, SessionRow session) {
        UserId user = session.user();
        tx.update(
                "INSERT INTO interactive_sessions (session_id, user_id, operation, body_hash,"
                        + " created_ts, completed, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
                session.id(),
                user == null ? null : user.value(),
                session.operation(),
                session.bodyHash(),
                session.createdAt(),
                session.completed(),
                session.data());
    }

    /** Writes what has been completed, and the data. */
    public static void update(WriteTransaction tx, String id, String completed, String data) {
        tx.update(
                "UPDATE interactive_sessions SET completed = ?, data = ? WHERE session_id = ?",
                completed,
                data,
                id);
    }

    /** Ends a session. */
    public static void delete(WriteTransaction tx, String id) {
        tx.update("DELETE FROM interactive_sessions WHERE session_id = ?", id);
    }

    /** Ends sessions that began before a time. */
    public static void deleteBefore(WriteTransaction tx, long createdAt) {
        tx.update("DELETE FROM interactive_sessions WHERE created_ts < ?", createdAt);
    }

    private static SessionRow row(Transaction.Row row) {
        String user = row.textOrNull(2);
        return new SessionRow(
                row.text(1),
                user == null ? null : new UserId(user),
                row.text(3),
                row.textOrNull(4),
                row.number(5),
                row.text(6),
                row.text(7));
    }
}
