package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;

/** Keys that are given out when no one-time key is left: one for each device and algorithm. */
public final class FallbackKeys {
    private FallbackKeys() {}

    /** A fallback key and whether it was given out already. */
    public record FallbackKey(String keyId, String json, boolean used) {}

    /** The key of an algorithm, or null. */
    public static @Nullable FallbackKey find(
            Transaction tx, UserId user, DeviceId device, String algorithm) {
        return tx.first(
                "SELECT key_id, json, used FROM fallback_keys"
                        + " WHERE user_id = ? AND device_id = ? AND algorithm = ?",
                row -> new FallbackKey(row.text(1), row.text(2), row.flag(3)),
                user.value(),
                device.value(),
                algorithm);
    }

    /** Sets the key of an algorithm, as unused. */
    public static void put(
            WriteTransaction tx,
            UserId user,
            DeviceId device,
            String algorithm,
            String keyId,
            String json) {
        tx.update(
                "INSERT INTO fallback_keys (user_id, device_id, algorithm, key_id, json, used)"
                        + " VALUES (?, ?, ?, ?, ?, 0)"
                        + " ON CONFLICT (user_id, device_id, algorithm) DO UPDATE"
                        + " SET key_id = excluded.key_id, json = excluded.json, used = 0",
                user.value(),
                device.value(),
                algorithm,
                keyId,
                json);
    }

    /** Marks the key of an algorithm as given out. */
    public static void markUsed(
            WriteTransaction tx, UserId user, DeviceId device, String algorithm) {
        tx.update(
                "UPDATE fallback_keys SET used = 1"
                        + " WHERE user_id = ? AND device_id = ? AND algorithm = ?",
                user.value(),
                device.value(),
                algorithm);
    }

    /** How many keys a device has. */
    public static int count(Transaction tx, UserId user, DeviceId device) {
        Integer count =
                tx.first(
                        "SELECT count(*) FROM fallback_keys WHERE user_id = ? AND device_id = ?",
                        row -> (int) row.number(1),
                        user.value(),
                        device.value());
        return count == null ? 0 : count;
    }

    /** The algorithms whose key was never given out. */
    public static List<String> unused(Transaction tx, UserId user, DeviceId device) {
        return tx.list(
                "SELECT algorithm FROM fallback_keys"
                        + " WHERE user_id = ? AND device_id = ? AND used = 0 ORDER BY algorithm",
                row -> row.text(1),
                user.value(),
                device.value());
    }

    /** Forgets all keys of a device. */
    public static void delete(WriteTransaction tx, UserId user, DeviceId device) {
        tx.update(
                "DELETE FROM fallback_keys WHERE user_id = ? AND device_id = ?",
                user.value(),
                device.value());
    }
}
