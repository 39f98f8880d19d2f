package stockpot.server.matrix.event;

import static stockpot.server.matrix.version.RoomRule.ALIASES_RULES;
import static stockpot.server.matrix.version.RoomRule.MODERN_REDACTION;
import static stockpot.server.matrix.version.RoomRule.REDACTION_KEEPS_ALLOW;
import static stockpot.server.matrix.version.RoomRule.REDACTION_KEEPS_AUTHORISER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomVersion;

/** What is left of an event when it is redacted. Room versions, "Redactions". */
public final class Redaction {
    private static final Set<String> TOP_LEVEL =
            Set.of(
                    "event_id",
                    "type",
                    "room_id",
                    "sender",
                    "state_key",
                    "content",
                    "hashes",
                    "signatures",
                    "depth",
                    "prev_events",
                    "auth_events",
                    "origin_server_ts");

    private static final Set<String> OLD_TOP_LEVEL = Set.of("prev_state", "origin", "membership");

    private static final List<String> LEVELS =
            List.of(
                    "ban",
                    "events",
                    "events_default",
                    "kick",
                    "redact",
                    "state_default",
                    "users",
                    "users_default");

    private Redaction() {}

    /** The redacted form of an event; the event itself stays as it is. */
    public static ObjectNode redact(ObjectNode event, RoomVersion version) {
        ObjectNode redacted = Json.object();
        boolean old = !version.has(MODERN_REDACTION);
        for (Map.Entry<String, JsonNode> member : event.properties()) {
            String key = member.getKey();
            if (TOP_LEVEL.contains(key) || (old && OLD_TOP_LEVEL.contains(key))) {
                redacted.set(key, member.getValue());
            }
        }
        if (event.get("content") instanceof ObjectNode content) {
            redacted.set("content", content(event.path("type").asText(), content, version));
        }
        return redacted;
    }

    private static ObjectNode content(String type, ObjectNode content, RoomVersion version) {
        boolean modern = version.has(MODERN_REDACTION);
        ObjectNode kept = Json.object();
        switch (type) {
            case EventTypes.MEMBER -> member(content, kept, version);
            case EventTypes.CREATE -> {
                if (modern) {
                    return content;
                }
                keep(content, kept, "creator");
            }
            case EventTypes.JOIN_RULES -> {
                keep(content, kept, "join_rule");
                keepIf(version.has(REDACTION_KEEPS_ALLOW), content, kept, "allow");
            }
            case EventTypes.POWER_LEVELS -> {
                LEVELS.forEach(level -> keep(content, kept, level));
                keepIf(modern, content, kept, "invite");
            }
            case EventTypes.ALIASES -> keepIf(version.has(ALIASES_RULES), content, kept, "aliases");
            case EventTypes.HISTORY_VISIBILITY -> keep(content, kept, "history_visibility");
            case EventTypes.REDACTION -> keepIf(modern, content, kept, "redacts");
            default -> {}
        }
        return kept;
    }

    private static void member(ObjectNode content, ObjectNode kept, RoomVersion version) {
        keep(content, kept, "membership");
        keepIf(
                version.has(REDACTION_KEEPS_AUTHORISER),
                content,
                kept,
                "join_authorised_via_users_server");
        JsonNode signed = content.path("third_party_invite").get("signed");
        if (version.has(MODERN_REDACTION) && signed != null) {
            kept.putObject("third_party_invite").set("signed", signed);
        }
    }

    private static void keepIf(boolean rule, ObjectNode content, ObjectNode kept, String key) {
        if (rule) {
            keep(content, kept, key);
        }
    }

    private static void keep(ObjectNode content, ObjectNode kept, String key) {
        JsonNode value = content.get(key);
        if (value != null) {
            kept.set(key, value);
        }
    }
}
