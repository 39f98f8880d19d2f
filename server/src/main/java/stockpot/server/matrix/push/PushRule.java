package stockpot.server.matrix.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.text.Glob;

/**
 * One push rule. The JSON it was made of is kept and handed out; nobody changes it.
 *
 * @param isDefault whether the server brings it
 * @param conditions all of which must hold, as JSON; null for kinds without conditions
 * @param pattern of content rules, else null
 * @param actions as JSON, without the historical ones
 */
public record PushRule(
        String ruleId,
        boolean isDefault,
        boolean enabled,
        @Nullable ArrayNode conditions,
        @Nullable String pattern,
        ArrayNode actions,
        List<PushCondition> parsedConditions,
        @Nullable Glob parsedPattern) {

    /** Largest rule in bytes of JSON. */
    public static final int MAX_BYTES = 4_096;

    static PushRule of(
            String ruleId,
            boolean isDefault,
            boolean enabled,
            @Nullable ArrayNode conditions,
            @Nullable String pattern,
            ArrayNode actions) {
        List<PushCondition> parsed = new ArrayList<>();
        if (conditions != null) {
            conditions.forEach(condition -> parsed.add(PushCondition.parse(condition)));
        }
        return new PushRule(
                ruleId,
                isDefault,
                enabled,
                conditions,
                pattern,
                withoutHistorical(actions),
                List.copyOf(parsed),
                pattern == null ? null : Glob.ignoringCase(pattern));
    }

    /**
     * Reads the body of a request that sets a rule.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_BAD_JSON}, {@code
     *     M_INVALID_PARAM}, {@code M_MISSING_PARAM}, {@code M_TOO_LARGE}
     */
    public static PushRule parse(PushRuleKind kind, String ruleId, ObjectNode body) {
        if (Json.bytes(body).length > MAX_BYTES) {
            throw MatrixErrors.tooLarge("a push rule may have at most 4096 bytes");
        }
        if (ruleId.isEmpty()
                || ruleId.startsWith(".")
                || ruleId.indexOf('/') >= 0
                || ruleId.indexOf('\\') >= 0) {
            throw MatrixErrors.invalidParam("the rule id must not start with '.' or hold slashes");
        }
        return of(ruleId, false, true, conditions(kind, body), pattern(kind, body), actions(body));
    }

    private static @Nullable ArrayNode conditions(PushRuleKind kind, ObjectNode body) {
        if (kind != PushRuleKind.OVERRIDE && kind != PushRuleKind.UNDERRIDE) {
            return null;
        }
        JsonNode conditions = body.get("conditions");
        if (conditions == null) {
            return Json.array();
        }
        if (!(conditions instanceof ArrayNode array)) {
            throw MatrixErrors.badJson("conditions must be an array");
        }
        for (JsonNode condition : array) {
            if (!condition.path("kind").isTextual()) {
                throw MatrixErrors.badJson("a condition needs a kind");
            }
        }
        return array;
    }

    private static @Nullable String pattern(PushRuleKind kind, ObjectNode body) {
        if (kind != PushRuleKind.CONTENT) {
            return null;
        }
        JsonNode pattern = body.get("pattern");
        if (pattern == null) {
            throw MatrixErrors.missingParam("a content rule needs a pattern");
        }
        if (!pattern.isTextual()) {
            throw MatrixErrors.badJson("pattern must be a string");
        }
        return pattern.textValue();
    }

    /**
     * Reads the {@code actions} of a body.
     *
     * @throws stockpot.server.matrix.error.MatrixException as {@link #parse}
     */
    public static ArrayNode actions(ObjectNode body) {
        JsonNode actions = body.get("actions");
        if (actions == null) {
            throw MatrixErrors.missingParam("a rule needs actions");
        }
        if (!(actions instanceof ArrayNode array)) {
            throw MatrixErrors.badJson("actions must be an array");
        }
        for (JsonNode action : array) {
            if (!isAction(action)) {
                throw MatrixErrors.invalidParam("unrecognised action");
            }
        }
        return array;
    }

    private static boolean isAction(JsonNode action) {
        if (action.isObject()) {
            return action.path("set_tweak").isTextual();
        }
        return action.isTextual()
                && (action.textValue().equals("notify") || isHistorical(action.textValue()));
    }

    private static boolean isHistorical(String action) {
        return action.equals("dont_notify") || action.equals("coalesce");
    }

    private static ArrayNode withoutHistorical(ArrayNode actions) {
        ArrayNode kept = Json.array();
        for (JsonNode action : actions) {
            if (!action.isTextual() || !isHistorical(action.textValue())) {
                kept.add(action);
            }
        }
        return kept;
    }

    /** The same rule, enabled or not. */
    public PushRule withEnabled(boolean nowEnabled) {
        return of(ruleId, isDefault, nowEnabled, conditions, pattern, actions);
    }

    /** The same rule with other actions. */
    public PushRule withActions(ArrayNode other) {
        return of(ruleId, isDefault, enabled, conditions, pattern, other);
    }

    /** As clients read it. */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("rule_id", ruleId);
        json.put("default", isDefault);
        json.put("enabled", enabled);
        if (conditions != null) {
            json.set("conditions", conditions);
        }
        if (pattern != null) {
            json.put("pattern", pattern);
        }
        json.set("actions", actions);
        return json;
    }
}
