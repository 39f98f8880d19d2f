package stockpot.server.matrix.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.IdLimits;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.CanonicalJson;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

/** What every event must look like in its room version, before any rule is asked. */
final class EventFormat {
    /** Largest event in canonical JSON with its signatures (threat E01). */
    static final int MAX_BYTES = 65_536;

    /** Largest event of a client of ours; leaves room for further signatures. */
    static final int MAX_LOCAL_BYTES = 65_000;

    /** Most events before one event (threat E03). */
    static final int MAX_PREV_EVENTS = 20;

    /** Most auth events of one event (threat E03). */
    static final int MAX_AUTH_EVENTS = 10;

    private EventFormat() {}

    /**
     * Refuses an event that no server may send.
     *
     * @throws MatrixException {@code M_BAD_JSON}
     */
    static void check(ObjectNode event, RoomVersion version) {
        requireDepth(event, Json.MAX_DEPTH);
        if (version.has(RoomRule.STRICT_CANONICAL_JSON)) {
            CanonicalJson.requireCanonicalNumbers(event);
        }
        String type = text(event, "type");
        shortText("type", type);
        UserId.parse(text(event, "sender"));
        if (event.has("state_key")) {
            shortText("state_key", text(event, "state_key"));
        }
        if (!event.path("content").isObject() || !isObjectOrAbsent(event.get("unsigned"))) {
            throw MatrixErrors.badJson("content and unsigned must be objects");
        }
        integer(event, "origin_server_ts");
        integer(event, "depth");
        boolean create = type.equals(EventTypes.CREATE) && event.has("state_key");
        checkRoomId(event, version, create);
        int before = references(event, "prev_events", MAX_PREV_EVENTS, version);
        if (before == 0 && !create) {
            throw MatrixErrors.badJson("only a create event stands at the beginning");
        }
        references(event, "auth_events", MAX_AUTH_EVENTS, version);
    }

    /** A content that was just shallow enough may be too deep inside an event (threat J09). */
    private static void requireDepth(JsonNode node, int left) {
        if (node.isContainerNode() && left == 0) {
            throw MatrixErrors.badJson("the event is nested too deep");
        }
        for (JsonNode inner : node) {
            requireDepth(inner, left - 1);
        }
    }

    private static void checkRoomId(ObjectNode event, RoomVersion version, boolean create) {
        if (create && version.has(RoomRule.ROOM_ID_IS_CREATE_EVENT)) {
            if (event.has("room_id")) {
                throw MatrixErrors.badJson("a create event must not name its room");
            }
            return;
        }
        RoomId.parse(text(event, "room_id"));
    }

    private static int references(ObjectNode event, String key, int most, RoomVersion version) {
        JsonNode list = event.path(key);
        if (!list.isArray() || list.size() > most) {
            throw MatrixErrors.badJson(key + " must be an array of at most " + most);
        }
        Set<String> seen = new HashSet<>();
        for (JsonNode element : list) {
            JsonNode id = version.has(RoomRule.HASHED_EVENT_IDS) ? element : element.path(0);
            if (!id.isTextual() || !seen.add(EventId.parse(id.textValue()).value())) {
                throw MatrixErrors.badJson(key + " must be different event ids");
            }
        }
        if (seen.contains(event.path("event_id").asText(""))) {
            throw MatrixErrors.badJson("an event refers to itself");
        }
        return seen.size();
    }

    /** Refuses text past 255 bytes of UTF-8 (threat E02). */
    static void shortText(String key, String value) {
        if (!IdLimits.fits(value)) {
            throw MatrixErrors.badJson(key + " is longer than 255 bytes");
        }
    }

    private static boolean isObjectOrAbsent(@Nullable JsonNode node) {
        return node == null || node.isObject();
    }

    private static void integer(ObjectNode event, String key) {
        if (!event.path(key).isIntegralNumber()) {
            throw MatrixErrors.badJson(key + " must be an integer");
        }
    }

    private static String text(ObjectNode event, String key) {
        JsonNode value = event.path(key);
        if (!value.isTextual()) {
            throw MatrixErrors.badJson(key + " must be a string");
        }
        return value.textValue();
    }
}
