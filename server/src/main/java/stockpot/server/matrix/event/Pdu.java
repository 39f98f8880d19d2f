package stockpot.server.matrix.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.CanonicalJson;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

/**
 * An event as servers exchange it. It keeps the JSON it came as and reads fields on demand, so that
 * nothing is lost or reformatted. The trees it hands out are shared: nobody changes them.
 */
public final class Pdu {
    private final EventId eventId;
    private final RoomVersion version;
    private final ObjectNode json;
    private final String text;
    private final RoomId roomId;
    private final UserId sender;
    private final String type;
    private final @Nullable String stateKey;

    private Pdu(EventId eventId, RoomVersion version, ObjectNode json, String text) {
        this.eventId = eventId;
        this.version = version;
        this.json = json;
        this.text = text;
        JsonNode room = json.get("room_id");
        this.roomId = room == null ? RoomId.ofCreateEvent(eventId) : new RoomId(room.asText());
        this.sender = new UserId(json.path("sender").asText());
        this.type = json.path("type").asText();
        JsonNode key = json.get("state_key");
        this.stateKey = key == null ? null : key.asText();
    }

    /**
     * An event from outside: checks its form, drops what its sender put into {@code unsigned}
     * (threat E06) and works out its id. Takes the tree over.
     *
     * @throws MatrixException {@code M_BAD_JSON}, {@code M_INVALID_PARAM}, {@code M_TOO_LARGE}
     */
    public static Pdu of(ObjectNode json, RoomVersion version) {
        EventFormat.check(json, version);
        json.remove("unsigned");
        return made(json, version, idOf(json, version), EventFormat.MAX_BYTES);
    }

    private static EventId idOf(ObjectNode json, RoomVersion version) {
        if (version.has(RoomRule.HASHED_EVENT_IDS)) {
            return EventHashes.eventId(EventHashes.essentialBytes(json, version), version);
        }
        JsonNode id = json.path("event_id");
        if (!id.isTextual()) {
            throw MatrixErrors.badJson("event_id must be a string");
        }
        return EventId.parse(id.textValue());
    }

    /** An event that this server wrote down itself. */
    public static Pdu trusted(String text, RoomVersion version, EventId known) {
        return new Pdu(known, version, Json.trusted(text), text);
    }

    /**
     * An event that is whole. Its compact text has the length of its canonical form, since only the
     * order of the keys differs.
     */
    static Pdu made(ObjectNode json, RoomVersion version, EventId id, int maxBytes) {
        byte[] bytes = Json.bytes(json);
        if (bytes.length > maxBytes) {
            throw MatrixErrors.tooLarge("the event is too large");
        }
        return new Pdu(id, version, json, new String(bytes, StandardCharsets.UTF_8));
    }

    /** What is left of this event when it is redacted; its id stays. */
    public Pdu redacted() {
        ObjectNode redacted = Redaction.redact(json, version);
        return new Pdu(eventId, version, redacted, Json.text(redacted));
    }

    /** The id. */
    public EventId eventId() {
        return eventId;
    }

    /** The version of its room. */
    public RoomVersion version() {
        return version;
    }

    /** The room; of a create event that does not name it, the one that it makes. */
    public RoomId roomId() {
        return roomId;
    }

    /** Who sent it. */
    public UserId sender() {
        return sender;
    }

    /** The event type. */
    public String type() {
        return type;
    }

    /** The state key, or null if it is not a state event. */
    public @Nullable String stateKey() {
        return stateKey;
    }

    /** Whether it is a state event. */
    public boolean isState() {
        return stateKey != null;
    }

    /** The slot of the state that it fills, or null if it is not a state event. */
    public @Nullable StateKey stateSlot() {
        return stateKey == null ? null : new StateKey(type, stateKey);
    }

    /** Whether it fills the slot of that type and state key. */
    public boolean fills(String slotType, String slotKey) {
        return type.equals(slotType) && slotKey.equals(stateKey);
    }

    /** The content. */
    public ObjectNode content() {
        return json.get("content") instanceof ObjectNode content ? content : Json.object();
    }

    /** When its server says that it was sent, in milliseconds since 1970. */
    public long originServerTs() {
        return json.path("origin_server_ts").asLong();
    }

    /**
     * How far from the beginning its server says it is, clamped to 0 … 2^53−1: for an order of
     * events only, never for access (threats E04, J01).
     */
    public long depth() {
        JsonNode depth = json.path("depth");
        if (depth.isNumber() && !depth.canConvertToLong()) {
            return depth.asText().startsWith("-") ? 0 : CanonicalJson.MAX_INTEGER;
        }
        return Math.clamp(depth.asLong(), 0, CanonicalJson.MAX_INTEGER);
    }

    /** The events before it. */
    public List<EventId> prevEvents() {
        return references("prev_events");
    }

    /** The events that allow it, as its server sees it. */
    public List<EventId> authEvents() {
        return references("auth_events");
    }

    private List<EventId> references(String key) {
        List<EventId> ids = new ArrayList<>();
        for (JsonNode element : json.path(key)) {
            ids.add(new EventId(element.isArray() ? element.path(0).asText() : element.asText()));
        }
        return List.copyOf(ids);
    }

    /**
     * What a redaction is for, or null. Only the place that the room version names has an effect
     * (threat E08).
     */
    public @Nullable EventId redacts() {
        if (!type.equals(EventTypes.REDACTION)) {
            return null;
        }
        ObjectNode place = version.has(RoomRule.REDACTS_IN_CONTENT) ? content() : json;
        JsonNode id = place.path("redacts");
        return id.isTextual() ? new EventId(id.textValue()) : null;
    }

    /** The {@code membership} of the content if it is a string, else null. */
    public @Nullable String membership() {
        return content().path("membership").textValue();
    }

    /** What this server keeps beside the event, empty if nothing. */
    public ObjectNode unsigned() {
        return json.get("unsigned") instanceof ObjectNode unsigned ? unsigned : Json.object();
    }

    /** The whole event. */
    public ObjectNode json() {
        return json;
    }

    /** The whole event as compact text. */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Pdu pdu
                && pdu.eventId.equals(eventId)
                && pdu.version.equals(version)
                && pdu.text.equals(text);
    }

    @Override
    public int hashCode() {
        return eventId.hashCode();
    }

    /** Never the content: an event must not reach a log. */
    @Override
    public String toString() {
        return eventId + " (" + type + ")";
    }
}
