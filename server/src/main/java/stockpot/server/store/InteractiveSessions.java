package stockpot.server.store;

import java.util.List;
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
     * @param bodyHash keyed hash of the first request's body, in base64, or null where the body may
     *     change
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

    /** Adds a session, or writes what has been completed in it. */
    public static void put(WriteTransaction tx, SessionRow session) {
        UserId user = session.user();
        tx.update(
                "INSERT INTO interactive_sessions (session_id, user_id, operation, body_hash,"
                        + " created_ts, completed, data) VALUES (?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (session_id) DO UPDATE SET"
                        + " completed = excluded.completed, data = excluded.data",
                session.id(),
                user == null ? null : user.value(),
                session.operation(),
                session.bodyHash(),
                session.createdAt(),
                session.completed(),
                session.data());
    }

    /** Ends a session. */
    public static void delete(WriteTransaction tx, String id) {
        tx.update("DELETE FROM interactive_sessions WHERE session_id = ?", id);
    }

    /** The oldest sessions that began before a time. */
    public static List<SessionRow> before(Transaction tx, long createdAt, int limit) {
        return tx.list(
                "SELECT session_id, user_id, operation, body_hash, created_ts, completed, data"
                        + " FROM interactive_sessions WHERE created_ts < ?"
                        + " ORDER BY created_ts LIMIT ?",
                InteractiveSessions::row,
                createdAt,
                limit);
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
