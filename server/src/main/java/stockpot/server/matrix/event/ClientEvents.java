package stockpot.server.matrix.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import stockpot.server.matrix.json.Json;

/**
 * Events as clients see them. What is in {@code unsigned} depends on who reads and when, so the
 * caller brings it: {@code age}, {@code prev_content}, {@code redacted_because}, {@code
 * transaction_id}, {@code membership}, bundled {@code m.relations}. Client-Server API, "Room event
 * format".
 */
public final class ClientEvents {
    private ClientEvents() {}

    /** The full form, with {@code room_id}. */
    public static ObjectNode full(Pdu event, ObjectNode unsigned) {
        ObjectNode out = Json.object();
        out.put("room_id", event.roomId().value());
        return fill(out, event, unsigned);
    }

    /** The form in {@code /sync}, where the place already tells the room. */
    public static ObjectNode inRoom(Pdu event, ObjectNode unsigned) {
        return fill(Json.object(), event, unsigned);
    }

    /**
     * The form of the oldest endpoints ({@code /events}, {@code /initialSync}), which repeats the
     * sender as {@code user_id} and the age at the top.
     */
    public static ObjectNode legacy(Pdu event, ObjectNode unsigned) {
        ObjectNode out = full(event, unsigned);
        out.put("user_id", event.sender().value());
        lift(unsigned, out, "age");
        lift(unsigned, out, "prev_content");
        lift(unsigned, out, "redacted_because");
        lift(unsigned, out, "replaces_state");
        return out;
    }

    private static void lift(ObjectNode unsigned, ObjectNode out, String key) {
        JsonNode value = unsigned.get(key);
        if (value != null) {
            out.set(key, value);
        }
    }

    /** Stripped state: what somebody sees of a room who is not in it. */
    public static ObjectNode stripped(Pdu event) {
        ObjectNode out = Json.object();
        out.put("type", event.type());
        out.put("state_key", event.stateKey() == null ? "" : event.stateKey());
        out.put("sender", event.sender().value());
        out.set("content", event.content());
        return out;
    }

    private static ObjectNode fill(ObjectNode out, Pdu event, ObjectNode unsigned) {
        out.put("event_id", event.eventId().value());
        out.put("type", event.type());
        out.put("sender", event.sender().value());
        out.put("origin_server_ts", event.originServerTs());
        if (event.stateKey() != null) {
            out.put("state_key", event.stateKey());
        }
        out.set("content", event.content());
        putRedacts(out, event);
        if (!unsigned.isEmpty()) {
            out.set("unsigned", unsigned);
        }
        return out;
    }

    /** Clients of either age find {@code redacts} where they look. Room version 11. */
    private static void putRedacts(ObjectNode out, Pdu event) {
        if (event.redacts() == null) {
            return;
        }
        out.put("redacts", event.redacts().value());
        ObjectNode content = Json.object();
        content.setAll(event.content());
        content.put("redacts", event.redacts().value());
        out.set("content", content);
    }
}
