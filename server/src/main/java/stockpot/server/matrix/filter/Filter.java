package stockpot.server.matrix.filter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.json.PropertyPath;

/** A filter of {@code /sync}. Client-Server API, "Filtering". */
public final class Filter {
    /** Largest filter in bytes of JSON (threat R06). */
    public static final int MAX_BYTES = 65_536;

    private final @Nullable List<PropertyPath> eventFields;
    private final boolean federationFormat;
    private final EventFilter presence;
    private final EventFilter accountData;
    private final NameFilter rooms;
    private final boolean includeLeave;
    private final RoomEventFilter ephemeral;
    private final RoomEventFilter state;
    private final RoomEventFilter timeline;
    private final RoomEventFilter roomAccountData;

    private Filter(Body body) {
        this.eventFields = fields(FilterFields.texts(body, "event_fields"));
        this.federationFormat = isFederation(body.text("event_format", "client"));
        this.presence = EventFilter.parse(FilterFields.inner(body, "presence"));
        this.accountData = EventFilter.parse(FilterFields.inner(body, "account_data"));
        Body room = FilterFields.inner(body, "room");
        this.rooms =
                NameFilter.exact(
                        FilterFields.rooms(room, "rooms"), FilterFields.rooms(room, "not_rooms"));
        this.includeLeave = room.flag("include_leave", false);
        this.ephemeral = RoomEventFilter.parse(FilterFields.inner(room, "ephemeral"));
        this.state = RoomEventFilter.parse(FilterFields.inner(room, "state"));
        this.timeline = RoomEventFilter.parse(FilterFields.inner(room, "timeline"));
        this.roomAccountData = RoomEventFilter.parse(FilterFields.inner(room, "account_data"));
    }

    /**
     * Reads a filter.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_BAD_JSON}, {@code M_TOO_LARGE}
     */
    public static Filter parse(ObjectNode json) {
        if (Json.bytes(json).length > MAX_BYTES) {
            throw MatrixErrors.tooLarge("a filter may have at most " + MAX_BYTES + " bytes");
        }
        return new Filter(Body.of(json));
    }

    /** The filter that lets everything through. */
    public static Filter none() {
        return parse(Json.object());
    }

    private static @Nullable List<PropertyPath> fields(@Nullable List<String> names) {
        return names == null ? null : names.stream().map(PropertyPath::parse).toList();
    }

    private static boolean isFederation(String format) {
        return switch (format) {
            case "client" -> false;
            case "federation" -> true;
            default -> throw MatrixErrors.badJson("event_format must be client or federation");
        };
    }

    /** Whether anything of that room passes. */
    public boolean allowsRoom(RoomId room) {
        return rooms.allows(room.value());
    }

    /** Cuts an event down to the fields that were asked for. */
    public ObjectNode project(ObjectNode event) {
        if (eventFields == null) {
            return event;
        }
        ObjectNode cut = Json.object();
        eventFields.forEach(path -> path.copy(event, cut));
        return cut;
    }

    /** Whether events are wanted as servers exchange them. */
    public boolean federationFormat() {
        return federationFormat;
    }

    /** For presence. */
    public EventFilter presence() {
        return presence;
    }

    /** For the user's account data. */
    public EventFilter accountData() {
        return accountData;
    }

    /** Whether rooms are wanted that the user has left. */
    public boolean includeLeave() {
        return includeLeave;
    }

    /** For typing and receipts. */
    public RoomEventFilter ephemeral() {
        return ephemeral;
    }

    /** For the state of rooms. */
    public RoomEventFilter state() {
        return state;
    }

    /** For the timeline of rooms. */
    public RoomEventFilter timeline() {
        return timeline;
    }

    /** For the user's account data in rooms. */
    public RoomEventFilter roomAccountData() {
        return roomAccountData;
    }
}
