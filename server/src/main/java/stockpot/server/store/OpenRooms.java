package stockpot.server.store;

/** The rooms that anyone may join or read. */
public final class OpenRooms {
    private OpenRooms() {}

    /** Notes whether a room is one of them. */
    public static void set(WriteTransaction tx, long room, boolean open) {
        tx.update(
                open
                        ? "INSERT INTO open_rooms (room) VALUES (?) ON CONFLICT (room) DO NOTHING"
                        : "DELETE FROM open_rooms WHERE room = ?",
                room);
    }
}
