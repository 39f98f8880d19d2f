package stockpot.server.matrix.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.json.PropertyPath;
import stockpot.server.matrix.text.Glob;

/** One condition of a push rule. Client-Server API, "Conditions". */
sealed interface PushCondition {
    /**
     * Whether it holds for the event that is asked about.
     *
     * @param displayName the reader's name in the room, or null
     */
    boolean holds(PushEvaluator asked, @Nullable String displayName);

    /** {@code event_match}: a glob over a string property. */
    record EventMatch(PropertyPath path, Glob pattern, boolean words) implements PushCondition {
        @Override
        public boolean holds(PushEvaluator asked, @Nullable String displayName) {
            String text = asked.property(path).textValue();
            return text != null && (words ? pattern.matchesWord(text) : pattern.matches(text));
        }
    }

    /** {@code event_property_is}: exactly this value. */
    record PropertyIs(PropertyPath path, JsonNode value) implements PushCondition {
        @Override
        public boolean holds(PushEvaluator asked, @Nullable String displayName) {
            return PushEvaluator.isSame(asked.property(path), value);
        }
    }

    /** {@code event_property_contains}: an array with exactly this value in it. */
    record PropertyContains(PropertyPath path, JsonNode value) implements PushCondition {
        @Override
        public boolean holds(PushEvaluator asked, @Nullable String displayName) {
            return PushEvaluator.contains(asked.property(path), value);
        }
    }

    /** {@code contains_display_name}. */
    record ContainsDisplayName() implements PushCondition {
        @Override
        public boolean holds(PushEvaluator asked, @Nullable String displayName) {
            return asked.containsName(displayName);
        }
    }

    /** {@code room_member_count}. */
    record MemberCount(Comparison comparison, long count) implements PushCondition {
        @Override
        public boolean holds(PushEvaluator asked, @Nullable String displayName) {
            return asked.compares(comparison, count);
        }
    }

    /** {@code sender_notification_permission}. */
    record SenderPermission(String key) implements PushCondition {
        @Override
        public boolean holds(PushEvaluator asked, @Nullable String displayName) {
            return asked.senderMayNotify(key);
        }
    }

    /** A condition that this server does not know or cannot read: it never holds. */
    record Never() implements PushCondition {
        @Override
        public boolean holds(PushEvaluator asked, @Nullable String displayName) {
            return false;
        }
    }

    /** How a count is compared. */
    enum Comparison {
        EQUAL,
        LESS,
        GREATER,
        LESS_OR_EQUAL,
        GREATER_OR_EQUAL
    }

    /** Reads a condition; what makes no sense never holds. */
    static PushCondition parse(JsonNode json) {
        if (!(json instanceof ObjectNode)) {
            return new Never();
        }
        String key = json.path("key").asText();
        JsonNode value = json.path("value");
        return switch (json.path("kind").asText()) {
            case "event_match" -> eventMatch(key, json.path("pattern"));
            case "event_property_is" ->
                    value.isValueNode()
                            ? new PropertyIs(PropertyPath.parse(key), value)
                            : new Never();
            case "event_property_contains" ->
                    value.isValueNode()
                            ? new PropertyContains(PropertyPath.parse(key), value)
                            : new Never();
            case "contains_display_name" -> new ContainsDisplayName();
            case "room_member_count" -> memberCount(json.path("is").asText());
            case "sender_notification_permission" ->
                    key.isEmpty() ? new Never() : new SenderPermission(key);
            default -> new Never();
        };
    }

    private static PushCondition eventMatch(String key, JsonNode pattern) {
        if (!pattern.isTextual()) {
            return new Never();
        }
        return new EventMatch(
                PropertyPath.parse(key),
                Glob.ignoringCase(pattern.textValue()),
                key.equals("content.body"));
    }

    private static PushCondition memberCount(String is) {
        int digits = 0;
        while (digits < is.length() && "=<>".indexOf(is.charAt(digits)) >= 0) {
            digits++;
        }
        String number = is.substring(digits);
        if (number.isEmpty() || number.length() > 15 || !isDigits(number)) {
            return new Never();
        }
        long count = Long.parseLong(number);
        return switch (is.substring(0, digits)) {
            case "", "==" -> new MemberCount(Comparison.EQUAL, count);
            case "<" -> new MemberCount(Comparison.LESS, count);
            case ">" -> new MemberCount(Comparison.GREATER, count);
            case "<=" -> new MemberCount(Comparison.LESS_OR_EQUAL, count);
            case ">=" -> new MemberCount(Comparison.GREATER_OR_EQUAL, count);
            default -> new Never();
        };
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
