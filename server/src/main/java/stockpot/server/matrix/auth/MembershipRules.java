package stockpot.server.matrix.auth;

import static stockpot.server.matrix.auth.AuthDecision.allowIf;
import static stockpot.server.matrix.auth.AuthDecision.allowed;
import static stockpot.server.matrix.auth.AuthDecision.denied;

import com.fasterxml.jackson.databind.JsonNode;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

/** Rule 5: {@code m.room.member}. */
final class MembershipRules {
    private static final String AUTHORISER = "join_authorised_via_users_server";

    private final Pdu event;
    private final RoomVersion version;
    private final AuthState state;
    private final Pdu create;
    private final PowerLevels levels;
    private final String sender;
    private final String target;
    private final String before;
    private final long senderLevel;

    MembershipRules(
            Pdu event, RoomVersion version, AuthState state, Pdu create, PowerLevels levels) {
        this.event = event;
        this.version = version;
        this.state = state;
        this.create = create;
        this.levels = levels;
        this.sender = event.sender().value();
        String key = event.stateKey();
        this.target = key == null ? "" : key;
        this.before = membership(state, target);
        this.senderLevel = levels.user(sender);
    }

    /** The membership of a user, {@code leave} for one who never was in the room. */
    static String membership(AuthState state, String user) {
        Pdu event = state.get(EventTypes.MEMBER, user);
        String membership = event == null ? null : event.membership();
        return membership == null ? "leave" : membership;
    }

    AuthDecision check() {
        String membership = event.membership();
        // 5.1
        if (event.stateKey() == null || membership == null) {
            return denied("a membership event needs a state key and a membership");
        }
        // NOTSPEC: the spec leaves open what a state key that is no user id would mean.
        if (!AuthRules.isUserId(target)) {
            return denied("the state key of a membership is not a user id");
        }
        // 5.2
        JsonNode authoriser = event.content().get(AUTHORISER);
        if (authoriser != null
                && version.has(RoomRule.RESTRICTED_JOINS)
                && !isSignedByServerOf(authoriser)) {
            return denied("the server that authorises the join has not signed");
        }
        return switch (membership) {
            case "join" -> join();
            case "invite" -> invite();
            case "leave" -> leave();
            case "ban" -> ban();
            case "knock" -> knock();
            default -> denied("unknown membership"); // 5.8
        };
    }

    private boolean isSignedByServerOf(JsonNode user) {
        if (!user.isTextual() || !AuthRules.isUserId(user.textValue())) {
            return false;
        }
        String server = new UserId(user.textValue()).server().value();
        return !event.json().path("signatures").path(server).isEmpty();
    }

    private AuthDecision join() {
        // 5.3.1
        if (isFirstJoin()) {
            return allowed();
        }
        // 5.3.2
        if (!sender.equals(target)) {
            return denied("nobody can join for another user");
        }
        // 5.3.3
        if (before.equals("ban")) {
            return denied(target + " is banned from the room");
        }
        boolean expected = before.equals("invite") || before.equals("join");
        return switch (joinRule()) {
            // 5.3.4
            case "invite" -> allowIf(expected, "you are not invited to this room");
            case "knock" ->
                    allowIf(
                            expected && version.has(RoomRule.KNOCKING),
                            "you are not invited to this room");
            // 5.3.5
            case "restricted" -> restrictedJoin(RoomRule.RESTRICTED_JOINS, expected);
            case "knock_restricted" -> restrictedJoin(RoomRule.KNOCK_RESTRICTED_JOINS, expected);
            // 5.3.6
            case "public" -> allowed();
            // 5.3.7
            default -> denied("the join rule lets nobody in");
        };
    }

    private boolean isFirstJoin() {
        String creator =
                version.has(RoomRule.CREATOR_IS_SENDER)
                        ? create.sender().value()
                        : create.content().path("creator").asText();
        return event.prevEvents().size() == 1
                && event.prevEvents().getFirst().equals(create.eventId())
                && target.equals(creator);
    }

    private AuthDecision restrictedJoin(RoomRule rule, boolean expected) {
        if (!version.has(rule)) {
            return denied("the join rule lets nobody in");
        }
        // 5.3.5.1
        if (expected) {
            return allowed();
        }
        // 5.3.5.2
        JsonNode authoriser = event.content().path(AUTHORISER);
        if (!authoriser.isTextual()) {
            return denied("no member of the room has authorised the join");
        }
        String user = authoriser.textValue();
        return allowIf(
                membership(state, user).equals("join") && levels.user(user) >= levels.invite(),
                "who authorised the join may not invite");
    }

    private AuthDecision invite() {
        // 5.4.1
        JsonNode thirdParty = event.content().get("third_party_invite");
        if (thirdParty != null) {
            return new ThirdPartyInviteRule(event, state, before).check(thirdParty);
        }
        // 5.4.2
        if (!senderIsJoined()) {
            return denied(sender + " is not in the room");
        }
        // 5.4.3
        if (before.equals("join")) {
            return denied(target + " is already in the room");
        }
        if (before.equals("ban")) {
            return denied(target + " is banned from the room");
        }
        // 5.4.4
        return allowIf(senderLevel >= levels.invite(), "too little power to invite");
    }

    private AuthDecision leave() {
        // 5.5.1
        if (sender.equals(target)) {
            boolean canLeave =
                    before.equals("invite")
                            || before.equals("join")
                            || (before.equals("knock") && version.has(RoomRule.KNOCKING));
            return allowIf(canLeave, target + " is not in the room");
        }
        // 5.5.2
        if (!senderIsJoined()) {
            return denied(sender + " is not in the room");
        }
        // 5.5.3
        if (before.equals("ban") && senderLevel < levels.ban()) {
            return denied("too little power to unban");
        }
        // 5.5.4
        return allowIf(
                senderLevel >= levels.kick() && levels.user(target) < senderLevel,
                "too little power to kick");
    }

    private AuthDecision ban() {
        // 5.6.1
        if (!senderIsJoined()) {
            return denied(sender + " is not in the room");
        }
        // 5.6.2
        return allowIf(
                senderLevel >= levels.ban() && levels.user(target) < senderLevel,
                "too little power to ban");
    }

    private AuthDecision knock() {
        // 5.7.1
        boolean open =
                switch (joinRule()) {
                    case "knock" -> version.has(RoomRule.KNOCKING);
                    case "knock_restricted" -> version.has(RoomRule.KNOCK_RESTRICTED_JOINS);
                    default -> false;
                };
        if (!open) {
            return denied("nobody can knock on this room");
        }
        // 5.7.2
        if (!sender.equals(target)) {
            return denied("nobody can knock for another user");
        }
        // 5.7.3
        return switch (before) {
            case "ban" -> denied(target + " is banned from the room");
            case "invite", "join" -> denied(target + " is invited or in the room already");
            default -> allowed();
        };
    }

    private boolean senderIsJoined() {
        return membership(state, sender).equals("join");
    }

    private String joinRule() {
        Pdu rules = state.get(EventTypes.JOIN_RULES, "");
        return rules == null ? "invite" : rules.content().path("join_rule").asText("invite");
    }
}
