package stockpot.server.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.push.PushRule;
import stockpot.server.matrix.push.PushRuleKind;
import stockpot.server.matrix.push.PushRules;
import stockpot.server.store.AccountData;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.WriteTransaction;

/**
 * What a user had set up for a room goes along to the room that replaces it: tags, the mark of a
 * direct chat, the push rule of the room. Client-Server API, "Room upgrades".
 */
final class UpgradedSettings {
    private static final String TAGS = "m.tag";
    private static final String DIRECT = "m.direct";

    private UpgradedSettings() {}

    /** Takes the settings along in the write of a user's first join of a room that replaces one. */
    static void follow(RoomDraft draft, UserId user) {
        Pdu create = draft.get(EventTypes.CREATE, "");
        RoomId to = draft.room();
        String from =
                create == null ? "" : create.content().path("predecessor").path("room_id").asText();
        if (from.startsWith("!") && !from.equals(to.value())) {
            draft.along(tx -> copy(tx, user, new RoomId(from), to));
        }
    }

    /** Only for who knows the old room. */
    static void copy(WriteTransaction tx, UserId user, RoomId from, RoomId to) {
        MembershipRow old = Memberships.find(tx, from, user);
        if (old == null) {
            return;
        }
        copyTags(tx, user, from, to);
        copyDirect(tx, user, from, to);
        copyPushRule(tx, user, from, to);
    }

    private static void copyTags(WriteTransaction tx, UserId user, RoomId from, RoomId to) {
        String tags = AccountData.find(tx, user, from, TAGS);
        if (tags != null && AccountData.find(tx, user, to, TAGS) == null) {
            AccountData.set(tx, user, to, TAGS, tags);
        }
    }

    private static void copyDirect(WriteTransaction tx, UserId user, RoomId from, RoomId to) {
        String text = AccountData.find(tx, user, null, DIRECT);
        if (text == null) {
            return;
        }
        ObjectNode direct = Json.trusted(text);
        boolean changed = false;
        for (Map.Entry<String, JsonNode> entry : direct.properties()) {
            if (entry.getValue() instanceof ArrayNode rooms
                    && names(rooms, from)
                    && !names(rooms, to)) {
                rooms.add(to.value());
                changed = true;
            }
        }
        if (changed) {
            AccountData.set(tx, user, null, DIRECT, Json.text(direct));
        }
    }

    private static boolean names(ArrayNode rooms, RoomId room) {
        for (JsonNode node : rooms) {
            if (node.asText().equals(room.value())) {
                return true;
            }
        }
        return false;
    }

    private static void copyPushRule(WriteTransaction tx, UserId user, RoomId from, RoomId to) {
        String changes = stockpot.server.store.PushRules.find(tx, user);
        PushRules rules = changes == null ? null : PushRules.of(user, Json.trusted(changes));
        PushRule rule = rules == null ? null : rules.find(PushRuleKind.ROOM, from.value());
        if (rules == null || rule == null || rules.find(PushRuleKind.ROOM, to.value()) != null) {
            return;
        }
        PushRules more = with(rules, rule, to);
        if (more != null) {
            stockpot.server.store.PushRules.set(tx, user, Json.text(more.changes()));
        }
    }

    private static @Nullable PushRules with(PushRules rules, PushRule rule, RoomId to) {
        try {
            ObjectNode body = Json.object();
            body.set("actions", rule.actions());
            PushRule copy = PushRule.parse(PushRuleKind.ROOM, to.value(), body);
            return rules.put(PushRuleKind.ROOM, copy.withEnabled(rule.enabled()), null, null);
        } catch (MatrixException e) {
            // The user has all the rules there may be: the join matters more.
            return null;
        }
    }
}
