package stockpot.server.matrix.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.auth.PowerLevels;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.json.PropertyPath;
import stockpot.server.matrix.text.Glob;

/**
 * Asks the push rules of many users about one event. Whether the user can see the event, ignores
 * its sender or has sent it from elsewhere is asked before. Client-Server API, "Push Rules".
 */
public final class PushEvaluator {
    private static final List<PushRuleKind> KINDS = List.of(PushRuleKind.values());

    private final Pdu event;
    private final long memberCount;
    private final PowerLevels levels;
    private final ObjectNode properties;
    private final @Nullable String body;

    /**
     * For one event.
     *
     * @param memberCount how many have joined the room now
     * @param levels those of the room now
     */
    public PushEvaluator(Pdu event, long memberCount, PowerLevels levels) {
        this.event = event;
        this.memberCount = memberCount;
        this.levels = levels;
        this.properties = properties(event);
        this.body = event.content().path("body").textValue();
    }

    /** The key room_id is matched too, and a create event may not carry it. */
    private static ObjectNode properties(Pdu event) {
        if (event.json().has("room_id")) {
            return event.json();
        }
        ObjectNode all = Json.object();
        all.setAll(event.json());
        all.put("room_id", event.roomId().value());
        return all;
    }

    /**
     * What the event means to a user.
     *
     * @param displayName the user's name in the room, or null
     */
    public PushActions evaluate(PushRules rules, @Nullable String displayName) {
        if (event.sender().equals(rules.user())) {
            return PushActions.none();
        }
        for (PushRuleKind kind : KINDS) {
            for (PushRule rule : rules.rules(kind)) {
                if (rule.enabled() && matches(kind, rule, displayName)) {
                    return PushActions.of(rule);
                }
            }
        }
        return PushActions.none();
    }

    private boolean matches(PushRuleKind kind, PushRule rule, @Nullable String displayName) {
        return switch (kind) {
            case OVERRIDE, UNDERRIDE -> allHold(rule, displayName);
            case CONTENT -> {
                Glob pattern = rule.parsedPattern();
                yield pattern != null && body != null && pattern.matchesWord(body);
            }
            case ROOM -> rule.ruleId().equals(event.roomId().value());
            case SENDER -> rule.ruleId().equals(event.sender().value());
        };
    }

    private boolean allHold(PushRule rule, @Nullable String displayName) {
        for (PushCondition condition : rule.parsedConditions()) {
            if (!condition.holds(this, displayName)) {
                return false;
            }
        }
        return true;
    }

    /** What a path of the event leads to, a missing node if there is nothing. */
    JsonNode property(PropertyPath path) {
        return path.find(properties);
    }

    static boolean contains(JsonNode array, JsonNode value) {
        if (!array.isArray()) {
            return false;
        }
        for (JsonNode element : array) {
            if (isSame(element, value)) {
                return true;
            }
        }
        return false;
    }

    /** No type is cast, but an integer is the same however its node stores it. */
    static boolean isSame(JsonNode found, JsonNode wanted) {
        if (found.isIntegralNumber() && wanted.isIntegralNumber()) {
            return found.bigIntegerValue().equals(wanted.bigIntegerValue());
        }
        return found.isValueNode() && !found.isFloatingPointNumber() && found.equals(wanted);
    }

    boolean containsName(@Nullable String displayName) {
        return displayName != null
                && !displayName.isEmpty()
                && body != null
                && Glob.literal(displayName).matchesWord(body);
    }

    boolean compares(PushCondition.Comparison comparison, long count) {
        return switch (comparison) {
            case EQUAL -> memberCount == count;
            case LESS -> memberCount < count;
            case GREATER -> memberCount > count;
            case LESS_OR_EQUAL -> memberCount <= count;
            case GREATER_OR_EQUAL -> memberCount >= count;
        };
    }

    boolean senderMayNotify(String key) {
        return levels.user(event.sender()) >= levels.notification(key);
    }
}
