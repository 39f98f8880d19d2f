package stockpot.server.store;

import java.util.List;
import stockpot.server.matrix.id.UserId;

/**
 * Who changed devices or cross-signing keys, and when last. Only the last change of a user is kept:
 * a reader that asks for a range in the past may be told of a later change, never miss one.
 */
public final class DeviceListChanges {
    private static final String EVERYONE = "";

    private DeviceListChanges() {}

    /**
     * Announces that a user's devices or cross-signing keys changed, to all who share a room with
     * the user, and to the user. Called for a device made, renamed, deleted or with new keys.
     */
    public static void announce(WriteTransaction tx, UserId user) {
        mark(tx, user, EVERYONE, user);
    }

    /** Announces a change that only one user can see, such as that user's signature on the keys. */
    public static void announceTo(WriteTransaction tx, UserId user, UserId viewer) {
        mark(tx, user, viewer.value(), viewer);
    }

    private static void mark(WriteTransaction tx, UserId user, String viewer, UserId woken) {
        long position = tx.nextPosition();
        tx.update(
                "INSERT INTO device_list_changes (user_id, viewer, position) VALUES (?, ?, ?)"
                        + " ON CONFLICT (user_id, viewer) DO UPDATE"
                        + " SET position = excluded.position",
                user.value(),
                viewer,
                position);
        tx.changed(new Change.DeviceList(position, woken));
    }

    /** Users whose last change that everyone may see lies behind {@code from}, up to {@code to}. */
    public static List<UserId> between(Transaction tx, long from, long to) {
        return tx.list(
                "SELECT user_id FROM device_list_changes"
                        + " WHERE viewer = '' AND position > ? AND position <= ?"
                        + " ORDER BY position",
                row -> new UserId(row.text(1)),
                from,
                to);
    }

    /** Users whose keys changed in the same range in a way that only {@code viewer} can see. */
    public static List<UserId> between(Transaction tx, UserId viewer, long from, long to) {
        return tx.list(
                "SELECT user_id FROM device_list_changes"
                        + " WHERE viewer = ? AND position > ? AND position <= ?"
                        + " ORDER BY position",
                row -> new UserId(row.text(1)),
                viewer.value(),
                from,
                to);
    }

    /** The position of a user's last change that everyone may see; 0 if there was none. */
    public static long last(Transaction tx, UserId user) {
        Long last =
                tx.first(
                        "SELECT position FROM device_list_changes"
                                + " WHERE user_id = ? AND viewer = ''",
                        row -> row.number(1),
                        user.value());
        return last == null ? 0 : last;
    }
}
