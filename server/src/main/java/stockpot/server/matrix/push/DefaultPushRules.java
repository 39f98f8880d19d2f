package stockpot.server.matrix.push;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;

/** The rules that the server brings. Client-Server API, "Predefined Rules". */
final class DefaultPushRules {
    /** The switch for everything, which stands even before the rules of the user. */
    static final String MASTER = ".m.rule.master";

    /** What is the same for every user is made once: rooms have many members. */
    private static final List<PushRule> OVERRIDE =
            List.of(
                    PushRule.of(MASTER, true, false, Json.array(), null, Json.array()),
                    silent(".m.rule.suppress_notices", match("content.msgtype", "m.notice")),
                    silent(".m.rule.member_event", match("type", "m.room.member")),
                    rule(
                            ".m.rule.is_room_mention",
                            actions("", true),
                            roomMention(),
                            permission("room")),
                    rule(
                            ".m.rule.tombstone",
                            actions("", true),
                            match("type", "m.room.tombstone"),
                            match("state_key", "")),
                    silent(".m.rule.reaction", match("type", "m.reaction")),
                    silent(
                            ".m.rule.room.server_acl",
                            match("type", "m.room.server_acl"),
                            match("state_key", "")),
                    silent(".m.rule.suppress_edits", isEdit()));

    private static final List<PushRule> UNDERRIDE =
            List.of(
                    rule(".m.rule.call", actions("ring", false), match("type", "m.call.invite")),
                    rule(
                            ".m.rule.encrypted_room_one_to_one",
                            actions("default", false),
                            twoMembers(),
                            match("type", "m.room.encrypted")),
                    rule(
                            ".m.rule.room_one_to_one",
                            actions("default", false),
                            twoMembers(),
                            match("type", "m.room.message")),
                    rule(".m.rule.message", actions("", false), match("type", "m.room.message")),
                    rule(
                            ".m.rule.encrypted",
                            actions("", false),
                            match("type", "m.room.encrypted")));

    private DefaultPushRules() {}

    static List<PushRule> override(UserId user) {
        List<PushRule> rules = new ArrayList<>(OVERRIDE);
        rules.add(
                2,
                rule(
                        ".m.rule.invite_for_me",
                        actions("default", false),
                        match("type", "m.room.member"),
                        match("content.membership", "invite"),
                        match("state_key", user.value())));
        rules.add(4, rule(".m.rule.is_user_mention", actions("default", true), userMention(user)));
        return List.copyOf(rules);
    }

    static List<PushRule> underride() {
        return UNDERRIDE;
    }

    private static PushRule silent(String id, ObjectNode... conditions) {
        return rule(id, Json.array(), conditions);
    }

    private static PushRule rule(String id, ArrayNode actions, ObjectNode... conditions) {
        ArrayNode list = Json.array();
        list.addAll(List.of(conditions));
        return PushRule.of(id, true, true, list, null, actions);
    }

    private static ArrayNode actions(String sound, boolean highlight) {
        ArrayNode actions = Json.array();
        actions.add("notify");
        if (!sound.isEmpty()) {
            actions.addObject().put("set_tweak", "sound").put("value", sound);
        }
        if (highlight) {
            actions.addObject().put("set_tweak", "highlight");
        }
        return actions;
    }

    private static ObjectNode condition(String kind) {
        return Json.object().put("kind", kind);
    }

    private static ObjectNode match(String key, String pattern) {
        return condition("event_match").put("key", key).put("pattern", pattern);
    }

    private static ObjectNode userMention(UserId user) {
        return condition("event_property_contains")
                .put("key", "content.m\\.mentions.user_ids")
                .put("value", user.value());
    }

    private static ObjectNode roomMention() {
        return condition("event_property_is")
                .put("key", "content.m\\.mentions.room")
                .put("value", true);
    }

    private static ObjectNode isEdit() {
        return condition("event_property_is")
                .put("key", "content.m\\.relates_to.rel_type")
                .put("value", "m.replace");
    }

    private static ObjectNode permission(String key) {
        return condition("sender_notification_permission").put("key", key);
    }

    private static ObjectNode twoMembers() {
        return condition("room_member_count").put("is", "2");
    }
}
