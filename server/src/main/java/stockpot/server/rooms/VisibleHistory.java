package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.ClientEvents;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.EventOrigins;
import stockpot.server.store.EventRow;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Transaction;
import stockpot.server.store.TransactionIds;

/**
 * What one user may see of one room's history, within one transaction. Every answer that shows
 * events to a client goes through here: history visibility at the event (Client-Server API, "Room
 * History Visibility"; threats V01, V02), ignored users (V05), and what belongs into {@code
 * unsigned} (V04, V08). Made for one request, not shared.
 */
public final class VisibleHistory {
    private static final String MEMBER = "m.room.member";
    private static final String VISIBILITY = "m.room.history_visibility";

    /**
     * Member events of the viewer that are followed back in search of the last time in the room.
     */
    static final int MAX_STINTS = 50;

    private final Transaction tx;
    private final UserId user;
    private final Set<UserId> ignored;
    private final String membershipNow;
    private final long joinedFrom;
    private final long joinedUntil;
    private final Map<Long, TransactionIds.@Nullable Origin> origins = new LinkedHashMap<>();
    private final Map<Long, String> visibilities = new LinkedHashMap<>();
    private final Map<Long, String> memberships = new LinkedHashMap<>();

    private VisibleHistory(
            Transaction tx,
            UserId user,
            Set<UserId> ignored,
            @Nullable MembershipRow now,
            long joinedUntil) {
        this.tx = tx;
        this.user = user;
        this.ignored = ignored;
        this.membershipNow = now == null ? "leave" : now.membership();
        this.joinedFrom = now != null && now.joined() ? now.position() : Long.MAX_VALUE;
        this.joinedUntil = joinedUntil;
    }

    /**
     * The history of a room for a user, who need not be in it.
     *
     * @param room the number of the room
     * @param ignored whom the user ignores, see {@code users.IgnoredUsers}
     */
    public static VisibleHistory of(Transaction tx, UserId user, long room, Set<UserId> ignored) {
        MembershipRow now = Memberships.find(tx, room, user);
        return new VisibleHistory(tx, user, ignored, now, joinedUntil(tx, user, now));
    }

    /** What the viewer is to the room now: {@code leave} for who never was there. */
    public String membershipNow() {
        return membershipNow;
    }

    /**
     * The position of the event that ended the viewer's last stay: {@code MAX_VALUE} in it, 0
     * never.
     */
    public long joinedUntil() {
        return joinedUntil;
    }

    /** Whether the viewer may see the event. */
    public boolean visible(EventRow row) {
        Pdu event = row.event();
        if (!event.isState() && ignored.contains(event.sender())) {
            return false;
        }
        if (event.fills(MEMBER, user.value())) {
            return true;
        }
        return row.position() >= joinedFrom || visibleByState(row);
    }

    /** Whether the viewer is in the room and has been since that position, without a break. */
    public boolean hasBeenThereSince(long position) {
        return position >= joinedFrom;
    }

    /** The visible ones, in the order given. */
    public List<EventRow> visible(List<EventRow> rows) {
        List<EventRow> seen = new ArrayList<>(rows.size());
        for (EventRow row : rows) {
            if (visible(row)) {
                seen.add(row);
            }
        }
        return seen;
    }

    /** What the viewer was to the room at the event, which may itself be the change. */
    public String membershipAt(EventRow row) {
        if (row.event().fills(MEMBER, user.value())) {
            String membership = row.event().membership();
            return membership == null ? "leave" : membership;
        }
        return row.position() >= joinedFrom ? "join" : membershipBefore(row);
    }

    /** How far the viewer may read at all: to the room's end, or to the end of the last stay. */
    public long readableUpTo(RoomReader.ReadableState state) {
        return state.current() ? state.room().headPosition() : joinedUntil;
    }

    /** Whether the viewer may know the room's state as of the event. */
    public boolean knowsStateAt(EventRow row) {
        return row.position() >= joinedFrom
                || row.event().fills(MEMBER, user.value())
                || visibleByState(row);
    }

    /** The events for the viewer's client, with {@code room_id}, in the order given. */
    public List<ObjectNode> full(List<EventRow> rows, @Nullable DeviceId device) {
        List<Long> own = new ArrayList<>();
        for (EventRow row : rows) {
            if (device != null && row.event().sender().equals(user)) {
                own.add(row.position());
            }
        }
        Map<Long, String> sentWith =
                device == null ? Map.of() : TransactionIds.ofEvents(tx, device, own);
        List<ObjectNode> events = new ArrayList<>(rows.size());
        for (EventRow row : rows) {
            ObjectNode unsigned = sharedUnsigned(tx, row);
            unsigned.put("membership", membershipAt(row));
            String transaction = sentWith.get(row.position());
            if (transaction != null) {
                unsigned.put("transaction_id", transaction);
            }
            events.add(ClientEvents.full(row.event(), unsigned));
        }
        return events;
    }

    /** The events in the form of the oldest endpoints. */
    public List<ObjectNode> legacy(List<EventRow> rows, @Nullable DeviceId device) {
        List<ObjectNode> events = new ArrayList<>(rows.size());
        for (EventRow row : rows) {
            events.add(ClientEvents.legacy(row.event(), unsigned(row, device)));
        }
        return events;
    }

    /** The event for the viewer's client, with {@code room_id}. */
    public ObjectNode full(EventRow row, @Nullable DeviceId device) {
        return ClientEvents.full(row.event(), unsigned(row, device));
    }

    /** The event for the viewer's client, without {@code room_id}, as in {@code /sync}. */
    public ObjectNode inRoom(EventRow row, @Nullable DeviceId device) {
        return ClientEvents.inRoom(row.event(), unsigned(row, device));
    }

    /**
     * What the server adds to an event.
     *
     * @param device the asking device, to which alone its transaction id is shown
     */
    public ObjectNode unsigned(EventRow row, @Nullable DeviceId device) {
        ObjectNode unsigned = sharedUnsigned(tx, row);
        unsigned.put("membership", membershipAt(row));
        if (device != null && row.event().sender().equals(user)) {
            TransactionIds.Origin origin =
                    origins.containsKey(row.position())
                            ? origins.get(row.position())
                            : TransactionIds.ofEvent(tx, row.position());
            if (origin != null && device.equals(origin.device())) {
                unsigned.put("transaction_id", origin.transactionId());
            }
        }
        return unsigned;
    }

    /** Reads at once what {@link #unsigned} will ask of each of these events. */
    public void prepare(List<EventRow> rows) {
        List<Long> own = new ArrayList<>();
        for (EventRow row : rows) {
            if (row.event().sender().equals(user)) {
                own.add(row.position());
            }
        }
        if (!own.isEmpty()) {
            own.forEach(position -> origins.put(position, null));
            origins.putAll(EventOrigins.of(tx, own));
        }
    }

    /** What the server adds to an event for everyone who may see it. */
    public static ObjectNode sharedUnsigned(Transaction tx, EventRow row) {
        ObjectNode unsigned = Json.object();
        StateKey slot = row.event().stateSlot();
        EventRow before = slot == null ? null : RoomStates.event(tx, row.stateBefore(), slot);
        if (before != null) {
            unsigned.set("prev_content", before.event().content());
            unsigned.put("prev_sender", before.event().sender().value());
            unsigned.put("replaces_state", before.event().eventId().value());
        }
        addRedaction(unsigned, row);
        return unsigned;
    }

    /** Says of a redacted event what redacted it. */
    public static void addRedaction(ObjectNode unsigned, EventRow row) {
        Pdu redaction = row.redaction();
        if (redaction != null) {
            unsigned.set("redacted_because", ClientEvents.full(redaction, Json.object()));
        }
    }

    private boolean visibleByState(EventRow row) {
        Pdu event = row.event();
        boolean joinedLater = row.position() < joinedUntil;
        String membership = membershipBefore(row);
        if (allows(visibilityBefore(row), membership, joinedLater)) {
            return true;
        }
        // A change of visibility is judged by both sides of the change.
        return event.fills(VISIBILITY, "") && allows(visibility(event), membership, joinedLater);
    }

    private static boolean allows(String visibility, String membership, boolean joinedLater) {
        return membership.equals("join")
                || switch (visibility) {
                    case "world_readable" -> true;
                    case "invited" -> membership.equals("invite");
                    case "joined" -> false;
                    default -> joinedLater;
                };
    }

    private String visibilityBefore(EventRow row) {
        return visibilities.computeIfAbsent(
                row.stateBefore(),
                root -> {
                    EventRow set = RoomStates.event(tx, root, StateKey.of(VISIBILITY));
                    return set == null ? "shared" : visibility(set.event());
                });
    }

    private String membershipBefore(EventRow row) {
        if (row.position() > joinedFrom) {
            return "join";
        }
        return memberships.computeIfAbsent(
                row.stateBefore(), root -> RoomStates.membership(tx, root, user));
    }

    private static String visibility(Pdu event) {
        String word = event.content().path("history_visibility").textValue();
        return word == null ? "shared" : word;
    }

    private static long joinedUntil(Transaction tx, UserId user, @Nullable MembershipRow now) {
        if (now == null) {
            return 0;
        }
        if (now.joined()) {
            return Long.MAX_VALUE;
        }
        StateKey slot = new StateKey(MEMBER, user.value());
        EventRow event = stockpot.server.store.Events.byPosition(tx, now.position());
        for (int i = 0; i < MAX_STINTS && event != null; i++) {
            EventRow before = RoomStates.event(tx, event.stateBefore(), slot);
            if (before != null && "join".equals(before.event().membership())) {
                return event.position();
            }
            event = before;
        }
        return 0;
    }
}
