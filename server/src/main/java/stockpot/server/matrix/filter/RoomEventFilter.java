package stockpot.server.matrix.filter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;

/** A {@code RoomEventFilter}: an event filter, and what only events of rooms have. */
public final class RoomEventFilter {
    private final EventFilter events;
    private final NameFilter rooms;
    private final @Nullable Boolean containsUrl;
    private final boolean lazyLoadMembers;
    private final boolean includeRedundantMembers;
    private final boolean unreadThreadNotifications;

    private RoomEventFilter(Body body) {
        this.events = EventFilter.parse(body);
        this.rooms =
                NameFilter.exact(
                        FilterFields.rooms(body, "rooms"), FilterFields.rooms(body, "not_rooms"));
        this.containsUrl = FilterFields.optionalFlag(body, "contains_url");
        this.lazyLoadMembers = body.flag("lazy_load_members", false);
        this.includeRedundantMembers = body.flag("include_redundant_members", false);
        this.unreadThreadNotifications = body.flag("unread_thread_notifications", false);
    }

    /**
     * Reads a filter, as {@code /messages} and {@code /context} take it.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_BAD_JSON}
     */
    public static RoomEventFilter parse(ObjectNode json) {
        return new RoomEventFilter(Body.of(json));
    }

    static RoomEventFilter parse(Body body) {
        return new RoomEventFilter(body);
    }

    /** The filter that lets everything through. */
    public static RoomEventFilter none() {
        return parse(Json.object());
    }

    /** Whether anything of that room passes. */
    public boolean allowsRoom(RoomId room) {
        return rooms.allows(room.value());
    }

    /** Whether an event passes. */
    public boolean allows(Pdu event) {
        return rooms.allows(event.roomId().value())
                && events.allows(event.type(), event.sender().value())
                && (containsUrl == null || containsUrl == event.content().has("url"));
    }

    /** Whether things of that type pass that have neither sender nor URL, such as account data. */
    public boolean allowsType(String type) {
        return events.allowsType(type);
    }

    /** Whether what that user sends passes, such as a receipt. */
    public boolean allowsSender(String sender) {
        return events.allowsSender(sender);
    }

    /** Whether nothing can pass, so that nobody needs to look. */
    public boolean allowsNothing() {
        return events.allowsNothing() || rooms.allowsNothing();
    }

    /** How many are asked for, or the default, never more than the ceiling. */
    public int limit(int fallback, int max) {
        return events.limit(fallback, max);
    }

    /** Whether only the members who matter are sent. */
    public boolean lazyLoadMembers() {
        return lazyLoadMembers;
    }

    /** Whether members are sent again that the client knows. */
    public boolean includeRedundantMembers() {
        return includeRedundantMembers;
    }

    /** Whether unread counts are wanted for each thread. */
    public boolean unreadThreadNotifications() {
        return unreadThreadNotifications;
    }
}
