package stockpot.server.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;

/** The identity keys of devices, as JSON text without {@code unsigned}. */
public final class DeviceKeys {
    private DeviceKeys() {}

    /** The keys of one device, or null. */
    public static @Nullable String find(Transaction tx, UserId user, DeviceId device) {
        return tx.first(
                "SELECT json FROM device_keys WHERE user_id = ? AND device_id = ?",
                row -> row.text(1),
                user.value(),
                device.value());
    }

    /** The keys of all devices of a user that have some, by device id. */
    public static Map<DeviceId, String> ofUser(Transaction tx, UserId user) {
        Map<DeviceId, String> keys = new LinkedHashMap<>();
        tx.each(
                "SELECT device_id, json FROM device_keys WHERE user_id = ? ORDER BY device_id",
                row -> {
                    keys.put(new DeviceId(row.text(1)), row.text(2));
                    return true;
                },
                user.value());
        return keys;
    }

    /** Sets the keys of a device. */
    public static void put(WriteTransaction tx, UserId user, DeviceId device, String json) {
        tx.update(
                "INSERT INTO device_keys (user_id, device_id, json) VALUES (?, ?, ?)"
                        + " ON CONFLICT (user_id, device_id) DO UPDATE SET json = excluded.json",
                user.value(),
                device.value(),
                json);
    }

    /** Forgets the keys of a device; says whether it had any. */
    public static boolean delete(WriteTransaction tx, UserId user, DeviceId device) {
        return tx.update(
                        "DELETE FROM device_keys WHERE user_id = ? AND device_id = ?",
                        user.value(),
                        device.value())
                > 0;
    }
}
