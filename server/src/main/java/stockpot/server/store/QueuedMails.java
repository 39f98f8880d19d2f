package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Letters that wait to be handed to the relay. */
public final class QueuedMails {
    private static final String COLUMNS =
            "message_id, recipient, subject, text, html, unsubscribe, created_ts, next_ts, attempts";

    private QueuedMails() {}

    /**
     * A letter.
     *
     * @param messageId without angle brackets; the same at each try
     * @param unsubscribe link that ends letters of this kind, or null
     * @param createdAt milliseconds since the epoch
     * @param nextAt when it is tried next, likewise
     * @param attempts tries so far
     */
    public record MailRow(
            String messageId,
            String recipient,
            String subject,
            String text,
            String html,
            @Nullable String unsubscribe,
            long createdAt,
            long nextAt,
            long attempts) {
        /** Keeps what it says, which may be a secret link, out of logs. */
        @Override
        public String toString() {
            return "MailRow[" + messageId + "]";
        }
    }

    /** Adds a letter; false if one of that id waits already. */
    public static boolean insert(WriteTransaction tx, MailRow row) {
        return tx.update(
                        "INSERT INTO mail_queue ("
                                + COLUMNS
                                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT (message_id) DO NOTHING",
                        row.messageId(),
                        row.recipient(),
                        row.subject(),
                        row.text(),
                        row.html(),
                        row.unsubscribe(),
                        row.createdAt(),
                        row.nextAt(),
                        row.attempts())
                > 0;
    }

    /** Letters whose time has come, those that have waited longest first. */
    public static List<MailRow> due(Transaction tx, long now, int limit) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM mail_queue WHERE next_ts <= ? ORDER BY next_ts, message_id LIMIT ?",
                QueuedMails::row,
                now,
                limit);
    }

    /** When the next letter is due, or null if none waits. */
    public static @Nullable Long nextDue(Transaction tx) {
        return tx.first(
                "SELECT next_ts FROM mail_queue ORDER BY next_ts LIMIT 1", row -> row.number(1));
    }

    /** When the oldest letter was written, or null if none waits. */
    public static @Nullable Long oldest(Transaction tx) {
        return tx.first(
                "SELECT created_ts FROM mail_queue ORDER BY created_ts LIMIT 1",
                row -> row.number(1));
    }

    /** How many wait. */
    public static long count(Transaction tx) {
        Long count = tx.first("SELECT count(*) FROM mail_queue", row -> row.number(1));
        return count == null ? 0 : count;
    }

    /** Puts a letter off; one that has gone meanwhile stays gone. */
    public static void postpone(WriteTransaction tx, String messageId, long nextAt) {
        tx.update(
                "UPDATE mail_queue SET next_ts = ?, attempts = attempts + 1 WHERE message_id = ?",
                nextAt,
                messageId);
    }

    /** Removes a letter; false if it had gone. */
    public static boolean delete(WriteTransaction tx, String messageId) {
        return tx.update("DELETE FROM mail_queue WHERE message_id = ?", messageId) > 0;
    }

    /** Removes letters that were written before a time; gives how many. */
    public static int deleteBefore(WriteTransaction tx, long createdAt) {
        return tx.update("DELETE FROM mail_queue WHERE created_ts < ?", createdAt);
    }

    private static MailRow row(Transaction.Row row) {
        return new MailRow(
                row.text(1),
                row.text(2),
                row.text(3),
                row.text(4),
                row.text(5),
                row.textOrNull(6),
                row.number(7),
                row.number(8),
                row.number(9));
    }
}
