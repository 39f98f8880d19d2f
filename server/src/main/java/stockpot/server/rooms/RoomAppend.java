package stockpot.server.rooms;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.version.RoomVersion;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.OpenRooms;
import stockpot.server.store.RoomRow;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Rooms;
import stockpot.server.store.TransactionIds;
import stockpot.server.store.WriteTransaction;

/**
 * Stores the events of one draft: events, state, memberships, counters, transaction id and whatever
 * goes along, all or nothing. The room's head is compared and set, so that events built on one that
 * is not the newest are refused ({@link StaleHead}).
 */
final class RoomAppend {
    /** The state that says whether a room is open to all. */
    private static final List<StateKey> OPENING =
            List.of(StateKey.of(EventTypes.JOIN_RULES), StateKey.of(EventTypes.HISTORY_VISIBILITY));

    /** What happens to the content of an event that a redaction names. */
    private record Redacted(long position, String json) {}

    private final RoomId room;
    private final RoomVersion version;
    private final @Nullable EventId base;
    private final List<Pdu> events;
    private final Map<EventId, Redacted> redactions = new LinkedHashMap<>();
    private final List<Consumer<WriteTransaction>> along;
    private final TransactionIds.@Nullable Request request;
    private final long now;

    RoomAppend(RoomDraft draft, TransactionIds.@Nullable Request request, long nowMillis) {
        room = draft.room();
        version = draft.version();
        base = draft.base();
        events = List.copyOf(draft.events());
        along = List.copyOf(draft.along());
        this.request = request;
        now = nowMillis;
        draft.redactions().forEach((id, target) -> redactions.put(id, redacted(target)));
    }

    private static Redacted redacted(EventRow target) {
        return new Redacted(target.position(), target.event().redacted().text());
    }

    /**
     * Runs in a write.
     *
     * @param committed is told the room's state root once the write is durable
     */
    void run(WriteTransaction tx, LongConsumer committed) {
        RoomRow row = base == null ? add(tx) : find(tx);
        Stored stored = new Stored(tx, row.nid(), row.stateRoot());
        events.forEach(stored::store);
        if (!events.isEmpty()) {
            advance(tx, row, stored);
        }
        along.forEach(work -> work.accept(tx));
        remember(tx, stored);
        tx.afterCommit(() -> committed.accept(stored.root));
    }

    private RoomRow add(WriteTransaction tx) {
        if (Rooms.find(tx, room) != null) {
            throw new StaleHead();
        }
        long nid = Rooms.add(tx, room, version, events.getFirst().sender());
        RoomRow row = Rooms.byNid(tx, nid);
        if (row == null) {
            throw new IllegalStateException("a room just added is not there");
        }
        return row;
    }

    private RoomRow find(WriteTransaction tx) {
        RoomRow row = Rooms.find(tx, room);
        if (row == null || !row.headEvent().equals(base)) {
            throw new StaleHead();
        }
        return row;
    }

    private void advance(WriteTransaction tx, RoomRow row, Stored stored) {
        if (!Rooms.advance(tx, row.nid(), base, events.getLast(), stored.newest(), stored.root)) {
            throw new StaleHead();
        }
        Rooms.count(tx, row.nid(), stored.joined, stored.invited);
    }

    private void remember(WriteTransaction tx, Stored stored) {
        if (request != null
                && !TransactionIds.add(
                        tx, request, events.isEmpty() ? null : stored.newest(), now)) {
            throw new StaleHead();
        }
    }

    /** The state of the write while it runs; made anew each time. */
    private final class Stored {
        private final WriteTransaction tx;
        private final long nid;
        private final List<Long> positions = new ArrayList<>();
        private long root;
        private long joined;
        private long invited;

        Stored(WriteTransaction tx, long nid, long root) {
            this.tx = tx;
            this.nid = nid;
            this.root = root;
        }

        long newest() {
            return positions.getLast();
        }

        void store(Pdu event) {
            long position = tx.nextPosition();
            positions.add(position);
            long before = root;
            StateKey slot = event.stateSlot();
            if (slot != null) {
                root = RoomStates.set(tx, root, slot, position);
            }
            Events.append(tx, position, nid, event, before, root);
            if (slot != null && slot.type().equals(EventTypes.MEMBER)) {
                member(event, new UserId(slot.key()), position);
            }
            if (slot != null && OPENING.contains(slot)) {
                OpenRooms.set(tx, nid, RoomReader.isOpen(tx, root));
            }
            Redacted redacted = redactions.get(event.eventId());
            if (redacted != null) {
                Events.redact(tx, redacted.position(), redacted.json(), position);
            }
        }

        private void member(Pdu event, UserId user, long position) {
            String membership = event.membership();
            if (membership == null) {
                throw new IllegalStateException("a member event without membership was allowed");
            }
            MembershipRow old = Memberships.find(tx, nid, user);
            String before = old == null ? "leave" : old.membership();
            joined += count(membership, "join") - count(before, "join");
            invited += count(membership, "invite") - count(before, "invite");
            Memberships.set(tx, nid, user, membership, position, event.sender());
        }

        private static int count(String membership, String kind) {
            return membership.equals(kind) ? 1 : 0;
        }
    }
}
