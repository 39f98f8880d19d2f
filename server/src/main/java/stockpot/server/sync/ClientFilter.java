package stockpot.server.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import stockpot.server.matrix.event.ClientEvents;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.filter.Filter;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;

/** The questions of {@code /sync}, answered by the filter that the client sent or stored. */
public final class ClientFilter implements SyncFilter {
    /** The length of a timeline for those who do not say. */
    static final int USUAL_LIMIT = 10;

    /** The longest timeline of a room in one answer. */
    static final int MAX_LIMIT = 100;

    private final Filter filter;
    private final boolean plain;
    private final boolean allState;

    /**
     * Asks the filter of that JSON.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_BAD_JSON}, {@code M_TOO_LARGE}
     */
    public static ClientFilter parse(ObjectNode json) {
        boolean allState = json.path("room").path("state").isEmpty();
        return new ClientFilter(Filter.parse(json), allState);
    }

    /** Lets everything through. */
    public static ClientFilter none() {
        return new ClientFilter(Filter.none(), true);
    }

    private ClientFilter(Filter filter, boolean allState) {
        this.filter = filter;
        this.allState = allState;
        ObjectNode probe = Json.object();
        probe.put("a key that no filter names", true);
        this.plain = !filter.federationFormat() && !filter.project(probe).isEmpty();
    }

    @Override
    public boolean room(RoomId room) {
        return filter.allowsRoom(room);
    }

    @Override
    public boolean includeLeave() {
        return filter.includeLeave();
    }

    @Override
    public boolean timelineOf(RoomId room) {
        return filter.timeline().allowsRoom(room);
    }

    @Override
    public boolean timeline(Pdu event) {
        return filter.timeline().allows(event);
    }

    @Override
    public boolean wantsNoTimeline() {
        return filter.timeline().allowsNothing();
    }

    @Override
    public int timelineLimit() {
        return filter.timeline().limit(USUAL_LIMIT, MAX_LIMIT);
    }

    @Override
    public boolean state(Pdu event) {
        return filter.state().allows(event);
    }

    @Override
    public boolean wantsAllState() {
        return allState && plain;
    }

    @Override
    public boolean lazyMembers() {
        return filter.state().lazyLoadMembers();
    }

    @Override
    public boolean redundantMembers() {
        return filter.state().includeRedundantMembers();
    }

    @Override
    public boolean threadCounts() {
        return filter.timeline().unreadThreadNotifications();
    }

    @Override
    public boolean ephemeral(RoomId room, String type) {
        return filter.ephemeral().allowsRoom(room) && filter.ephemeral().allowsType(type);
    }

    @Override
    public boolean roomAccountData(RoomId room, String type) {
        return filter.roomAccountData().allowsRoom(room)
                && filter.roomAccountData().allowsType(type);
    }

    @Override
    public boolean accountData(String type) {
        return filter.accountData().allowsType(type);
    }

    @Override
    public boolean presence(String sender) {
        return filter.presence().allows("m.presence", sender);
    }

    @Override
    public boolean plainEvents() {
        return plain;
    }

    @Override
    public byte[] render(Pdu event, ObjectNode unsigned) {
        if (!filter.federationFormat()) {
            return Json.bytes(filter.project(ClientEvents.inRoom(event, unsigned)));
        }
        ObjectNode whole = event.json().deepCopy();
        whole.put("event_id", event.eventId().value());
        whole.put("room_id", event.roomId().value());
        if (!unsigned.isEmpty()) {
            whole.set("unsigned", unsigned);
        }
        return Json.bytes(filter.project(whole));
    }
}
