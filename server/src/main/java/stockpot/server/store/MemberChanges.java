package stockpot.server.store;

import java.util.List;
import stockpot.server.matrix.id.UserId;

/** Members of a room by when they last changed. Reads what {@link Memberships} holds. */
public final class MemberChanges {
    private MemberChanges() {}

    /** What a user is to the room now. */
    public record MemberChange(UserId user, String membership) {}

    /** Everyone whose last member event in the room lies behind a position. */
    public static List<MemberChange> since(Transaction tx, long room, long position) {
        // The kinds are named, so that the index over (room, membership, position) finds the range.
        return tx.list(
                "SELECT user_id, membership FROM memberships WHERE room = ?"
                        + " AND membership IN ('join', 'invite', 'knock', 'leave', 'ban')"
                        + " AND position > ?",
                row -> new MemberChange(new UserId(row.text(1)), row.text(2)),
                room,
                position);
    }

    /** The users who are in the room and whose last member event is not behind a position. */
    public static List<UserId> joinedUpTo(Transaction tx, long room, long position) {
        return tx.list(
                "SELECT user_id FROM memberships WHERE room = ? AND membership = 'join'"
                        + " AND position <= ?",
                row -> new UserId(row.text(1)),
                room,
                position);
    }
}
