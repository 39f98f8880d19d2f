package stockpot.server.rooms;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.auth.AuthDecision;
import stockpot.server.matrix.auth.AuthEventSelection;
import stockpot.server.matrix.auth.AuthRules;
import stockpot.server.matrix.auth.AuthState;
import stockpot.server.matrix.auth.PowerLevels;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.event.EventBuilder;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.PduDraft;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.version.RoomVersion;
import stockpot.server.store.EventRow;
import stockpot.server.store.WriteTransaction;

/**
 * The events of one action, on top of a room as accepted so far. Each is built, signed and checked
 * when it is added and is part of the state for the next; an action that throws leaves nothing.
 */
final class RoomDraft implements AuthState {
    /** Most events that one action may add. */
    static final int MAX_EVENTS = 5_000;

    private static final long MAX_DEPTH = (1L << 53) - 1;

    /** The state that the draft stands on. */
    interface Ground {
        /** The event in a slot, or null. */
        @Nullable Pdu state(StateKey slot);

        /** Makes sure that these slots can be had at once. */
        void load(Collection<StateKey> slots);
    }

    /** What makes events: the clock's time and the key. */
    private final EventMaking making;

    private final Ground ground;
    private final RoomVersion version;
    private final @Nullable EventId base;
    private final List<Pdu> events = new ArrayList<>();
    private final Map<StateKey, Pdu> changed = new LinkedHashMap<>();
    private final Map<EventId, EventRow> redactions = new LinkedHashMap<>();
    private final List<Consumer<WriteTransaction>> along = new ArrayList<>();
    private @Nullable RoomId room;
    private @Nullable EventId last;
    private long depth;

    private RoomDraft(
            EventMaking making,
            Ground ground,
            RoomVersion version,
            @Nullable RoomId room,
            @Nullable EventId base,
            long depth) {
        this.making = making;
        this.ground = ground;
        this.version = version;
        this.room = room;
        this.base = base;
        this.last = base;
        this.depth = depth;
    }

    /** A draft on top of a room. */
    static RoomDraft onto(
            EventMaking making,
            Ground ground,
            RoomVersion version,
            RoomId room,
            EventId base,
            long depth) {
        return new RoomDraft(making, ground, version, room, base, depth);
    }

    /** A draft of a new room; {@code room} is null where the create event gives the id. */
    static RoomDraft fresh(EventMaking making, RoomVersion version, @Nullable RoomId room) {
        return new RoomDraft(making, new Empty(), version, room, null, 0);
    }

    RoomVersion version() {
        return version;
    }

    /** The room id; known from the first event on. */
    RoomId room() {
        if (room == null) {
            throw new IllegalStateException("a room without events has no id yet");
        }
        return room;
    }

    /** The event that the first of this draft follows. */
    @Nullable EventId base() {
        return base;
    }

    /** The room's newest event, those of this draft included. */
    EventId lastEvent() {
        if (last == null) {
            throw new IllegalStateException("a room without events");
        }
        return last;
    }

    List<Pdu> events() {
        return events;
    }

    Map<StateKey, Pdu> changed() {
        return changed;
    }

    /** Events that the draft's redactions take the content from, by the redaction's id. */
    Map<EventId, EventRow> redactions() {
        return redactions;
    }

    long depth() {
        return depth;
    }

    List<Consumer<WriteTransaction>> along() {
        return along;
    }

    /** Work to be done in the write that stores the events. */
    void along(Consumer<WriteTransaction> work) {
        along.add(work);
    }

    @Override
    public @Nullable Pdu get(String type, String stateKey) {
        return state(new StateKey(type, stateKey));
    }

    /** The event in a slot, or null. */
    @Nullable Pdu state(StateKey slot) {
        Pdu own = changed.get(slot);
        return own != null ? own : ground.state(slot);
    }

    /** What a user is to the room; {@code leave} for who never was in it. */
    String membership(UserId user) {
        Pdu member = get(EventTypes.MEMBER, user.value());
        String membership = member == null ? null : member.membership();
        return membership == null ? "leave" : membership;
    }

    PowerLevels powerLevels() {
        return PowerLevels.of(
                get(EventTypes.POWER_LEVELS, ""), get(EventTypes.CREATE, ""), version);
    }

    /**
     * Refuses unless the user is in the room. Who never was hears the same as of a room that does
     * not exist.
     */
    void requireJoined(UserId user) {
        if (!membership(user).equals("join")) {
            throw Refusals.notInRoom();
        }
    }

    /**
     * Builds, signs and checks an event.
     *
     * @throws stockpot.server.matrix.error.MatrixException 403 if the room's rules forbid it, 413
     *     if it is too large
     */
    Pdu add(NewEvent event) {
        if (events.size() >= MAX_EVENTS) {
            throw MatrixErrors.invalidParam("too many events at once");
        }
        Pdu pdu = EventBuilder.build(withAuthEvents(event), version, making.signer());
        switch (AuthRules.check(pdu, version, this)) {
            case AuthDecision.Allowed _ -> take(pdu);
            case AuthDecision.Denied denied -> throw MatrixErrors.forbidden(denied.reason());
        }
        return pdu;
    }

    /** As {@link #add}, for a redaction that takes effect on {@code target} at once. */
    Pdu addRedaction(NewEvent event, EventRow target) {
        Pdu pdu = add(event);
        redactions.put(pdu.eventId(), target);
        return pdu;
    }

    private PduDraft withAuthEvents(NewEvent event) {
        PduDraft bare = draft(event, List.of());
        Collection<StateKey> slots = AuthEventSelection.slots(version, bare);
        ground.load(slots);
        List<EventId> auth = new ArrayList<>();
        for (StateKey slot : slots) {
            Pdu pdu = state(slot);
            if (pdu != null) {
                auth.add(pdu.eventId());
            }
        }
        return draft(event, auth);
    }

    private PduDraft draft(NewEvent event, List<EventId> authEvents) {
        return new PduDraft(
                room,
                event.sender(),
                event.type(),
                event.stateKey(),
                event.content(),
                making.now(),
                Math.min(depth + 1, MAX_DEPTH),
                last == null ? List.of() : List.of(last),
                authEvents,
                event.redacts());
    }

    private void take(Pdu pdu) {
        events.add(pdu);
        last = pdu.eventId();
        room = pdu.roomId();
        depth = pdu.depth();
        StateKey slot = pdu.stateSlot();
        if (slot != null) {
            changed.put(slot, pdu);
        }
    }

    private record Empty() implements Ground {
        @Override
        public @Nullable Pdu state(StateKey slot) {
            return null;
        }

        @Override
        public void load(Collection<StateKey> slots) {}
    }
}
