package stockpot.server.store;

import java.util.List;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;

/** Messages that wait for devices, in the order of the change log. */
public final class ToDeviceMessages {
    /** Most messages that wait for one device; the oldest make room (threats, ceilings). */
    public static final int QUEUE_LIMIT = 10_000;

    private ToDeviceMessages() {}

    /** A message: its position, and the event as JSON text, ready to be sent. */
    public record ToDeviceMessage(long position, String json) {}

    /** Queues a message and tells the readers of the log. */
    public static void add(WriteTransaction tx, UserId user, DeviceId device, String json) {
        long position = tx.nextPosition();
        tx.update(
                "INSERT INTO to_device_messages (user_id, device_id, position, json)"
                        + " VALUES (?, ?, ?, ?)",
                user.value(),
                device.value(),
                position,
                json);
        tx.changed(new Change.ToDevice(position, user, device));
    }

    /**
     * Lets the oldest messages of a queue go until at most {@code keep} are left.
     *
     * @return how many went
     */
    public static int trim(WriteTransaction tx, UserId user, DeviceId device, int keep) {
        return tx.update(
                "DELETE FROM to_device_messages WHERE user_id = ? AND device_id = ?"
                        + " AND position <= (SELECT position FROM to_device_messages"
                        + " WHERE user_id = ? AND device_id = ?"
                        + " ORDER BY position DESC LIMIT 1 OFFSET ?)",
                user.value(),
                device.value(),
                user.value(),
                device.value(),
                (long) keep);
    }

    /** Messages with positions behind {@code from}, up to {@code to}, oldest first. */
    public static List<ToDeviceMessage> between(
            Transaction tx, UserId user, DeviceId device, long from, long to, int limit) {
        return tx.list(
                "SELECT position, json FROM to_device_messages"
                        + " WHERE user_id = ? AND device_id = ? AND position > ? AND position <= ?"
                        + " ORDER BY position LIMIT ?",
                row -> new ToDeviceMessage(row.number(1), row.text(2)),
                user.value(),
                device.value(),
                from,
                to,
                (long) limit);
    }

    /** Deletes what a device has acknowledged: all messages up to {@code through}. */
    public static int deleteThrough(
            WriteTransaction tx, UserId user, DeviceId device, long through) {
        return tx.update(
                "DELETE FROM to_device_messages"
                        + " WHERE user_id = ? AND device_id = ? AND position <= ?",
                user.value(),
                device.value(),
                through);
    }

    /** Deletes the whole queue of a device. */
    public static void delete(WriteTransaction tx, UserId user, DeviceId device) {
        tx.update(
                "DELETE FROM to_device_messages WHERE user_id = ? AND device_id = ?",
                user.value(),
                device.value());
    }
}
