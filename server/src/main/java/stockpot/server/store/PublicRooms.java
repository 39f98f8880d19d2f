package stockpot.server.store;

import java.util.List;

/** The room directory: which rooms are published, largest first. */
public final class PublicRooms {
    private PublicRooms() {}

    /** Publishes a room or takes it out of the directory. */
    public static void set(WriteTransaction tx, long room, boolean published) {
        tx.update("UPDATE rooms SET is_public = ? WHERE nid = ?", published, room);
    }

    /**
     * Published rooms by number of members, then by number of the room, both descending.
     *
     * @param joined and {@code nid} of the last row of the page before, or {@code Long.MAX_VALUE}
     */
    public static List<RoomRow> page(Transaction tx, long joined, long nid, int limit) {
        return tx.list(
                "SELECT nid, room_id, version, creator, state_root, head_position, head_event,"
                        + " depth, joined, invited, is_public FROM rooms WHERE is_public = 1"
                        + " AND (joined < ? OR (joined = ? AND nid < ?))"
                        + " ORDER BY joined DESC, nid DESC LIMIT ?",
                Rooms::row,
                joined,
                joined,
                nid,
                limit);
    }

    /**
     * The page that lies before a row: by number of members, then by number of the room, both
     * ascending.
     */
    public static List<RoomRow> pageBefore(Transaction tx, long joined, long nid, int limit) {
        return tx.list(
                "SELECT nid, room_id, version, creator, state_root, head_position, head_event,"
                        + " depth, joined, invited, is_public FROM rooms WHERE is_public = 1"
                        + " AND (joined > ? OR (joined = ? AND nid > ?))"
                        + " ORDER BY joined, nid LIMIT ?",
                Rooms::row,
                joined,
                joined,
                nid,
                limit);
    }

    /** How many rooms are published. */
    public static long count(Transaction tx) {
        Long count =
                tx.first("SELECT count(*) FROM rooms WHERE is_public = 1", row -> row.number(1));
        return count == null ? 0 : count;
    }
}
