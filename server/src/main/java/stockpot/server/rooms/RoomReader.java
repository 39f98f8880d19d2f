package stockpot.server.rooms;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.auth.PowerLevels;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.RoomRow;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Rooms;
import stockpot.server.store.Transaction;
import stockpot.server.users.SharedRooms;

/** Questions about rooms as committed. */
public final class RoomReader implements SharedRooms {
    /** Member events that are followed back to find when somebody was in the room. */
    private static final int MAX_STEPS_BACK = 100;

    private static final StateKey VISIBILITY = StateKey.of(EventTypes.HISTORY_VISIBILITY);

    private static final StateKey JOIN_RULES = StateKey.of(EventTypes.JOIN_RULES);

    private final Database database;

    /** Reads from {@code database}. */
    public RoomReader(Database database) {
        this.database = database;
    }

    /**
     * What of a room's state somebody may read.
     *
     * @param room the room
     * @param root the state: the current one, or that at the moment of leaving
     * @param current whether it is the current one
     */
    public record ReadableState(RoomRow room, long root, boolean current) {}

    /** The room, or null. */
    public @Nullable RoomRow find(RoomId room) {
        return database.read(tx -> Rooms.find(tx, room));
    }

    /** What a user is to a room; {@code leave} for who never was in it. */
    public String membership(RoomId room, UserId user) {
        return database.read(tx -> membership(tx, room, user));
    }

    /** As {@link #membership(RoomId, UserId)}, within a transaction. */
    public static String membership(Transaction tx, RoomId room, UserId user) {
        MembershipRow row = Memberships.find(tx, room, user);
        return row == null ? "leave" : row.membership();
    }

    /** Whether a user is in a room. */
    public boolean isJoined(RoomId room, UserId user) {
        return membership(room, user).equals("join");
    }

    /** The users joined to a room, longest member first. */
    public List<UserId> joinedUsers(RoomId room) {
        return database.read(tx -> {
            RoomRow row = Rooms.find(tx, room);
            return row == null ? List.of() : Memberships.joinedUsers(tx, row.nid());
        });
    }

    /** The rooms that a user is joined to. */
    public List<RoomId> joinedRooms(UserId user) {
        return database.read(tx ->
                Memberships.ofUser(tx, user, "join").stream().map(MembershipRow::roomId).toList());
    }

    /**
     * The member events of the users joined to a room, oldest first, for one of them.
     *
     * @throws stockpot.server.matrix.error.MatrixException 403 for everybody else
     */
    public static List<EventRow> joinedMembers(Transaction tx, RoomId id, UserId user) {
        RoomRow room = Rooms.find(tx, id);
        if (room == null || !membership(tx, id, user).equals("join")) {
            throw Refusals.notInRoom();
        }
        List<Long> positions =
                Memberships.ofRoom(tx, room.nid(), "join", Integer.MAX_VALUE).stream()
                        .map(MembershipRow::position)
                        .toList();
        return Events.byPositions(tx, positions);
    }

    /** Whether two users are joined to a room in common. */
    @Override
    public boolean share(UserId a, UserId b) {
        return a.equals(b) || database.read(tx -> Memberships.shareRoom(tx, a, b));
    }

    /** An event of the current state, or null. */
    public @Nullable EventRow state(RoomId room, StateKey slot) {
        return database.read(tx -> {
            RoomRow row = Rooms.find(tx, room);
            return row == null ? null : RoomStates.event(tx, row.stateRoot(), slot);
        });
    }

    /** The power levels in force; of a room not known here, those of an empty one. */
    public static PowerLevels powerLevels(Transaction tx, RoomRow room) {
        EventRow levels =
                RoomStates.event(tx, room.stateRoot(), StateKey.of(EventTypes.POWER_LEVELS));
        EventRow create = RoomStates.event(tx, room.stateRoot(), StateKey.of(EventTypes.CREATE));
        return PowerLevels.of(
                levels == null ? null : levels.event(),
                create == null ? null : create.event(),
                room.version());
    }

    /**
     * What of a room's state a user may read: the current state while joined or if the room is
     * world-readable, the state at the moment of leaving for who once was in it.
     *
     * @throws stockpot.server.matrix.error.MatrixException 403, also for unknown rooms
     */
    public static ReadableState readable(Transaction tx, RoomId id, UserId user) {
        RoomRow room = Rooms.find(tx, id);
        if (room == null) {
            throw Refusals.notInRoom();
        }
        MembershipRow member = Memberships.find(tx, room.nid(), user);
        if ((member != null && member.joined()) || isWorldReadable(tx, room)) {
            return new ReadableState(room, room.stateRoot(), true);
        }
        EventRow departure = member == null || member.forgotten() ? null : departure(tx, member);
        if (departure == null) {
            throw Refusals.notInRoom();
        }
        return new ReadableState(room, departure.stateAfter(), false);
    }

    /** Whether anybody may join or read a room of that state. */
    static boolean isOpen(Transaction tx, long root) {
        EventRow rules = RoomStates.event(tx, root, JOIN_RULES);
        return (rules != null
                        && rules.event().content().path("join_rule").asText().equals("public"))
                || isWorldReadable(tx, root);
    }

    /** Whether anybody may read the room. */
    public static boolean isWorldReadable(Transaction tx, RoomRow room) {
        return isWorldReadable(tx, room.stateRoot());
    }

    private static boolean isWorldReadable(Transaction tx, long root) {
        EventRow row = RoomStates.event(tx, root, VISIBILITY);
        return row != null
                && row.event()
                        .content()
                        .path("history_visibility")
                        .asText()
                        .equals("world_readable");
    }

    /**
     * The member event by which a user last ceased to be in the room, or null if the user never
     * was. Invites and rejections since then do not count (threat V02).
     */
    public static @Nullable EventRow departure(Transaction tx, MembershipRow member) {
        StateKey slot = new StateKey(EventTypes.MEMBER, member.user().value());
        EventRow row = Events.byPosition(tx, member.position());
        for (int i = 0; i < MAX_STEPS_BACK && row != null; i++) {
            EventRow before = RoomStates.event(tx, row.stateBefore(), slot);
            if (before != null && "join".equals(before.event().membership())) {
                return row;
            }
            row = before;
        }
        return null;
    }
}
