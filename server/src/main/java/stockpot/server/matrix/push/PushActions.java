package stockpot.server.matrix.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.json.Json;

/**
 * What an event means to one user.
 *
 * @param notifies whether it counts as a notification
 * @param highlights whether it counts as a highlight too
 * @param actions of the rule that matched, as JSON
 * @param ruleId of that rule, or null if none matched
 */
public record PushActions(
        boolean notifies, boolean highlights, ArrayNode actions, @Nullable String ruleId) {

    /** What an event means that no rule speaks of. */
    static PushActions none() {
        return new PushActions(false, false, Json.array(), null);
    }

    static PushActions of(PushRule rule) {
        boolean notify = false;
        boolean highlight = false;
        for (JsonNode action : rule.actions()) {
            notify |= action.asText().equals("notify");
            if (action.path("set_tweak").asText().equals("highlight")) {
                highlight = action.path("value").asBoolean(true);
            }
        }
        return new PushActions(notify, notify && highlight, rule.actions(), rule.ruleId());
    }

    /** The {@code value} of the tweak {@code sound}, or null. */
    public @Nullable String sound() {
        for (JsonNode action : actions) {
            if (action.path("set_tweak").asText().equals("sound")) {
                return action.path("value").textValue();
            }
        }
        return null;
    }
}
