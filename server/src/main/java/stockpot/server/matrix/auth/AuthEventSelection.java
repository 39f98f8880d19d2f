package stockpot.server.matrix.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.PduDraft;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

/** Which state decides about an event. Server-Server API, "Auth events selection". */
public final class AuthEventSelection {
    private AuthEventSelection() {}

    /** The slots for a draft, in a fixed order. */
    public static Set<StateKey> slots(RoomVersion version, PduDraft draft) {
        return slots(version, draft.sender(), draft.type(), draft.stateKey(), draft.content());
    }

    /** The slots for an event, in a fixed order. */
    public static Set<StateKey> slots(RoomVersion version, Pdu event) {
        return slots(version, event.sender(), event.type(), event.stateKey(), event.content());
    }

    /** The slots for what is going to be an event, in a fixed order. */
    public static Set<StateKey> slots(
            RoomVersion version,
            UserId sender,
            String type,
            @Nullable String stateKey,
            ObjectNode content) {
        Set<StateKey> slots = new LinkedHashSet<>();
        if (type.equals(EventTypes.CREATE)) {
            return slots;
        }
        if (!version.has(RoomRule.ROOM_ID_IS_CREATE_EVENT)) {
            slots.add(StateKey.of(EventTypes.CREATE));
        }
        slots.add(StateKey.of(EventTypes.POWER_LEVELS));
        slots.add(member(sender.value()));
        if (type.equals(EventTypes.MEMBER) && stateKey != null) {
            addForMembership(slots, version, stateKey, content);
        }
        return slots;
    }

    private static void addForMembership(
            Set<StateKey> slots, RoomVersion version, String target, ObjectNode content) {
        slots.add(member(target));
        String membership = content.path("membership").asText("");
        switch (membership) {
            case "join", "knock" -> slots.add(StateKey.of(EventTypes.JOIN_RULES));
            case "invite" -> {
                slots.add(StateKey.of(EventTypes.JOIN_RULES));
                addText(
                        slots,
                        EventTypes.THIRD_PARTY_INVITE,
                        content.path("third_party_invite").path("signed").path("token"));
            }
            default -> {}
        }
        if (membership.equals("join") && version.has(RoomRule.RESTRICTED_JOINS)) {
            addText(slots, EventTypes.MEMBER, content.path("join_authorised_via_users_server"));
        }
    }

    private static void addText(Set<StateKey> slots, String type, JsonNode key) {
        if (key.isTextual()) {
            slots.add(new StateKey(type, key.textValue()));
        }
    }

    private static StateKey member(String user) {
        return new StateKey(EventTypes.MEMBER, user);
    }
}
