package stockpot.server.matrix.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;

/**
 * The push rules of one user: what the server brings and what the user made of it, in the order in
 * which they are asked. Immutable; each change gives a new set. What is stored is only the
 * difference from the server's own rules ({@link #changes}), so that those may grow.
 */
public final class PushRules {
    /** Most rules that a user may add. */
    public static final int MAX_RULES = 1_000;

    private static final String DEFAULTS = "defaults";

    private final UserId user;
    private final Map<PushRuleKind, List<PushRule>> rules;

    private PushRules(UserId user, Map<PushRuleKind, List<PushRule>> rules) {
        this.user = user;
        this.rules = rules;
    }

    /** The rules of a user who changed nothing. */
    public static PushRules defaults(UserId user) {
        Map<PushRuleKind, List<PushRule>> rules = new EnumMap<>(PushRuleKind.class);
        for (PushRuleKind kind : PushRuleKind.values()) {
            rules.put(kind, List.of());
        }
        rules.put(PushRuleKind.OVERRIDE, DefaultPushRules.override(user));
        rules.put(PushRuleKind.UNDERRIDE, DefaultPushRules.underride());
        return new PushRules(user, rules);
    }

    /** The rules of a user from what {@link #changes} gave. */
    public static PushRules of(UserId user, ObjectNode changes) {
        PushRules set = defaults(user);
        for (PushRuleKind kind : PushRuleKind.values()) {
            for (PushRule rule : set.rules(kind)) {
                JsonNode change = changes.path(DEFAULTS).path(rule.ruleId());
                set = set.replaced(kind, changed(rule, change));
            }
            List<PushRule> own = new ArrayList<>();
            changes.path(kind.key()).forEach(json -> own.add(stored(json)));
            set = set.with(kind, join(own, set.rules(kind)));
        }
        return set;
    }

    private static PushRule changed(PushRule rule, JsonNode change) {
        PushRule changed = rule;
        if (change.path("enabled").isBoolean()) {
            changed = changed.withEnabled(change.path("enabled").booleanValue());
        }
        if (change.get("actions") instanceof ArrayNode actions) {
            changed = changed.withActions(actions);
        }
        return changed;
    }

    private static PushRule stored(JsonNode json) {
        return PushRule.of(
                json.path("rule_id").asText(),
                false,
                json.path("enabled").asBoolean(true),
                json.get("conditions") instanceof ArrayNode conditions ? conditions : null,
                json.path("pattern").textValue(),
                json.get("actions") instanceof ArrayNode actions ? actions : Json.array());
    }

    /** The user's rules before the server's, behind the master rule. */
    private static List<PushRule> join(List<PushRule> own, List<PushRule> defaults) {
        List<PushRule> all = new ArrayList<>(defaults);
        boolean master =
                !defaults.isEmpty() && defaults.getFirst().ruleId().equals(DefaultPushRules.MASTER);
        all.addAll(master ? 1 : 0, own);
        return Collections.unmodifiableList(all);
    }

    /** What differs from the server's own rules, for the store. */
    public ObjectNode changes() {
        ObjectNode changes = Json.object();
        PushRules defaults = defaults(user);
        for (PushRuleKind kind : PushRuleKind.values()) {
            ArrayNode own = changes.putArray(kind.key());
            for (PushRule rule : rules(kind)) {
                PushRule original = defaults.find(kind, rule.ruleId());
                if (original == null) {
                    own.add(rule.json());
                } else if (!original.json().equals(rule.json())) {
                    changes.withObject("/" + DEFAULTS)
                            .putObject(rule.ruleId())
                            .put("enabled", rule.enabled())
                            .set("actions", rule.actions());
                }
            }
        }
        return changes;
    }

    /** The user whose rules these are. */
    public UserId user() {
        return user;
    }

    /** The rules of a kind, most important first. */
    public List<PushRule> rules(PushRuleKind kind) {
        return rules.getOrDefault(kind, List.of());
    }

    /** A rule, or null. */
    public @Nullable PushRule find(PushRuleKind kind, String ruleId) {
        for (PushRule rule : rules(kind)) {
            if (rule.ruleId().equals(ruleId)) {
                return rule;
            }
        }
        return null;
    }

    /**
     * A rule that must be there.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_NOT_FOUND}
     */
    public PushRule require(PushRuleKind kind, String ruleId) {
        PushRule rule = find(kind, ruleId);
        if (rule == null) {
            throw MatrixErrors.notFound("no such push rule");
        }
        return rule;
    }

    /** The set with a rule enabled or disabled. */
    public PushRules enable(PushRuleKind kind, String ruleId, boolean enabled) {
        return replaced(kind, require(kind, ruleId).withEnabled(enabled));
    }

    /** The set with other actions of a rule. */
    public PushRules act(PushRuleKind kind, String ruleId, ArrayNode actions) {
        return replaced(kind, require(kind, ruleId).withActions(actions));
    }

    /**
     * The set without a rule of the user.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_NOT_FOUND}, or {@code
     *     M_INVALID_PARAM} for a rule of the server
     */
    public PushRules remove(PushRuleKind kind, String ruleId) {
        PushRule rule = require(kind, ruleId);
        if (rule.isDefault()) {
            throw MatrixErrors.invalidParam("a rule of the server can only be disabled");
        }
        List<PushRule> left = new ArrayList<>(rules(kind));
        left.remove(rule);
        return with(kind, left);
    }

    /**
     * The set with a rule of the user added or changed. Without a place a new rule becomes the most
     * important of the user's, a changed one stays where it is.
     *
     * @param before the rule of the user that it goes right before, or null
     * @param after the rule of the user that it goes right behind, or null
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM} if those are not
     *     rules of the user, {@code M_TOO_LARGE} past {@link #MAX_RULES}
     */
    public PushRules put(
            PushRuleKind kind, PushRule rule, @Nullable String before, @Nullable String after) {
        PushRule old = find(kind, rule.ruleId());
        PushRule now = old == null ? rule : rule.withEnabled(old.enabled());
        if (old != null && before == null && after == null) {
            return replaced(kind, now);
        }
        List<PushRule> list = new ArrayList<>(rules(kind));
        if (old != null) {
            list.remove(old);
        } else if (ownCount() >= MAX_RULES) {
            throw MatrixErrors.tooLarge("too many push rules");
        }
        list.add(place(list, before, after), now);
        return with(kind, list);
    }

    private static int place(List<PushRule> list, @Nullable String before, @Nullable String after) {
        String anchor = before == null ? after : before;
        for (int i = 0; i < list.size(); i++) {
            PushRule rule = list.get(i);
            boolean first = anchor == null && !rule.ruleId().equals(DefaultPushRules.MASTER);
            if (first || (rule.ruleId().equals(anchor) && !rule.isDefault())) {
                return first || before != null ? i : i + 1;
            }
        }
        if (anchor == null) {
            return list.size();
        }
        throw MatrixErrors.invalidParam("no such rule to stand before or after");
    }

    private int ownCount() {
        int count = 0;
        for (List<PushRule> list : rules.values()) {
            for (PushRule rule : list) {
                count += rule.isDefault() ? 0 : 1;
            }
        }
        return count;
    }

    private PushRules replaced(PushRuleKind kind, PushRule rule) {
        List<PushRule> list = new ArrayList<>(rules(kind));
        list.replaceAll(old -> old.ruleId().equals(rule.ruleId()) ? rule : old);
        return with(kind, list);
    }

    private PushRules with(PushRuleKind kind, List<PushRule> list) {
        Map<PushRuleKind, List<PushRule>> next = new EnumMap<>(rules);
        next.put(kind, List.copyOf(list));
        return new PushRules(user, next);
    }

    /** The set as clients read it, one array for each kind: the value of {@code global}. */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        for (PushRuleKind kind : PushRuleKind.values()) {
            ArrayNode list = json.putArray(kind.key());
            rules(kind).forEach(rule -> list.add(rule.json()));
        }
        return json;
    }
}
