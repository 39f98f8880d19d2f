package stockpot.server.matrix.auth;

import static stockpot.server.matrix.auth.AuthDecision.allowIf;
import static stockpot.server.matrix.auth.AuthDecision.allowed;
import static stockpot.server.matrix.auth.AuthDecision.denied;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

/**
 * The authorisation rules of all room versions. The numbers in the comments are those of version 12
 * unless another version is named. Room versions, "Authorisation rules".
 */
public final class AuthRules {
    private AuthRules() {}

    /**
     * Judges an event by a state. That the event is well signed is checked elsewhere; that its
     * {@code auth_events} are the right ones by {@link #checkAuthEvents}.
     */
    public static AuthDecision check(Pdu event, RoomVersion version, AuthState state) {
        // 1. If type is m.room.create.
        if (event.type().equals(EventTypes.CREATE)) {
            return checkCreate(event, version);
        }
        Pdu create = state.get(EventTypes.CREATE, "");
        if (create == null) {
            return denied("the room has no create event");
        }
        // 2. The room id is the id of an accepted create event.
        if (!create.roomId().equals(event.roomId())) {
            return denied("the create event is of another room");
        }
        // 4. m.federate.
        if (isClosedTo(event.sender(), create)) {
            return denied("the room does not federate");
        }
        // 4 of versions 1 to 5: m.room.aliases.
        if (event.type().equals(EventTypes.ALIASES) && version.has(RoomRule.ALIASES_RULES)) {
            return allowIf(
                    event.sender().server().value().equals(event.stateKey()),
                    "aliases may be set for the sender's own server only");
        }
        PowerLevels levels =
                PowerLevels.of(state.get(EventTypes.POWER_LEVELS, ""), create, version);
        // 5. If type is m.room.member.
        if (event.type().equals(EventTypes.MEMBER)) {
            return new MembershipRules(event, version, state, create, levels).check();
        }
        return checkOther(event, version, state, create, levels);
    }

    private static AuthDecision checkOther(
            Pdu event, RoomVersion version, AuthState state, Pdu create, PowerLevels levels) {
        // 6. The sender must be joined.
        if (!"join".equals(MembershipRules.membership(state, event.sender().value()))) {
            return denied(event.sender() + " is not in the room");
        }
        long own = levels.user(event.sender());
        // 7. Third-party invites take the invite level and nothing else.
        if (event.type().equals(EventTypes.THIRD_PARTY_INVITE)) {
            return allowIf(own >= levels.invite(), "too little power to invite");
        }
        // 8. The level of the event's type.
        long required = levels.send(event.type(), event.isState());
        if (required > own) {
            return denied(
                    "sending " + event.type() + " takes power level " + required + ", not " + own);
        }
        // 9. State keys that are user ids belong to those users.
        String stateKey = event.stateKey();
        if (stateKey != null
                && stateKey.startsWith("@")
                && !stateKey.equals(event.sender().value())) {
            return denied("the state key is another user's id");
        }
        // 10. If type is m.room.power_levels.
        if (event.type().equals(EventTypes.POWER_LEVELS)) {
            Pdu before = state.get(EventTypes.POWER_LEVELS, "");
            return new PowerLevelRules(event, version, create, before, levels).check();
        }
        // 11 of versions 1 and 2: redactions.
        if (event.type().equals(EventTypes.REDACTION)
                && version.has(RoomRule.REDACTION_AUTH_RULE)) {
            return checkOldRedaction(event, own, levels);
        }
        // 11. Otherwise, allow.
        return allowed();
    }

    private static AuthDecision checkCreate(Pdu event, RoomVersion version) {
        // 1.1
        if (!event.prevEvents().isEmpty()) {
            return denied("a create event comes first");
        }
        // 1.2. In version 12 the form of the event already forbids a room id.
        if (!version.has(RoomRule.ROOM_ID_IS_CREATE_EVENT)
                && !event.roomId().value().endsWith(":" + event.sender().server().value())) {
            return denied("the room id is not of the sender's server");
        }
        // 1.3
        JsonNode named = event.content().get("room_version");
        if (named != null && !(named.isTextual() && RoomVersion.find(named.textValue()) != null)) {
            return denied("unknown room version");
        }
        // 1.4 of versions 1 to 10
        if (!version.has(RoomRule.CREATOR_IS_SENDER) && !event.content().has("creator")) {
            return denied("the create event names no creator");
        }
        // 1.4
        return version.has(RoomRule.PRIVILEGED_CREATORS)
                ? allowIf(
                        areUsers(event.content().get("additional_creators")),
                        "additional_creators must be a list of user ids")
                : allowed();
    }

    private static boolean areUsers(@Nullable JsonNode list) {
        if (list == null) {
            return true;
        }
        if (!list.isArray()) {
            return false;
        }
        for (JsonNode user : list) {
            if (!user.isTextual() || !isUserId(user.textValue())) {
                return false;
            }
        }
        return true;
    }

    static boolean isUserId(String value) {
        try {
            UserId.parse(value);
            return true;
        } catch (MatrixException e) {
            return false;
        }
    }

    private static boolean isClosedTo(UserId sender, Pdu create) {
        JsonNode federate = create.content().path("m.federate");
        return federate.isBoolean()
                && !federate.booleanValue()
                && !sender.server().equals(create.sender().server());
    }

    private static AuthDecision checkOldRedaction(Pdu event, long own, PowerLevels levels) {
        // 11.1
        if (own >= levels.redact()) {
            return allowed();
        }
        // 11.2
        EventId target = event.redacts();
        return allowIf(
                target != null && server(target).equals(server(event.eventId())),
                "too little power to redact");
    }

    private static String server(EventId id) {
        return id.value().substring(id.value().indexOf(':') + 1);
    }

    /**
     * Whether the sender of a redaction has the power to have it applied to that event. From room
     * version 3 on a redaction enters the room by {@link #check} alone and takes effect by this.
     * Room version 3, "Handling redactions".
     */
    public static boolean redactionApplies(Pdu redaction, Pdu target, PowerLevels levels) {
        return redaction.roomId().equals(target.roomId())
                && (levels.user(redaction.sender()) >= levels.redact()
                        || redaction.sender().server().equals(target.sender().server()));
    }

    /**
     * Judges the list of auth events of an event (rule 3; 2 until version 11).
     *
     * @param entries the events named in {@code auth_events}, all of them
     * @param rejected tells which events were themselves rejected
     */
    public static AuthDecision checkAuthEvents(
            Pdu event, RoomVersion version, List<Pdu> entries, Predicate<Pdu> rejected) {
        Set<StateKey> wanted = AuthEventSelection.slots(version, event);
        Set<StateKey> seen = new TreeSet<>();
        for (Pdu entry : entries) {
            StateKey slot = entry.stateSlot();
            // 3.2
            if (slot == null || !wanted.contains(slot)) {
                return denied("an auth event that does not decide about the event");
            }
            // 3.1
            if (!seen.add(slot)) {
                return denied("two auth events for one slot of the state");
            }
            // 3.3
            if (rejected.test(entry)) {
                return denied("an auth event that was rejected");
            }
            // 3.5
            if (!entry.roomId().equals(event.roomId())) {
                return denied("an auth event of another room");
            }
        }
        // 2.4 until version 11
        StateKey create = StateKey.of(EventTypes.CREATE);
        return allowIf(
                !wanted.contains(create) || seen.contains(create),
                "no create event among the auth events");
    }
}
