package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;

/** Where users' clients want to be told of events; one row per user, app and push key. */
public final class Pushers {
    private Pushers() {}

    /**
     * A pusher.
     *
     * @param device the session that made it, or null
     * @param pusher JSON as clients read it back
     */
    public record PusherRow(
            UserId user, String appId, String pushKey, @Nullable DeviceId device, String pusher) {}

    /** The JSON of a user's pushers. */
    public static List<String> ofUser(Transaction tx, UserId user) {
        return tx.list(
                "SELECT pusher FROM pushers WHERE user_id = ? ORDER BY app_id, push_key",
                row -> row.text(1),
                user.value());
    }

    /** A user's pushers with the sessions that made them. */
    public static List<PusherRow> rowsOfUser(Transaction tx, UserId user) {
        return tx.list(
                "SELECT user_id, app_id, push_key, device_id, pusher FROM pushers"
                        + " WHERE user_id = ? ORDER BY app_id, push_key",
                row -> {
                    String device = row.textOrNull(4);
                    return new PusherRow(
                            new UserId(row.text(1)),
                            row.text(2),
                            row.text(3),
                            device == null ? null : new DeviceId(device),
                            row.text(5));
                },
                user.value());
    }

    /** Stores a pusher in place of the one with its user, app and key. */
    public static void put(WriteTransaction tx, PusherRow row) {
        DeviceId device = row.device();
        tx.update(
                "INSERT INTO pushers (user_id, app_id, push_key, device_id, pusher)"
                        + " VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (user_id, app_id, push_key) DO UPDATE"
                        + " SET device_id = excluded.device_id, pusher = excluded.pusher",
                row.user().value(),
                row.appId(),
                row.pushKey(),
                device == null ? null : device.value(),
                row.pusher());
    }

    /** Removes one; one that is not there is left so. */
    public static void delete(WriteTransaction tx, UserId user, String appId, String pushKey) {
        tx.update(
                "DELETE FROM pushers WHERE user_id = ? AND app_id = ? AND push_key = ?",
                user.value(),
                appId,
                pushKey);
    }

    /** Removes those of everybody else with this app and key. */
    public static void deleteOfOthers(
            WriteTransaction tx, UserId user, String appId, String pushKey) {
        tx.update(
                "DELETE FROM pushers WHERE app_id = ? AND push_key = ? AND user_id <> ?",
                appId,
                pushKey,
                user.value());
    }

    /** Removes those that a session made. */
    public static void deleteOfDevice(WriteTransaction tx, UserId user, DeviceId device) {
        tx.update(
                "DELETE FROM pushers WHERE user_id = ? AND device_id = ?",
                user.value(),
                device.value());
    }
}
