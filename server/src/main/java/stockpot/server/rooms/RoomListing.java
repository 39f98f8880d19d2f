package stockpot.server.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.RoomRow;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Transaction;

/**
 * A room as the directory shows it to everybody. Client-Server API, {@code PublishedRoomsChunk}.
 *
 * @param type the room's type, or null
 * @param json the entry without the number of members, which changes oftener than the rest
 */
record RoomListing(@Nullable String type, ObjectNode json) {
    private static final List<StateKey> SHOWN =
            List.of(
                    StateKey.of(EventTypes.CREATE),
                    StateKey.of("m.room.name"),
                    StateKey.of("m.room.topic"),
                    StateKey.of("m.room.avatar"),
                    StateKey.of(EventTypes.CANONICAL_ALIAS),
                    StateKey.of(EventTypes.JOIN_RULES),
                    StateKey.of(EventTypes.HISTORY_VISIBILITY),
                    StateKey.of("m.room.guest_access"));

    static RoomListing read(Transaction tx, RoomRow room) {
        List<Long> positions = new ArrayList<>();
        for (StateKey slot : SHOWN) {
            Long position = RoomStates.position(tx, room.stateRoot(), slot);
            if (position != null) {
                positions.add(position);
            }
        }
        Map<String, ObjectNode> contents = new LinkedHashMap<>();
        for (EventRow row : Events.byPositions(tx, positions)) {
            Pdu event = row.event();
            contents.put(event.type(), event.content());
        }
        return of(room, contents);
    }

    private static RoomListing of(RoomRow room, Map<String, ObjectNode> contents) {
        ObjectNode json = Json.object();
        json.put("room_id", room.id().value());
        put(json, "name", text(contents, "m.room.name", "name"));
        put(json, "topic", text(contents, "m.room.topic", "topic"));
        put(json, "avatar_url", text(contents, "m.room.avatar", "url"));
        put(json, "canonical_alias", text(contents, EventTypes.CANONICAL_ALIAS, "alias"));
        put(json, "join_rule", text(contents, EventTypes.JOIN_RULES, "join_rule"));
        String type = text(contents, EventTypes.CREATE, "type");
        put(json, "room_type", type);
        json.put(
                "world_readable",
                "world_readable"
                        .equals(
                                text(
                                        contents,
                                        EventTypes.HISTORY_VISIBILITY,
                                        "history_visibility")));
        json.put(
                "guest_can_join",
                "can_join".equals(text(contents, "m.room.guest_access", "guest_access")));
        return new RoomListing(type, json);
    }

    /** The entry for an answer. */
    ObjectNode withMembers(long joined) {
        ObjectNode entry = Json.object();
        entry.setAll(json);
        entry.put("num_joined_members", joined);
        return entry;
    }

    /** Whether name, topic or alias hold the term, which is folded. */
    boolean mentions(String term) {
        for (String key : List.of("name", "topic", "canonical_alias")) {
            JsonNode text = json.get(key);
            if (text != null && text.asText().toLowerCase(Locale.ROOT).contains(term)) {
                return true;
            }
        }
        return false;
    }

    private static void put(ObjectNode json, String key, @Nullable String text) {
        if (text != null) {
            json.put(key, text);
        }
    }

    private static @Nullable String text(
            Map<String, ObjectNode> contents, String type, String key) {
        ObjectNode content = contents.get(type);
        return content == null ? null : content.path(key).textValue();
    }
}
