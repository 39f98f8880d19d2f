package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;

/** The devices that users are logged in with. Keys of devices are kept elsewhere. */
public final class Devices {
    private static final String COLUMNS =
            "user_id, device_id, display_name, last_seen_ts, last_seen_ip, user_agent, created_ts";

    private Devices() {}

    /**
     * A device.
     *
     * @param lastSeenAt milliseconds since the epoch, or null if never
     */
    public record DeviceRow(
            UserId user,
            DeviceId device,
            @Nullable String displayName,
            @Nullable Long lastSeenAt,
            @Nullable String lastSeenIp,
            @Nullable String userAgent,
            long createdAt) {}

    /** When and from where a device was last heard. */
    public record Seen(
            UserId user, DeviceId device, long at, String ip, @Nullable String userAgent) {}

    /** All devices of a user, in the order of their ids. */
    public static List<DeviceRow> ofUser(Transaction tx, UserId user) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM devices WHERE user_id = ? ORDER BY device_id",
                Devices::row,
                user.value());
    }

    /** One device, or null. */
    public static @Nullable DeviceRow find(Transaction tx, UserId user, DeviceId device) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM devices WHERE user_id = ? AND device_id = ?",
                Devices::row,
                user.value(),
                device.value());
    }

    /** How many devices a user has. */
    public static long count(Transaction tx, UserId user) {
        Long count =
                tx.first(
                        "SELECT count(*) FROM devices WHERE user_id = ?",
                        row -> row.number(1),
                        user.value());
        return count == null ? 0 : count;
    }

    /** Adds a device; one that is there keeps its name. False if it was there. */
    public static boolean insert(
            WriteTransaction tx,
            UserId user,
            DeviceId device,
            @Nullable String displayName,
            long createdAt) {
        return tx.update(
                        "INSERT INTO devices (user_id, device_id, display_name, created_ts)"
                                + " VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT (user_id, device_id) DO NOTHING",
                        user.value(),
                        device.value(),
                        displayName,
                        createdAt)
                > 0;
    }

    /** Names a device; false if there is no such device. */
    public static boolean rename(
            WriteTransaction tx, UserId user, DeviceId device, @Nullable String displayName) {
        return tx.update(
                        "UPDATE devices SET display_name = ? WHERE user_id = ? AND device_id = ?",
                        displayName,
                        user.value(),
                        device.value())
                > 0;
    }

    /** Removes the row of a device; false if there is none. */
    public static boolean delete(WriteTransaction tx, UserId user, DeviceId device) {
        return tx.update(
                        "DELETE FROM devices WHERE user_id = ? AND device_id = ?",
                        user.value(),
                        device.value())
                > 0;
    }

    /** Notes when a device was last heard. */
    public static void seen(WriteTransaction tx, Seen seen) {
        tx.update(
                "UPDATE devices SET last_seen_ts = ?, last_seen_ip = ?, user_agent = ?"
                        + " WHERE user_id = ? AND device_id = ?",
                seen.at(),
                seen.ip(),
                seen.userAgent(),
                seen.user().value(),
                seen.device().value());
    }

    private static DeviceRow row(Transaction.Row row) {
        return new DeviceRow(
                new UserId(row.text(1)),
                new DeviceId(row.text(2)),
                row.textOrNull(3),
                row.numberOrNull(4),
                row.textOrNull(5),
                row.textOrNull(6),
                row.number(7));
    }
}
