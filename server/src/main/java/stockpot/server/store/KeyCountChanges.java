package stockpot.server.store;

import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;

/** When the one-time or fallback keys of a device last changed in number or use. */
public final class KeyCountChanges {
    private KeyCountChanges() {}

    /** Marks a change and tells the readers of the log. */
    public static void mark(WriteTransaction tx, UserId user, DeviceId device) {
        long position = tx.nextPosition();
        tx.update(
                "INSERT INTO key_count_changes (user_id, device_id, position) VALUES (?, ?, ?)"
                        + " ON CONFLICT (user_id, device_id) DO UPDATE"
                        + " SET position = excluded.position",
                user.value(),
                device.value(),
                position);
        tx.changed(new Change.KeyCount(position, user, device));
    }

    /** The position of the last change; 0 if there never was one. */
    public static long last(Transaction tx, UserId user, DeviceId device) {
        Long last =
                tx.first(
                        "SELECT position FROM key_count_changes"
                                + " WHERE user_id = ? AND device_id = ?",
                        row -> row.number(1),
                        user.value(),
                        device.value());
        return last == null ? 0 : last;
    }

    /** Forgets a device. */
    public static void delete(WriteTransaction tx, UserId user, DeviceId device) {
        tx.update(
                "DELETE FROM key_count_changes WHERE user_id = ? AND device_id = ?",
                user.value(),
                device.value());
    }
}
