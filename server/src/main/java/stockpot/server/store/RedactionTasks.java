package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Tasks that take back what a user wrote. */
public final class RedactionTasks {
    private static final String COLUMNS = "task_id, user_id, created_ts, status, request, failed";

    private RedactionTasks() {}

    /**
     * A task.
     *
     * @param status {@code scheduled}, {@code active}, {@code complete} or {@code failed}
     * @param request what is to be done, as JSON
     * @param failed reasons by event id, as a JSON object
     */
    public record TaskRow(
            String id, UserId user, long createdAt, String status, String request, String failed) {}

    /** The task of that id, or null. */
    public static @Nullable TaskRow find(Transaction tx, String id) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM redaction_tasks WHERE task_id = ?",
                RedactionTasks::row,
                id);
    }

    /** The tasks that are not over, oldest first. */
    public static List<TaskRow> unfinished(Transaction tx) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM redaction_tasks WHERE status = 'scheduled' OR status = 'active'"
                        + " ORDER BY created_ts, task_id",
                RedactionTasks::row);
    }

    /** Whether a task of this user is under way. */
    public static boolean isUnderWay(Transaction tx, UserId user) {
        return tx.first(
                        "SELECT 1 FROM redaction_tasks WHERE user_id = ?"
                                + " AND (status = 'scheduled' OR status = 'active')",
                        row -> true,
                        user.value())
                != null;
    }

    /** Adds a task; those made before {@code keptSince} that are over go. */
    public static void insert(WriteTransaction tx, TaskRow task, long keptSince) {
        tx.update(
                "DELETE FROM redaction_tasks WHERE created_ts < ?"
                        + " AND (status = 'complete' OR status = 'failed')",
                keptSince);
        tx.update(
                "INSERT INTO redaction_tasks (task_id, user_id, created_ts, status, request,"
                        + " failed) VALUES (?, ?, ?, ?, ?, ?)",
                task.id(),
                task.user().value(),
                task.createdAt(),
                task.status(),
                task.request(),
                task.failed());
    }

    /** Notes how far a task is. */
    public static void update(WriteTransaction tx, String id, String status, String failed) {
        tx.update(
                "UPDATE redaction_tasks SET status = ?, failed = ? WHERE task_id = ?",
                status,
                failed,
                id);
    }

    private static TaskRow row(Transaction.Row row) {
        return new TaskRow(
                row.text(1),
                new UserId(row.text(2)),
                row.number(3),
                row.text(4),
                row.text(5),
                row.text(6));
    }
}
