package stockpot.server.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.auth.PowerLevels;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

/**
 * The power levels of a room that replaces another. Client-Server API, "Room upgrades"; room
 * version 12, "Privileged creators".
 *
 * @param initial what the new room begins with, so that the upgrader can set its state
 * @param lasting what holds in the end; equal to {@code initial} where nothing needs changing
 */
record UpgradedLevels(ObjectNode initial, ObjectNode lasting) {
    private static final int ADMINISTRATOR = 100;
    private static final int CREATORS_ONLY = 150;
    private static final int MODERATOR = 50;

    /** {@code creators} are those of the new room, the upgrader among them. */
    static UpgradedLevels of(
            RoomDraft old, RoomVersion version, UserId upgrader, Set<String> creators) {
        ObjectNode lasting = carriedOver(old, version, upgrader);
        if (version.has(RoomRule.PRIVILEGED_CREATORS)) {
            withoutCreators(lasting, creators);
            return new UpgradedLevels(lasting, lasting);
        }
        ObjectNode initial = lasting.deepCopy();
        long needed = highest(initial);
        ObjectNode users = object(initial, "users");
        if (users.path(upgrader.value()).asLong(initial.path("users_default").asLong()) < needed) {
            users.put(upgrader.value(), needed);
        }
        return new UpgradedLevels(initial, lasting);
    }

    private static ObjectNode carriedOver(RoomDraft old, RoomVersion version, UserId upgrader) {
        Pdu levels = old.get(EventTypes.POWER_LEVELS, "");
        if (levels == null) {
            return InitialLevels.content(version, upgrader, List.of());
        }
        ObjectNode content = levels.content().deepCopy();
        if (version.has(RoomRule.INTEGER_POWER_LEVELS)) {
            integers(content);
        }
        Pdu create = old.get(EventTypes.CREATE, "");
        if (create != null && old.version().has(RoomRule.PRIVILEGED_CREATORS)) {
            ObjectNode users = object(content, "users");
            for (String creator : PowerLevels.creators(create, old.version())) {
                users.put(creator, ADMINISTRATOR);
            }
        }
        return content;
    }

    private static void withoutCreators(ObjectNode content, Set<String> creators) {
        ObjectNode users = object(content, "users");
        creators.forEach(users::remove);
        ObjectNode events = object(content, "events");
        long stateDefault = content.path("state_default").asLong(MODERATOR);
        long now = events.path(EventTypes.TOMBSTONE).asLong();
        events.put(EventTypes.TOMBSTONE, Math.max(now, Math.max(CREATORS_ONLY, stateDefault + 1)));
    }

    /** The level that suffices for all that an upgrade sets. */
    private static long highest(ObjectNode content) {
        long highest = Math.max(content.path("state_default").asLong(MODERATOR), 0);
        highest = Math.max(highest, content.path("ban").asLong(MODERATOR));
        for (JsonNode level : content.path("events")) {
            highest = Math.max(highest, level.asLong());
        }
        return highest;
    }

    /** Old versions take numbers in text; newer ones do not. */
    private static void integers(ObjectNode content) {
        List<String> keys = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : content.properties()) {
            if (entry.getValue() instanceof ObjectNode inner) {
                integers(inner);
            } else if (entry.getValue() instanceof TextNode) {
                keys.add(entry.getKey());
            }
        }
        for (String key : keys) {
            Long number = number(content.path(key).asText());
            if (number == null) {
                content.remove(key);
            } else {
                content.put(key, number);
            }
        }
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static ObjectNode object(ObjectNode content, String key) {
        return content.get(key) instanceof ObjectNode inner ? inner : content.putObject(key);
    }
}
