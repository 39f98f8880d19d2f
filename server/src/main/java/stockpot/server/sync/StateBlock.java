package stockpot.server.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.RoomStates;
import stockpot.server.store.StateTrees;
import stockpot.server.store.Transaction;

/**
 * The state that goes with a timeline: what changed between the state a client knows and the start
 * of the timeline (or its end), with the members that lazy-loading leaves.
 */
final class StateBlock {
    private static final String MEMBER = "m.room.member";

    /** Rooms of so few members are read whole even when members are lazy-loaded. */
    private static final int FEW_MEMBERS = 40;

    private final Transaction tx;
    private final SyncWindow window;
    private final LazyMembers lazyMembers;
    private final RoomId room;

    StateBlock(Transaction tx, SyncWindow window, LazyMembers lazyMembers, RoomId room) {
        this.tx = tx;
        this.window = window;
        this.lazyMembers = lazyMembers;
        this.room = room;
    }

    /**
     * Which states are compared.
     *
     * @param base what the client knows; {@code StateTrees.EMPTY} for nothing
     * @param start the state before the first event of the timeline
     * @param end the state after the last
     * @param members how many are joined
     */
    record Roots(long base, long start, long end, long members) {}

    /**
     * The state events to send, those of the filter only.
     *
     * @param speakers members whom the client must be able to name
     * @param everybody whether the client starts anew in this room, so that it also gets itself
     */
    List<EventRow> events(
            Roots roots, Timeline timeline, Collection<UserId> speakers, boolean everybody) {
        boolean after = window.request().stateAfter();
        long root = after ? roots.end() : roots.start();
        Map<StateKey, EventRow> state = new LinkedHashMap<>();
        changes(roots, root).forEach(row -> put(state, row));
        if (!after) {
            addPassedOver(state, timeline);
        }
        if (window.filter().lazyMembers()) {
            addMembers(state, root, timeline, speakers, everybody, roots.base() == 0);
        }
        List<EventRow> wanted = new ArrayList<>();
        for (EventRow row : state.values()) {
            if (window.filter().state(row.event())) {
                wanted.add(row);
            }
        }
        return wanted;
    }

    private List<EventRow> changes(Roots roots, long root) {
        if (roots.base() != StateTrees.EMPTY) {
            List<Long> positions = new ArrayList<>();
            for (StateTrees.Difference difference : StateTrees.diff(tx, roots.base(), root)) {
                if (difference.after() != null) {
                    positions.add(difference.after());
                }
            }
            return positions.isEmpty() ? List.of() : Events.byPositions(tx, positions);
        }
        if (!window.filter().lazyMembers()) {
            return RoomStates.all(tx, root);
        }
        if (roots.members() > FEW_MEMBERS) {
            return RoomStates.matching(tx, root, slot -> !slot.type().equals(MEMBER));
        }
        List<EventRow> all = new ArrayList<>(RoomStates.all(tx, root));
        all.removeIf(row -> row.event().type().equals(MEMBER));
        return all;
    }

    /** State behind the start that the timeline does not show; the newest of each slot counts. */
    private static void addPassedOver(Map<StateKey, EventRow> state, Timeline timeline) {
        Set<StateKey> newer = new LinkedHashSet<>();
        for (EventRow row : timeline.passedOver()) {
            StateKey slot = row.event().stateSlot();
            if (slot != null && newer.add(slot)) {
                state.put(slot, row);
            }
        }
    }

    private void addMembers(
            Map<StateKey, EventRow> state,
            long root,
            Timeline timeline,
            Collection<UserId> speakers,
            boolean everybody,
            boolean anew) {
        Set<UserId> wanted = new LinkedHashSet<>(speakers);
        timeline.events().forEach(row -> wanted.add(row.event().sender()));
        if (everybody) {
            wanted.add(window.user());
        }
        for (UserId member : wanted) {
            StateKey slot = new StateKey(MEMBER, member.value());
            EventRow row = state.containsKey(slot) ? null : RoomStates.event(tx, root, slot);
            if (row != null && (anew || everybody || needed(member, row))) {
                state.put(slot, row);
            }
        }
        note(state.values());
        note(timeline.events());
    }

    private boolean needed(UserId member, EventRow row) {
        return window.filter().redundantMembers()
                || !lazyMembers.sent(
                        window.user(),
                        window.device(),
                        room,
                        member,
                        row.position(),
                        window.after());
    }

    private void note(Collection<EventRow> rows) {
        for (EventRow row : rows) {
            String member = row.event().stateKey();
            if (member != null && row.event().type().equals(MEMBER)) {
                lazyMembers.note(
                        window.user(),
                        window.device(),
                        room,
                        new UserId(member),
                        row.position(),
                        window.upTo());
            }
        }
    }

    private static void put(Map<StateKey, EventRow> state, EventRow row) {
        StateKey slot = row.event().stateSlot();
        if (slot != null) {
            state.put(slot, row);
        }
    }

    /** The state of a room as it was at a position, from the newest event up to it. */
    static long rootAt(Transaction tx, long room, long position) {
        @Nullable Long newest = Events.newestAt(tx, room, position);
        EventRow row = newest == null ? null : Events.byPosition(tx, newest);
        return row == null ? StateTrees.EMPTY : row.stateAfter();
    }
}
