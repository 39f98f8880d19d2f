package stockpot.server.matrix.auth;

import static stockpot.server.matrix.auth.AuthDecision.allowed;
import static stockpot.server.matrix.auth.AuthDecision.denied;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

/** Rule 10: {@code m.room.power_levels}. */
final class PowerLevelRules {
    private static final List<String> FIELDS =
            List.of(
                    "users_default",
                    "events_default",
                    "state_default",
                    "ban",
                    "redact",
                    "kick",
                    "invite");

    private final ObjectNode after;
    private final RoomVersion version;
    private final Pdu create;
    private final @Nullable Pdu previous;
    private final String sender;
    private final long own;

    PowerLevelRules(
            Pdu event,
            RoomVersion version,
            Pdu create,
            @Nullable Pdu previous,
            PowerLevels levels) {
        this.after = event.content();
        this.version = version;
        this.create = create;
        this.previous = previous;
        this.sender = event.sender().value();
        this.own = levels.user(event.sender());
    }

    AuthDecision check() {
        String malformed = malformed();
        if (malformed != null) {
            return denied(malformed);
        }
        // 10.5
        if (previous == null) {
            return allowed();
        }
        String overreach = overreach(previous.content());
        return overreach == null ? allowed() : denied(overreach);
    }

    private @Nullable String malformed() {
        // 10.1, and before version 10 what could not be read as a level anyway
        for (String field : FIELDS) {
            JsonNode value = after.get(field);
            if (value != null && LevelValue.find(value, version) == null) {
                return field + " is not a power level";
            }
        }
        // 10.2; nobody looks at the notifications of versions 1 to 5
        for (String key : changeable()) {
            if (!areLevels(after.get(key))) {
                return key + " must map to power levels";
            }
        }
        // 10.3
        JsonNode users = after.get("users");
        if (!areLevels(users)) {
            return "users must map to power levels";
        }
        if (users == null) {
            return null;
        }
        for (Map.Entry<String, JsonNode> user : users.properties()) {
            if (!AuthRules.isUserId(user.getKey())) {
                return "users must be named by their ids";
            }
        }
        return namesCreator(users) ? "a creator cannot be given a power level" : null;
    }

    /** 10.4 */
    private boolean namesCreator(JsonNode users) {
        if (!version.has(RoomRule.PRIVILEGED_CREATORS)) {
            return false;
        }
        for (String creator : PowerLevels.creators(create, version)) {
            if (users.has(creator)) {
                return true;
            }
        }
        return false;
    }

    private boolean areLevels(@Nullable JsonNode map) {
        if (map == null) {
            return true;
        }
        if (!map.isObject()) {
            return false;
        }
        for (JsonNode value : map) {
            if (LevelValue.find(value, version) == null) {
                return false;
            }
        }
        return true;
    }

    private @Nullable String overreach(ObjectNode old) {
        // 10.6
        for (String field : FIELDS) {
            if (isBeyond(old.path(field), after.path(field), own)) {
                return "too little power to change " + field;
            }
        }
        // 10.7 and 10.8
        for (String key : changeable()) {
            JsonNode before = old.path(key);
            for (String name : names(before, after.path(key))) {
                if (isBeyond(before.path(name), after.path(key).path(name), own)) {
                    return "too little power to change the level of " + name;
                }
            }
        }
        return overreachOnUsers(old.path("users"), after.path("users"));
    }

    private List<String> changeable() {
        return version.has(RoomRule.GUARDED_NOTIFICATION_LEVELS)
                ? List.of("events", "notifications")
                : List.of("events");
    }

    /** 10.9 and 10.10. */
    private @Nullable String overreachOnUsers(JsonNode before, JsonNode now) {
        for (String user : names(before, now)) {
            // Others must stand below the sender, so their old level counts as one more.
            long allowedBefore = user.equals(sender) ? own : own - 1;
            Long old = LevelValue.find(before.path(user), version);
            Long level = LevelValue.find(now.path(user), version);
            boolean changed = !Objects.equals(old, level);
            if (changed
                    && ((old != null && old > allowedBefore) || (level != null && level > own))) {
                return "too little power to change the level of " + user;
            }
        }
        return null;
    }

    private boolean isBeyond(JsonNode before, JsonNode now, long limit) {
        Long old = LevelValue.find(before, version);
        Long level = LevelValue.find(now, version);
        boolean changed = !Objects.equals(old, level);
        return changed && ((old != null && old > limit) || (level != null && level > limit));
    }

    private static Set<String> names(JsonNode before, JsonNode now) {
        Set<String> names = new TreeSet<>();
        before.properties().forEach(entry -> names.add(entry.getKey()));
        now.properties().forEach(entry -> names.add(entry.getKey()));
        return names;
    }
}
