package stockpot.server.store;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.version.RoomVersion;

/** The rooms this server knows, each with its newest event and state. */
public final class Rooms {
    private static final String COLUMNS =
            "nid, room_id, version, creator, state_root, head_position, head_event, depth,"
                    + " joined, invited, is_public";

    private Rooms() {}

    /** The room of that id, or null. */
    public static @Nullable RoomRow find(Transaction tx, RoomId id) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM rooms WHERE room_id = ?", Rooms::row, id.value());
    }

    /** The room of that number, or null. */
    public static @Nullable RoomRow byNid(Transaction tx, long nid) {
        return tx.first("SELECT " + COLUMNS + " FROM rooms WHERE nid = ?", Rooms::row, nid);
    }

    /**
     * Adds a room that has no events yet; {@link #advance} follows in the same write.
     *
     * @return the number of the room
     */
    public static long add(WriteTransaction tx, RoomId id, RoomVersion version, UserId creator) {
        Long last = tx.first("SELECT coalesce(max(nid), 0) FROM rooms", row -> row.number(1));
        long nid = (last == null ? 0 : last) + 1;
        tx.update(
                "INSERT INTO rooms (" + COLUMNS + ") VALUES (?, ?, ?, ?, 0, 0, '', 0, 0, 0, 0)",
                nid,
                id.value(),
                version.id(),
                creator.value());
        return nid;
    }

    /**
     * Compare and set: makes {@code event} the newest of a room whose newest was {@code previous}
     * (null in a room without events).
     *
     * @return false if another event had come first; nothing is changed then
     */
    public static boolean advance(
            WriteTransaction tx,
            long nid,
            @Nullable EventId previous,
            Pdu event,
            long position,
            long stateRoot) {
        return tx.update(
                        "UPDATE rooms SET head_event = ?, head_position = ?, depth = ?,"
                                + " state_root = ? WHERE nid = ? AND head_event = ?",
                        event.eventId().value(),
                        position,
                        event.depth(),
                        stateRoot,
                        nid,
                        previous == null ? "" : previous.value())
                == 1;
    }

    /** Changes the numbers of joined and invited users. */
    public static void count(WriteTransaction tx, long nid, long joined, long invited) {
        if (joined != 0 || invited != 0) {
            tx.update(
                    "UPDATE rooms SET joined = joined + ?, invited = invited + ? WHERE nid = ?",
                    joined,
                    invited,
                    nid);
        }
    }

    static RoomRow row(Transaction.Row row) {
        return new RoomRow(
                row.number(1),
                new RoomId(row.text(2)),
                version(row.text(3)),
                new UserId(row.text(4)),
                row.number(5),
                row.number(6),
                new EventId(row.text(7)),
                row.number(8),
                row.number(9),
                row.number(10),
                row.flag(11));
    }

    static RoomVersion version(String id) {
        RoomVersion version = RoomVersion.find(id);
        if (version == null) {
            throw new IllegalStateException("stored room of unknown version " + id);
        }
        return version;
    }

    /** Whether there is any room. */
    public static boolean anyExists(Transaction tx) {
        return tx.first("SELECT 1 FROM rooms LIMIT 1", row -> row.number(1)) != null;
    }
}
