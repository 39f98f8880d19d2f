package stockpot.server.matrix.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TestRoom.ALICE;
import static stockpot.server.fixture.TestRoom.BOB;
import static stockpot.server.fixture.TestRoom.ZARA;
import static stockpot.server.fixture.TestRoom.json;
import static stockpot.server.fixture.TestRoom.membership;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.server.fixture.TestRoom;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

class AuthRulesTest {
    static List<RoomVersion> versions() {
        return RoomVersion.ALL;
    }

    static void assertDenied(String reason, AuthDecision decision) {
        assertEquals(new AuthDecision.Denied(reason), decision);
        assertFalse(decision.isAllowed());
    }

    static void assertAllowed(AuthDecision decision) {
        assertEquals(new AuthDecision.Allowed(), decision);
        assertTrue(decision.isAllowed());
    }

    private static Pdu create(RoomVersion version, ObjectNode content) {
        return TestRoom.empty(version).build(ALICE, "m.room.create", "", content);
    }

    private static ObjectNode createContent(RoomVersion version) {
        ObjectNode content = Json.object().put("room_version", version.id());
        return version.has(RoomRule.CREATOR_IS_SENDER)
                ? content
                : content.put("creator", ALICE.value());
    }

    @ParameterizedTest
    @MethodSource("versions")
    void createEventIsAllowedOnce(RoomVersion version) {
        TestRoom empty = TestRoom.empty(version);
        assertAllowed(empty.judge(create(version, createContent(version))));
        TestRoom room = TestRoom.of(version);
        if (version.has(RoomRule.ROOM_ID_IS_CREATE_EVENT)) {
            // The form already forbids a create event inside a room.
            ObjectNode second = create(version, createContent(version)).json().deepCopy();
            second.putArray("prev_events").add("$x");
            assertDenied("a create event comes first", empty.judge(Pdu.of(second, version)));
        } else {
            assertDenied(
                    "a create event comes first",
                    room.judge(ALICE, "m.room.create", "", createContent(version)));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void createEventIsOfTheServerInTheRoomId(RoomVersion version) {
        TestRoom empty = TestRoom.empty(version);
        Pdu foreign = empty.build(ZARA, "m.room.create", "", createContent(version));
        if (version.has(RoomRule.ROOM_ID_IS_CREATE_EVENT)) {
            assertAllowed(empty.judge(foreign));
        } else {
            assertDenied("the room id is not of the sender's server", empty.judge(foreign));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void e07_createEventNamesAKnownVersionOrNone(RoomVersion version) {
        TestRoom empty = TestRoom.empty(version);
        ObjectNode content = createContent(version);
        content.remove("room_version");
        assertAllowed(empty.judge(create(version, content)));
        for (String odd : List.of("'99'", "5", "null", "''", "{}")) {
            content.set("room_version", Json.trustedValue(odd.replace('\'', '"')));
            assertDenied("unknown room version", empty.judge(create(version, content)));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void createEventNamesItsCreatorUntilVersion10(RoomVersion version) {
        ObjectNode content = Json.object().put("room_version", version.id());
        AuthDecision decision = TestRoom.empty(version).judge(create(version, content));
        assertEquals(Integer.parseInt(version.id()) >= 11, decision.isAllowed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'@bob:x'",
                "{}",
                "['bob']",
                "[5]",
                "[null]",
                "['@bob:x','']",
                "null",
                "[['@a:b']]"
            })
    void a08_additionalCreatorsAreUserIds(String creators) {
        ObjectNode content = Json.object();
        content.set("additional_creators", Json.trustedValue(creators.replace('\'', '"')));
        assertDenied(
                "additional_creators must be a list of user ids",
                TestRoom.empty(RoomVersion.V12).judge(create(RoomVersion.V12, content)));
        assertAllowed(TestRoom.empty(RoomVersion.V11).judge(create(RoomVersion.V11, content)));
    }

    @Test
    void a08_wellFormedAdditionalCreatorsAreAllowed() {
        for (String creators : List.of("[]", "['@bob:x']", "['@bob:x','@c:d']")) {
            ObjectNode content = json("{'additional_creators':" + creators + "}");
            assertAllowed(TestRoom.empty(RoomVersion.V12).judge(create(RoomVersion.V12, content)));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void eventsNeedACreateEvent(RoomVersion version) {
        Pdu event = TestRoom.of(version).build(ALICE, "m.room.message", null, Json.object());
        assertDenied(
                "the room has no create event",
                AuthRules.check(event, version, AuthState.of(List.of())));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a01_createEventMustBeOfTheSameRoom(RoomVersion version) {
        TestRoom room = TestRoom.of(version);
        ObjectNode moved =
                room.build(ALICE, "m.room.message", null, Json.object()).json().deepCopy();
        moved.put("room_id", "!other:kitchen.example");
        assertDenied("the create event is of another room", room.judge(Pdu.of(moved, version)));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a14_closedRoomsDoNotFederate(RoomVersion version) {
        for (boolean federate : new boolean[] {true, false}) {
            TestRoom room = TestRoom.of(version, content -> content.put("m.federate", federate));
            room.joinRule("public").member(ZARA, "join").member(BOB, "join");
            AuthDecision foreign = room.judge(ZARA, "m.room.message", null, Json.object());
            if (federate) {
                assertAllowed(foreign);
            } else {
                assertDenied("the room does not federate", foreign);
            }
            assertAllowed(room.judge(BOB, "m.room.message", null, Json.object()));
        }
        TestRoom odd = TestRoom.of(version, content -> content.put("m.federate", "false"));
        odd.member(ZARA, "join");
        assertAllowed(odd.judge(ZARA, "m.room.message", null, Json.object()));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a14_aliasesAreOfTheSendersServerUntilVersion5(RoomVersion version) {
        TestRoom room = TestRoom.of(version).member(BOB, "join");
        boolean rule = Integer.parseInt(version.id()) <= 5;
        assertEquals(
                rule,
                room.judge(BOB, "m.room.aliases", "kitchen.example", Json.object()).isAllowed());
        // Not even membership is asked for.
        assertEquals(
                rule,
                room.judge(ZARA, "m.room.aliases", "pantry.example", Json.object()).isAllowed());
        assertFalse(room.judge(BOB, "m.room.aliases", "pantry.example", Json.object()).isAllowed());
        assertEquals(!rule, room.judge(BOB, "m.room.aliases", null, Json.object()).isAllowed());
        assertEquals(
                !rule,
                room.judge(ALICE, "m.room.aliases", "pantry.example", Json.object()).isAllowed());
    }

    @ParameterizedTest
    @MethodSource("versions")
    void onlyMembersSend(RoomVersion version) {
        TestRoom room = TestRoom.of(version);
        for (String membership : List.of("", "invite", "leave", "ban", "knock")) {
            if (!membership.isEmpty()) {
                room.member(BOB, membership);
            }
            assertDenied(
                    "@bob:kitchen.example is not in the room",
                    room.judge(BOB, "m.room.message", null, Json.object()));
        }
        room.member(BOB, "join");
        assertAllowed(room.judge(BOB, "m.room.message", null, Json.object()));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void thirdPartyInvitesTakeTheInviteLevel(RoomVersion version) {
        TestRoom room = TestRoom.of(version).member(BOB, "join");
        room.levels("{'invite':7,'state_default':90,'users':{'@bob:kitchen.example':7}}");
        assertAllowed(room.judge(BOB, "m.room.third_party_invite", "token", Json.object()));
        room.levels("{'invite':8,'state_default':0,'users':{'@bob:kitchen.example':7}}");
        assertDenied(
                "too little power to invite",
                room.judge(BOB, "m.room.third_party_invite", "token", Json.object()));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void sendingTakesTheLevelOfTheType(RoomVersion version) {
        TestRoom room = TestRoom.of(version).member(BOB, "join");
        room.levels(
                "{'events':{'x':20},'events_default':10,'state_default':30,"
                        + "'users':{'@bob:kitchen.example':20}}");
        assertAllowed(room.judge(BOB, "x", null, Json.object()));
        assertAllowed(room.judge(BOB, "x", "", Json.object()));
        assertAllowed(room.judge(BOB, "y", null, Json.object()));
        assertDenied(
                "sending y takes power level 30, not 20", room.judge(BOB, "y", "", Json.object()));
        room.levels("{'events':{'x':21},'users':{'@bob:kitchen.example':20}}");
        assertDenied(
                "sending x takes power level 21, not 20",
                room.judge(BOB, "x", null, Json.object()));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a10_stateKeysThatAreUserIdsBelongToThoseUsers(RoomVersion version) {
        TestRoom room = TestRoom.of(version).member(BOB, "join");
        room.levels("{'state_default':0}");
        assertAllowed(room.judge(BOB, "x", "@bob:kitchen.example", Json.object()));
        assertAllowed(room.judge(BOB, "x", "bob", Json.object()));
        assertAllowed(room.judge(BOB, "x", "", Json.object()));
        for (String key : List.of("@alice:kitchen.example", "@", "@bob:kitchen.example2")) {
            assertDenied(
                    "the state key is another user's id", room.judge(BOB, "x", key, Json.object()));
        }
    }

    @Test
    void a13_oldRedactionsTakeTheRedactLevelOrTheSameServer() {
        for (RoomVersion version : RoomVersion.ALL) {
            TestRoom room = TestRoom.of(version).member(BOB, "join");
            room.levels("{'redact':5,'users':{'@alice:kitchen.example':5}}");
            if (version.has(RoomRule.PRIVILEGED_CREATORS)) {
                room.levels("{'redact':5}");
            }
            EventId own = new EventId("$x:kitchen.example");
            EventId foreign = new EventId("$x:pantry.example");
            boolean judged = Integer.parseInt(version.id()) <= 2;
            assertEquals(!judged, redaction(room, BOB, foreign).isAllowed());
            assertAllowed(redaction(room, BOB, own));
            assertAllowed(redaction(room, ALICE, foreign));
        }
        TestRoom room = TestRoom.of(RoomVersion.V1).member(BOB, "join");
        assertDenied(
                "too little power to redact",
                room.judge(BOB, "m.room.redaction", null, Json.object()));
    }

    private static AuthDecision redaction(
            TestRoom room, stockpot.server.matrix.id.UserId sender, EventId target) {
        return room.judge(room.build(sender, "m.room.redaction", null, Json.object(), target));
    }

    @Test
    void a13_redactionsApplyByPowerOrServerAndWithinTheRoom() {
        TestRoom room = TestRoom.of(RoomVersion.V10).member(BOB, "join").member(ZARA, "join");
        room.levels("{'redact':5,'users':{'@alice:kitchen.example':5}}");
        PowerLevels levels =
                PowerLevels.of(
                        room.get("m.room.power_levels"),
                        room.get("m.room.create"),
                        RoomVersion.V10);
        Pdu byBob = room.build(BOB, "m.room.redaction", null, Json.object(), new EventId("$a"));
        Pdu byAlice = room.build(ALICE, "m.room.redaction", null, Json.object(), new EventId("$a"));
        Pdu ofZara = room.build(ZARA, "m.room.message", null, Json.object());
        Pdu ofAlice = room.build(ALICE, "m.room.message", null, Json.object());
        assertTrue(AuthRules.redactionApplies(byBob, ofAlice, levels));
        assertFalse(AuthRules.redactionApplies(byBob, ofZara, levels));
        assertTrue(AuthRules.redactionApplies(byAlice, ofZara, levels));
        ObjectNode elsewhere = ofZara.json().deepCopy();
        elsewhere.put("room_id", "!elsewhere:x");
        assertFalse(
                AuthRules.redactionApplies(byAlice, Pdu.of(elsewhere, RoomVersion.V10), levels));
    }

    private static List<Pdu> entries(TestRoom room, Pdu event) {
        List<Pdu> entries = new ArrayList<>();
        for (StateKey slot : AuthEventSelection.slots(room.version(), event)) {
            Pdu entry = room.state().get(slot.type(), slot.key());
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a02_authEventsMustBeTheRightOnes(RoomVersion version) {
        TestRoom room = TestRoom.of(version);
        Pdu event = room.build(ALICE, "m.room.message", null, Json.object());
        List<Pdu> right = entries(room, event);
        assertAllowed(AuthRules.checkAuthEvents(event, version, right, pdu -> false));
        assertDenied(
                "an auth event that was rejected",
                AuthRules.checkAuthEvents(event, version, right, pdu -> true));

        List<Pdu> twice = new ArrayList<>(right);
        twice.add(room.get("m.room.power_levels"));
        assertDenied(
                "two auth events for one slot of the state",
                AuthRules.checkAuthEvents(event, version, twice, pdu -> false));

        List<Pdu> more = new ArrayList<>(right);
        more.add(room.get("m.room.join_rules"));
        assertDenied(
                "an auth event that does not decide about the event",
                AuthRules.checkAuthEvents(event, version, more, pdu -> false));

        List<Pdu> message = new ArrayList<>(right);
        message.add(room.build(ALICE, "m.room.message", null, Json.object()));
        assertDenied(
                "an auth event that does not decide about the event",
                AuthRules.checkAuthEvents(event, version, message, pdu -> false));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a01_authEventsMustBeOfTheSameRoom(RoomVersion version) {
        TestRoom room = TestRoom.of(version);
        Pdu event = room.build(ALICE, "m.room.message", null, Json.object());
        ObjectNode levels = room.get("m.room.power_levels").json().deepCopy();
        levels.put("room_id", "!elsewhere:kitchen.example");
        List<Pdu> entries = new ArrayList<>(entries(room, event));
        entries.removeIf(entry -> entry.type().equals("m.room.power_levels"));
        entries.add(Pdu.of(levels, version));
        assertDenied(
                "an auth event of another room",
                AuthRules.checkAuthEvents(event, version, entries, pdu -> false));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a02_createEventIsAmongTheAuthEventsUntilVersion11(RoomVersion version) {
        TestRoom room = TestRoom.of(version);
        Pdu event = room.build(ALICE, "m.room.message", null, Json.object());
        List<Pdu> without = new ArrayList<>(entries(room, event));
        without.removeIf(entry -> entry.type().equals("m.room.create"));
        AuthDecision decision = AuthRules.checkAuthEvents(event, version, without, pdu -> false);
        if (version.has(RoomRule.ROOM_ID_IS_CREATE_EVENT)) {
            assertAllowed(decision);
            List<Pdu> with = new ArrayList<>(without);
            with.add(room.get("m.room.create"));
            assertFalse(AuthRules.checkAuthEvents(event, version, with, pdu -> false).isAllowed());
        } else {
            assertDenied("no create event among the auth events", decision);
        }
    }

    private static List<String> slots(
            RoomVersion version,
            String type,
            @org.jspecify.annotations.Nullable String key,
            ObjectNode content) {
        return AuthEventSelection.slots(version, BOB, type, key, content).stream()
                .map(slot -> slot.type().replace("m.room.", "") + "/" + slot.key())
                .toList();
    }

    @Test
    void authEventsAreSelectedByTheEvent() {
        List<String> common = List.of("create/", "power_levels/", "member/@bob:kitchen.example");
        RoomVersion v7 = RoomVersion.V7;
        assertEquals(List.of(), slots(v7, "m.room.create", "", Json.object()));
        assertEquals(common, slots(v7, "m.room.message", null, Json.object()));
        assertEquals(
                common.subList(1, 3),
                slots(RoomVersion.V12, "m.room.message", null, Json.object()));
        assertEquals(common, slots(v7, "m.room.member", null, membership("join")));
        String target = "member/@zara:pantry.example";
        assertEquals(plus(common, target), member(v7, "{'membership':'leave'}"));
        assertEquals(plus(common, target), member(v7, "{'membership':'ban'}"));
        assertEquals(plus(common, target), member(v7, "{}"));
        for (String membership : List.of("join", "invite", "knock")) {
            assertEquals(
                    plus(common, target, "join_rules/"),
                    member(v7, "{'membership':'" + membership + "'}"));
        }
        String thirdParty = "'third_party_invite':{'signed':{'token':'t'}}";
        assertEquals(
                plus(common, target, "join_rules/", "third_party_invite/t"),
                member(v7, "{'membership':'invite'," + thirdParty + "}"));
        assertEquals(
                plus(common, target, "join_rules/"),
                member(v7, "{'membership':'join'," + thirdParty + "}"));
        String authoriser = "'join_authorised_via_users_server':'@charlie:x'";
        assertEquals(
                plus(common, target, "join_rules/"),
                member(v7, "{'membership':'join'," + authoriser + "}"));
        assertEquals(
                plus(common, target, "join_rules/", "member/@charlie:x"),
                member(RoomVersion.V8, "{'membership':'join'," + authoriser + "}"));
        assertEquals(
                plus(common, target, "join_rules/"),
                member(RoomVersion.V8, "{'membership':'knock'," + authoriser + "}"));
    }

    private static List<String> member(RoomVersion version, String content) {
        return slots(version, "m.room.member", ZARA.value(), json(content));
    }

    private static List<String> plus(List<String> list, String... more) {
        List<String> all = new ArrayList<>(list);
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void draftsAndEventsSelectTheSame() {
        TestRoom room = TestRoom.of(RoomVersion.V11);
        Pdu event = room.build(ALICE, "m.room.member", BOB.value(), membership("invite"));
        stockpot.server.matrix.event.PduDraft draft =
                new stockpot.server.matrix.event.PduDraft(
                        event.roomId(),
                        ALICE,
                        "m.room.member",
                        BOB.value(),
                        event.content(),
                        0,
                        0,
                        List.of(),
                        List.of(),
                        null);
        assertEquals(
                AuthEventSelection.slots(RoomVersion.V11, event),
                AuthEventSelection.slots(RoomVersion.V11, draft));
        assertEquals(5, AuthEventSelection.slots(RoomVersion.V11, draft).size());
    }

    @Test
    void stateIsMadeOfStateEventsOnly() {
        TestRoom room = TestRoom.of(RoomVersion.V11);
        Pdu rules = room.get("m.room.join_rules");
        AuthState state = AuthState.of(List.of(rules, room.build(ALICE, "x", null, Json.object())));
        assertEquals(rules, Objects.requireNonNull(state.get("m.room.join_rules", "")));
        assertEquals(null, state.get("x", ""));
    }
}
