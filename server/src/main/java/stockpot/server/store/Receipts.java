package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.UserId;

/** Read receipts, public and private, of which only the newest of each user and thread is kept. */
public final class Receipts {
    private static final String COLUMNS =
            "user_id, kind, thread, event_id, event_position, ts, position";

    private Receipts() {}

    /**
     * One receipt.
     *
     * @param user who read
     * @param kind {@code m.read} or {@code m.read.private}
     * @param thread empty for a receipt without thread, {@code main}, or a root's event id
     * @param event the last event that was read
     * @param eventPosition where it lies
     * @param ts when it was read, in milliseconds since the Unix epoch
     * @param position where in the change log the receipt was set
     */
    public record ReceiptRow(
            UserId user,
            String kind,
            String thread,
            EventId event,
            long eventPosition,
            long ts,
            long position) {}

    /**
     * Sets a receipt unless one of its kind and thread stands further on already.
     *
     * @return false if it would have gone back
     */
    public static boolean advance(WriteTransaction tx, long room, ReceiptRow receipt) {
        int changed =
                tx.update(
                        "INSERT INTO receipts (room, user_id, kind, thread, event_id,"
                                + " event_position, ts, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT (room, user_id, kind, thread) DO UPDATE SET"
                                + " event_id = excluded.event_id,"
                                + " event_position = excluded.event_position,"
                                + " ts = excluded.ts, position = excluded.position"
                                + " WHERE receipts.event_position < excluded.event_position",
                        room,
                        receipt.user().value(),
                        receipt.kind(),
                        receipt.thread(),
                        receipt.event().value(),
                        receipt.eventPosition(),
                        receipt.ts(),
                        receipt.position());
        return changed > 0;
    }

    /** One receipt, or null. */
    public static @Nullable ReceiptRow find(
            Transaction tx, long room, UserId user, String kind, String thread) {
        return tx.first(
                "SELECT "
                        + COLUMNS
                        + " FROM receipts WHERE room = ? AND user_id = ? AND kind = ?"
                        + " AND thread = ?",
                Receipts::row,
                room,
                user.value(),
                kind,
                thread);
    }

    /** What changed in a room behind {@code after}, up to {@code upTo}, oldest first. */
    public static List<ReceiptRow> between(
            Transaction tx, long room, long after, long upTo, int limit) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM receipts WHERE room = ? AND position > ? AND position <= ?"
                        + " ORDER BY position LIMIT ?",
                Receipts::row,
                room,
                after,
                upTo,
                limit);
    }

    /** All receipts of a user in a room, oldest first. */
    public static List<ReceiptRow> ofUser(Transaction tx, long room, UserId user) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM receipts WHERE user_id = ? AND room = ? ORDER BY position",
                Receipts::row,
                user.value(),
                room);
    }

    private static ReceiptRow row(Transaction.Row row) {
        return new ReceiptRow(
                new UserId(row.text(1)),
                row.text(2),
                row.text(3),
                new EventId(row.text(4)),
                row.number(5),
                row.number(6),
                row.number(7));
    }
}
