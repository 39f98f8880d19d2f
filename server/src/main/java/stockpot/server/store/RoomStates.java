package stockpot.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.UserId;

/** Reads the state of a room at a root of {@link StateTrees}, by slot or as a whole. */
public final class RoomStates {
    private static final String MEMBER = "m.room.member";

    private RoomStates() {}

    /** The position of the event in a slot, or null. */
    public static @Nullable Long position(Transaction tx, long root, StateKey slot) {
        Long key = StateKeys.find(tx, slot);
        return key == null ? null : StateTrees.get(tx, root, key);
    }

    /** The event in a slot, or null. */
    public static @Nullable EventRow event(Transaction tx, long root, StateKey slot) {
        Long position = position(tx, root, slot);
        return position == null ? null : Events.byPosition(tx, position);
    }

    /** What a user was at that state: the member event's {@code membership}, or {@code leave}. */
    public static String membership(Transaction tx, long root, UserId user) {
        EventRow member = event(tx, root, new StateKey(MEMBER, user.value()));
        String membership = member == null ? null : member.event().membership();
        return membership == null ? "leave" : membership;
    }

    /** All of the state, in the order in which it was set. */
    public static List<EventRow> all(Transaction tx, long root) {
        List<Long> positions = new ArrayList<>();
        StateTrees.each(tx, root, (key, position) -> positions.add(position));
        return Events.byPositions(tx, positions);
    }

    /** The state in the slots that are wanted, in the order in which it was set. */
    public static List<EventRow> matching(Transaction tx, long root, Predicate<StateKey> wanted) {
        List<Long> positions = new ArrayList<>();
        StateTrees.each(
                tx,
                root,
                (key, position) -> {
                    if (wanted.test(StateKeys.name(tx, key))) {
                        positions.add(position);
                    }
                    return true;
                });
        return Events.byPositions(tx, positions);
    }

    /** All member events of that state, in the order in which they were set. */
    public static List<EventRow> members(Transaction tx, long root) {
        return matching(tx, root, slot -> slot.type().equals(MEMBER));
    }

    /** Puts an event into its slot; gives the new root. */
    public static long set(WriteTransaction tx, long root, StateKey slot, long position) {
        return StateTrees.set(tx, root, StateKeys.intern(tx, slot), position);
    }
}
