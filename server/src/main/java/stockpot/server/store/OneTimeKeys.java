package stockpot.server.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;

/** One-time keys: given out once each, in the order of upload. */
public final class OneTimeKeys {
    /** How many claimed keys of a device and algorithm are remembered. */
    public static final int REMEMBERED_CLAIMS = 200;

    private OneTimeKeys() {}

    /** A key: what follows the colon of its name, and its value as JSON text. */
    public record OneTimeKey(String keyId, String json) {}

    /** The JSON of a key that waits or was claimed lately, or null. */
    public static @Nullable String find(
            Transaction tx, UserId user, DeviceId device, String algorithm, String keyId) {
        return tx.first(
                "SELECT json FROM one_time_keys"
                        + " WHERE user_id = ? AND device_id = ? AND algorithm = ? AND key_id = ?",
                row -> row.text(1),
                user.value(),
                device.value(),
                algorithm,
                keyId);
    }

    /** Whether a key of that name waits to be claimed. */
    public static boolean waits(
            Transaction tx, UserId user, DeviceId device, String algorithm, String keyId) {
        return tx.first(
                        "SELECT claimed FROM one_time_keys WHERE user_id = ? AND device_id = ?"
                                + " AND algorithm = ? AND key_id = ? AND claimed = 0",
                        row -> row.number(1),
                        user.value(),
                        device.value(),
                        algorithm,
                        keyId)
                != null;
    }

    /**
     * Adds a key; takes the place of a claimed one of the same name.
     *
     * @param uploaded the position of the upload, which orders the claims
     */
    public static void add(
            WriteTransaction tx,
            UserId user,
            DeviceId device,
            String algorithm,
            OneTimeKey key,
            long uploaded) {
        tx.update(
                "INSERT INTO one_time_keys"
                        + " (user_id, device_id, algorithm, key_id, json, uploaded, claimed)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 0)"
                        + " ON CONFLICT (user_id, device_id, algorithm, key_id) DO UPDATE"
                        + " SET json = excluded.json, uploaded = excluded.uploaded, claimed = 0",
                user.value(),
                device.value(),
                algorithm,
                key.keyId(),
                key.json(),
                uploaded);
    }

    /**
     * Takes the oldest key that waits. The update says by its row count whether this transaction
     * was the one to take it, so that a second node on the same database cannot give it out too.
     *
     * @param claimed the position of the claim
     */
    public static @Nullable OneTimeKey claim(
            WriteTransaction tx, UserId user, DeviceId device, String algorithm, long claimed) {
        while (true) {
            OneTimeKey key = oldest(tx, user, device, algorithm);
            if (key == null || take(tx, user, device, algorithm, key.keyId(), claimed)) {
                return key;
            }
        }
    }

    private static @Nullable OneTimeKey oldest(
            Transaction tx, UserId user, DeviceId device, String algorithm) {
        return tx.first(
                "SELECT key_id, json FROM one_time_keys"
                        + " WHERE user_id = ? AND device_id = ? AND algorithm = ? AND claimed = 0"
                        + " ORDER BY uploaded, key_id LIMIT 1",
                row -> new OneTimeKey(row.text(1), row.text(2)),
                user.value(),
                device.value(),
                algorithm);
    }

    private static boolean take(
            WriteTransaction tx,
            UserId user,
            DeviceId device,
            String algorithm,
            String keyId,
            long claimed) {
        return tx.update(
                        "UPDATE one_time_keys SET claimed = ? WHERE user_id = ? AND device_id = ?"
                                + " AND algorithm = ? AND key_id = ? AND claimed = 0",
                        claimed,
                        user.value(),
                        device.value(),
                        algorithm,
                        keyId)
                == 1;
    }

    /** Forgets claimed keys of an algorithm but the {@link #REMEMBERED_CLAIMS} last ones. */
    public static void forgetOldClaims(
            WriteTransaction tx, UserId user, DeviceId device, String algorithm) {
        tx.update(
                "DELETE FROM one_time_keys"
                        + " WHERE user_id = ? AND device_id = ? AND algorithm = ?"
                        + " AND claimed > 0 AND claimed <= (SELECT claimed FROM one_time_keys"
                        + " WHERE user_id = ? AND device_id = ? AND algorithm = ? AND claimed > 0"
                        + " ORDER BY claimed DESC LIMIT 1 OFFSET "
                        + REMEMBERED_CLAIMS
                        + ")",
                user.value(),
                device.value(),
                algorithm,
                user.value(),
                device.value(),
                algorithm);
    }

    /** How many keys wait, by algorithm; algorithms without any are left out. */
    public static Map<String, Integer> counts(Transaction tx, UserId user, DeviceId device) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        tx.each(
                "SELECT algorithm, count(*) FROM one_time_keys"
                        + " WHERE user_id = ? AND device_id = ? AND claimed = 0"
                        + " GROUP BY algorithm ORDER BY algorithm",
                row -> {
                    counts.put(row.text(1), (int) row.number(2));
                    return true;
                },
                user.value(),
                device.value());
        return counts;
    }

    /** Forgets all keys of a device. */
    public static void delete(WriteTransaction tx, UserId user, DeviceId device) {
        tx.update(
                "DELETE FROM one_time_keys WHERE user_id = ? AND device_id = ?",
                user.value(),
                device.value());
    }
}
