package stockpot.server.matrix.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stockpot.server.fixture.TestRoom.ALICE;
import static stockpot.server.fixture.TestRoom.BOB;
import static stockpot.server.fixture.TestRoom.CHARLIE;
import static stockpot.server.fixture.TestRoom.json;
import static stockpot.server.matrix.auth.AuthRulesTest.assertAllowed;
import static stockpot.server.matrix.auth.AuthRulesTest.assertDenied;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.server.fixture.TestRoom;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

class PowerLevelsTest {
    static List<RoomVersion> versions() {
        return RoomVersion.ALL;
    }

    private static PowerLevels levels(RoomVersion version, String content) {
        TestRoom room = TestRoom.of(version).levels(content);
        return PowerLevels.of(room.get("m.room.power_levels"), room.get("m.room.create"), version);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a04_withoutAnEventTheCreatorAloneHasPower(RoomVersion version) {
        Pdu create = TestRoom.created(version, content -> {}).get("m.room.create");
        PowerLevels levels = PowerLevels.of(null, create, version);
        assertEquals(
                version.equals(RoomVersion.V12) ? PowerLevels.INFINITE : 100, levels.user(ALICE));
        assertEquals(0, levels.user(BOB));
        assertEquals(50, levels.send("x", true));
        assertEquals(0, levels.send("x", false));
        assertEquals(0, levels.invite());
        assertEquals(50, levels.kick());
        assertEquals(50, levels.ban());
        assertEquals(50, levels.redact());
        assertEquals(50, levels.notification("room"));
        assertEquals(0, levels.usersDefault());
        assertEquals(Json.object(), levels.content());
        assertEquals(0, PowerLevels.of(null, null, version).user(ALICE));
    }

    /** The nine fields, each as a way to read it. */
    private static Map<String, ToLongFunction<PowerLevels>> fields() {
        Map<String, ToLongFunction<PowerLevels>> fields = new LinkedHashMap<>();
        fields.put("'users_default':%,0", levels -> levels.user(BOB));
        fields.put("'users':{'@bob:kitchen.example':%},0", levels -> levels.user(BOB));
        fields.put("'events_default':%,0", levels -> levels.send("x", false));
        fields.put("'state_default':%,50", levels -> levels.send("x", true));
        fields.put("'events':{'x':%},0", levels -> levels.send("x", false));
        fields.put("'events':{'x':%},50", levels -> levels.send("x", true));
        fields.put("'ban':%,50", PowerLevels::ban);
        fields.put("'kick':%,50", PowerLevels::kick);
        fields.put("'redact':%,50", PowerLevels::redact);
        fields.put("'invite':%,0", PowerLevels::invite);
        fields.put("'notifications':{'room':%},50", levels -> levels.notification("room"));
        return fields;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a05_everyFieldIsHonouredPresentAbsentOrNull(RoomVersion version) {
        fields().forEach((spec, read) -> {
            String field = spec.substring(0, spec.lastIndexOf(','));
            long fallback = Long.parseLong(spec.substring(spec.lastIndexOf(',') + 1));
            for (long value : new long[] {17, -3, 0, 9_007_199_254_740_991L}) {
                String content = "{" + field.replace("%", Long.toString(value)) + "}";
                assertEquals(value, read.applyAsLong(levels(version, content)), content);
            }
            assertEquals(fallback, read.applyAsLong(levels(version, "{}")), spec);
            String nothing = "{" + field.replace("%", "null") + "}";
            assertEquals(fallback, read.applyAsLong(levels(version, nothing)), nothing);
        });
    }

    @Test
    void namedUsersAreNotAtTheDefault() {
        PowerLevels levels =
                levels(RoomVersion.V11, "{'users_default':5,'users':{'@bob:kitchen.example':1}}");
        assertEquals(1, levels.user(BOB));
        assertEquals(5, levels.user(CHARLIE));
        assertEquals(5, levels.user(ALICE));
        assertEquals(5, levels.usersDefault());
    }

    @Test
    void a08_creatorsFollowTheVersion() {
        for (RoomVersion version : RoomVersion.ALL) {
            Pdu create =
                    TestRoom.created(
                                    version,
                                    content -> {
                                        content.put("creator", BOB.value());
                                        content.putArray("additional_creators")
                                                .add(CHARLIE.value());
                                    })
                            .get("m.room.create");
            Set<String> expected =
                    switch (version.id()) {
                        case "12" -> Set.of(ALICE.value(), CHARLIE.value());
                        case "11" -> Set.of(ALICE.value());
                        default -> Set.of(BOB.value());
                    };
            assertEquals(expected, PowerLevels.creators(create, version));
            PowerLevels levels = PowerLevels.of(null, create, version);
            assertEquals(
                    version.has(RoomRule.PRIVILEGED_CREATORS) ? PowerLevels.INFINITE : 0,
                    levels.user(CHARLIE));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // value | read until version | level
                "'5' | 9 | 5",
                "'+5' | 9 | 5",
                "'-5' | 9 | -5",
                "' 0005 ' | 9 | 5",
                "'\\t\\n-5\\r' | 9 | -5",
                "'9007199254740991' | 9 | 9007199254740991",
                "'-9007199254740991' | 9 | -9007199254740991",
                "'9007199254740992' | 0 | 0",
                "'-9007199254740992' | 0 | 0",
                "'5.0' | 0 | 0",
                "'' | 0 | 0",
                "' ' | 0 | 0",
                "'-' | 0 | 0",
                "'+-5' | 0 | 0",
                "'5 5' | 0 | 0",
                "'0x5' | 0 | 0",
                "'\u0665' | 0 | 0",
                "'\uFF15' | 0 | 0",
                "'\u00a05' | 0 | 0",
                "5.9 | 5 | 5",
                "-5.9 | 5 | -5",
                "5.114698E4 | 5 | 51146",
                "1e400 | 0 | 0",
                "-1e400 | 0 | 0",
                "1e300 | 0 | 0",
                "1e-400 | 5 | 0",
                "9007199254740992 | 0 | 0",
                "true | 0 | 0",
                "{} | 0 | 0",
                "[5] | 0 | 0"
            })
    void a06_spellingsOfLevels(String value, int last, long level) {
        for (RoomVersion version : RoomVersion.ALL) {
            boolean canBeSent =
                    !value.matches("-?[0-9.]+[eE.0-9-]+") || Integer.parseInt(version.id()) <= 5;
            if (!canBeSent) {
                continue; // strict JSON refuses the event before
            }
            Long found = LevelValue.find(Json.trustedValue(value.replace('\'', '"')), version);
            Long expected = Integer.parseInt(version.id()) <= last ? level : null;
            assertEquals(expected, found, value + " in " + version);
        }
    }

    @Test
    void a06_tooLongTextIsNoLevel() {
        String thousand = "\"" + "0".repeat(999) + "5\"";
        assertEquals(5L, LevelValue.find(Json.trustedValue(thousand), RoomVersion.V9));
        String more = "\"" + "0".repeat(1_000) + "5\"";
        assertEquals(null, LevelValue.find(Json.trustedValue(more), RoomVersion.V9));
        assertEquals(null, LevelValue.find(Json.trustedValue("9".repeat(900)), RoomVersion.V5));
        assertEquals(null, LevelValue.find(Json.trustedValue("1.5"), RoomVersion.V6));
    }

    // Rule 10.

    private static TestRoom roomWithBobAt(RoomVersion version, long level, String rest) {
        TestRoom room = TestRoom.of(version).member(BOB, "join");
        return room.levels(
                "{'events':{'m.room.power_levels':0},'users':{'@bob:kitchen.example':"
                        + level
                        + ",'@charlie:kitchen.example':40}"
                        + rest
                        + "}");
    }

    private static AuthDecision bobSets(TestRoom room, long level, String rest) {
        return room.judge(
                BOB,
                "m.room.power_levels",
                "",
                json(
                        "{'events':{'m.room.power_levels':0},'users':{'@bob:kitchen.example':"
                                + level
                                + ",'@charlie:kitchen.example':40}"
                                + rest
                                + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users_default",
                "events_default",
                "state_default",
                "ban",
                "redact",
                "kick",
                "invite"
            })
    void a07_fieldsChangeWithinOnesOwnPower(String field) {
        for (RoomVersion version : RoomVersion.ALL) {
            String reason = "too little power to change " + field;
            for (long[] change :
                    new long[][] {{0, 50, 1}, {0, 51, 0}, {50, 0, 1}, {51, 0, 0}, {51, 51, 1}}) {
                TestRoom room = roomWithBobAt(version, 50, ",'" + field + "':" + change[0]);
                if (field.equals("events_default") || field.equals("state_default")) {
                    room = roomWithBobAt(version, 50, ",'" + field + "':" + change[0]);
                }
                AuthDecision decision = bobSets(room, 50, ",'" + field + "':" + change[1]);
                if (change[2] == 1) {
                    assertAllowed(decision);
                } else {
                    assertDenied(reason, decision);
                }
            }
            // Added and removed.
            assertAllowed(bobSets(roomWithBobAt(version, 50, ""), 50, ",'" + field + "':50"));
            assertDenied(
                    reason, bobSets(roomWithBobAt(version, 50, ""), 50, ",'" + field + "':51"));
            assertAllowed(bobSets(roomWithBobAt(version, 50, ",'" + field + "':50"), 50, ""));
            assertDenied(
                    reason, bobSets(roomWithBobAt(version, 50, ",'" + field + "':51"), 50, ""));
        }
    }

    private static AuthDecision changeOf(
            RoomVersion version, String key, String before, String after) {
        TestRoom room = TestRoom.of(version).member(BOB, "join");
        String rest = ",'events':{'m.room.power_levels':0%},'users':{'@bob:kitchen.example':50}";
        boolean events = key.equals("events");
        String was = events ? rest.replace("%", entry(before)) : rest.replace("%", "");
        String now = events ? rest.replace("%", entry(after)) : rest.replace("%", "");
        if (!events) {
            was += ",'" + key + "':{" + entry(before).replaceFirst(",", "") + "}";
            now += ",'" + key + "':{" + entry(after).replaceFirst(",", "") + "}";
        }
        room.levels("{'ban':50" + was + "}");
        return room.judge(BOB, "m.room.power_levels", "", json("{'ban':50" + now + "}"));
    }

    private static String entry(String level) {
        return level.isEmpty() ? "" : ",'x':" + level;
    }

    @ParameterizedTest
    @CsvSource({
        "10, 50, true",
        "10, 51, false",
        "51, 10, false",
        "50, 10, true",
        "51, 51, true",
        "'', 50, true",
        "'', 51, false",
        "50, '', true",
        "51, '', false"
    })
    void a07_entriesOfEventsAndNotificationsChangeWithinOnesOwnPower(
            String before, String after, boolean allowed) {
        for (RoomVersion version : RoomVersion.ALL) {
            assertEquals(allowed, changeOf(version, "events", before, after).isAllowed());
            boolean guarded = Integer.parseInt(version.id()) >= 6;
            assertEquals(
                    allowed || !guarded,
                    changeOf(version, "notifications", before, after).isAllowed());
        }
        if (!allowed) {
            assertDenied(
                    "too little power to change the level of x",
                    changeOf(RoomVersion.V12, "events", before, after));
        }
    }

    private static AuthDecision usersFrom(RoomVersion version, String before, String after) {
        TestRoom room = TestRoom.of(version).member(BOB, "join");
        String events = "'events':{'m.room.power_levels':0}";
        room.levels("{" + events + ",'users':{'@bob:kitchen.example':50" + before + "}}");
        return room.judge(
                BOB, "m.room.power_levels", "", json("{" + events + ",'users':{" + after + "}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // others before | all after | who is touched without the power
                "`` | '@bob:kitchen.example':50 | ``",
                "`` | '@bob:kitchen.example':49 | ``",
                "`` | `` | ``",
                "`` | '@bob:kitchen.example':51 | @bob:kitchen.example",
                "`` | '@bob:kitchen.example':50,'@c:x':50 | ``",
                "`` | '@bob:kitchen.example':50,'@c:x':51 | @c:x",
                ",'@c:x':49 | '@bob:kitchen.example':50,'@c:x':50 | ``",
                ",'@c:x':49 | '@bob:kitchen.example':50 | ``",
                ",'@c:x':49 | '@bob:kitchen.example':50,'@c:x':51 | @c:x",
                ",'@c:x':50 | '@bob:kitchen.example':50,'@c:x':49 | @c:x",
                ",'@c:x':50 | '@bob:kitchen.example':50 | @c:x",
                ",'@c:x':50 | '@bob:kitchen.example':50,'@c:x':50 | ``",
                ",'@c:x':99 | '@bob:kitchen.example':50,'@c:x':99 | ``"
            })
    void a07_usersChangeBelowOnesOwnPower(String before, String after, String touched) {
        for (RoomVersion version : RoomVersion.ALL) {
            AuthDecision decision = usersFrom(version, before, after);
            if (touched.isEmpty()) {
                assertAllowed(decision);
            } else {
                assertDenied("too little power to change the level of " + touched, decision);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a07_firstLevelsMayBeAnything(RoomVersion version) {
        TestRoom room = TestRoom.created(version, content -> {});
        room.send(ALICE, "m.room.member", ALICE.value(), TestRoom.membership("join"));
        assertAllowed(
                room.judge(
                        ALICE,
                        "m.room.power_levels",
                        "",
                        json("{'ban':5000,'users':{'@bob:kitchen.example':5000}}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'users':5} | users must map to power levels",
                "{'users':null} | users must map to power levels",
                "{'users':[]} | users must map to power levels",
                "{'users':{'@b:x':'five'}} | users must map to power levels",
                "{'users':{'@b:x':null}} | users must map to power levels",
                "{'users':{'bob':5}} | users must be named by their ids",
                "{'users':{'':5}} | users must be named by their ids",
                "{'events':5} | events must map to power levels",
                "{'events':{'x':true}} | events must map to power levels",
                "{'ban':null} | ban is not a power level",
                "{'invite':{}} | invite is not a power level",
                "{'users_default':[]} | users_default is not a power level"
            })
    void a07_malformedLevelsAreRefusedEvenTheFirst(String content, String reason) {
        for (RoomVersion version : RoomVersion.ALL) {
            TestRoom room = TestRoom.created(version, create -> {});
            room.send(ALICE, "m.room.member", ALICE.value(), TestRoom.membership("join"));
            assertDenied(reason, room.judge(ALICE, "m.room.power_levels", "", json(content)));
        }
    }

    @Test
    void a07_malformedNotificationLevelsAreRefusedFromVersion6On() {
        for (RoomVersion version : RoomVersion.ALL) {
            TestRoom room = TestRoom.of(version);
            for (String odd : List.of("[]", "{'room':{}}", "{'room':'loud'}", "5")) {
                AuthDecision decision =
                        room.judge(
                                ALICE,
                                "m.room.power_levels",
                                "",
                                json(
                                        "{'notifications':"
                                                + odd
                                                + (version.equals(RoomVersion.V12)
                                                        ? "}"
                                                        : ",'users':{'@alice:kitchen.example':100}}")));
                if (Integer.parseInt(version.id()) < 6) {
                    assertAllowed(decision);
                } else {
                    assertDenied("notifications must map to power levels", decision);
                }
            }
        }
    }

    @Test
    void a06_stringLevelsAreRefusedFromVersion10On() {
        for (RoomVersion version : RoomVersion.ALL) {
            TestRoom room = TestRoom.created(version, create -> {});
            room.send(ALICE, "m.room.member", ALICE.value(), TestRoom.membership("join"));
            boolean allowed = Integer.parseInt(version.id()) < 10;
            for (String content :
                    List.of(
                            "{'kick':'50'}",
                            "{'events':{'x':'50'}}",
                            "{'notifications':{'room':'50'}}",
                            "{'users':{'@b:x':'50'}}")) {
                assertEquals(
                        allowed,
                        room.judge(ALICE, "m.room.power_levels", "", json(content)).isAllowed(),
                        version + content);
            }
        }
    }

    @Test
    void a08_creatorsOfVersion12AreNotNamed() {
        for (RoomVersion version : List.of(RoomVersion.V11, RoomVersion.V12)) {
            TestRoom room =
                    TestRoom.of(
                            version,
                            content -> content.putArray("additional_creators").add(BOB.value()));
            for (String user : List.of(ALICE.value(), BOB.value(), CHARLIE.value())) {
                AuthDecision decision =
                        room.judge(
                                ALICE,
                                "m.room.power_levels",
                                "",
                                json(
                                        "{'users':{'"
                                                + user
                                                + "':100"
                                                + (version.equals(RoomVersion.V11)
                                                                && !user.equals(ALICE.value())
                                                        ? ",'@alice:kitchen.example':100"
                                                        : "")
                                                + "}}"));
                if (version.equals(RoomVersion.V12) && !user.equals(CHARLIE.value())) {
                    assertDenied("a creator cannot be given a power level", decision);
                } else {
                    assertAllowed(decision);
                }
            }
        }
    }
}
