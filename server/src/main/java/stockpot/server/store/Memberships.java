package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;

/**
 * What each user is to each room now. What a user was to a room at an event stands in that event's
 * state ({@link RoomStates}).
 */
public final class Memberships {
    private static final String SELECT =
            "SELECT m.room, r.room_id, m.user_id, m.membership, m.position, m.sender, m.forgotten"
                    + " FROM memberships m JOIN rooms r ON r.nid = m.room ";

    private Memberships() {}

    /** The user's membership, or null if there never was one. */
    public static @Nullable MembershipRow find(Transaction tx, long room, UserId user) {
        return tx.first(
                SELECT + "WHERE m.user_id = ? AND m.room = ?",
                Memberships::row,
                user.value(),
                room);
    }

    /** As {@link #find(Transaction, long, UserId)}, by room id. */
    public static @Nullable MembershipRow find(Transaction tx, RoomId room, UserId user) {
        return tx.first(
                SELECT + "WHERE r.room_id = ? AND m.user_id = ?",
                Memberships::row,
                room.value(),
                user.value());
    }

    /** All memberships of a user, forgotten ones too, by room number. */
    public static List<MembershipRow> ofUser(Transaction tx, UserId user) {
        return tx.list(
                SELECT + "WHERE m.user_id = ? ORDER BY m.room", Memberships::row, user.value());
    }

    /** A user's memberships of one kind, such as {@code join}, by room number. */
    public static List<MembershipRow> ofUser(Transaction tx, UserId user, String membership) {
        return tx.list(
                SELECT + "WHERE m.user_id = ? AND m.membership = ? ORDER BY m.room",
                Memberships::row,
                user.value(),
                membership);
    }

    /** The users joined to a room, longest member first. */
    public static List<UserId> joinedUsers(Transaction tx, long room) {
        return tx.list(
                "SELECT user_id FROM memberships WHERE room = ? AND membership = 'join'"
                        + " ORDER BY position",
                row -> new UserId(row.text(1)),
                room);
    }

    /** Members of one kind, oldest member event first. */
    public static List<MembershipRow> ofRoom(
            Transaction tx, long room, String membership, int limit) {
        return tx.list(
                SELECT + "WHERE m.room = ? AND m.membership = ? ORDER BY m.position LIMIT ?",
                Memberships::row,
                room,
                membership,
                limit);
    }

    /** Whether two users are joined to a room in common. */
    public static boolean shareRoom(Transaction tx, UserId a, UserId b) {
        return tx.first(
                        "SELECT 1 FROM memberships x JOIN memberships y ON y.room = x.room"
                                + " AND y.user_id = ? AND y.membership = 'join'"
                                + " WHERE x.user_id = ? AND x.membership = 'join' LIMIT 1",
                        row -> true,
                        b.value(),
                        a.value())
                != null;
    }

    /** The users who are joined to a room that {@code user} is joined to too; without the user. */
    public static List<UserId> sharingRoomsWith(Transaction tx, UserId user) {
        return tx.list(
                "SELECT DISTINCT y.user_id FROM memberships x JOIN memberships y"
                        + " ON y.room = x.room AND y.membership = 'join' AND y.user_id <> ?"
                        + " WHERE x.user_id = ? AND x.membership = 'join' ORDER BY y.user_id",
                row -> new UserId(row.text(1)),
                user.value(),
                user.value());
    }

    /**
     * Sets what a user is to a room.
     *
     * @param position the position of the member event
     */
    public static void set(
            WriteTransaction tx,
            long room,
            UserId user,
            String membership,
            long position,
            UserId sender) {
        tx.update(
                "INSERT INTO memberships (user_id, room, membership, position, sender, forgotten)"
                        + " VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT (user_id, room) DO UPDATE SET"
                        + " membership = excluded.membership, position = excluded.position,"
                        + " sender = excluded.sender, forgotten = 0",
                user.value(),
                room,
                membership,
                position,
                sender.value());
    }

    /**
     * Marks a room as forgotten by a user who is not in it.
     *
     * @return false if the user is in it, invited, or never was there
     */
    public static boolean forget(WriteTransaction tx, long room, UserId user) {
        return tx.update(
                        "UPDATE memberships SET forgotten = 1 WHERE user_id = ? AND room = ?"
                                + " AND membership IN ('leave', 'ban')",
                        user.value(),
                        room)
                == 1;
    }

    private static MembershipRow row(Transaction.Row row) {
        return new MembershipRow(
                row.number(1),
                new RoomId(row.text(2)),
                new UserId(row.text(3)),
                row.text(4),
                row.number(5),
                new UserId(row.text(6)),
                row.flag(7));
    }
}
