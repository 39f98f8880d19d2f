package stockpot.server.matrix.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stockpot.server.fixture.TestRoom.ALICE;
import static stockpot.server.fixture.TestRoom.BOB;
import static stockpot.server.fixture.TestRoom.CHARLIE;
import static stockpot.server.fixture.TestRoom.ZARA;
import static stockpot.server.fixture.TestRoom.json;
import static stockpot.server.fixture.TestRoom.membership;
import static stockpot.server.matrix.auth.AuthRulesTest.assertAllowed;
import static stockpot.server.matrix.auth.AuthRulesTest.assertDenied;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import stockpot.server.fixture.TestRoom;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomVersion;

class MembershipRulesTest {
    private static final String MEMBER = "m.room.member";

    static List<RoomVersion> versions() {
        return RoomVersion.ALL;
    }

    private static AuthDecision judge(
            TestRoom room, UserId sender, UserId target, String membership) {
        return room.judge(sender, MEMBER, target.value(), membership(membership));
    }

    private static TestRoom withBob(RoomVersion version, String membership) {
        TestRoom room = TestRoom.of(version);
        return membership.equals("none") ? room : room.member(BOB, membership);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a11_stateKeyAndMembershipMustBeThere(RoomVersion version) {
        TestRoom room = TestRoom.of(version).joinRule("public");
        String missing = "a membership event needs a state key and a membership";
        assertDenied(missing, room.judge(BOB, MEMBER, null, membership("join")));
        assertDenied(missing, room.judge(BOB, MEMBER, BOB.value(), Json.object()));
        assertDenied(missing, room.judge(BOB, MEMBER, BOB.value(), json("{'membership':5}")));
        assertDenied(
                "unknown membership",
                room.judge(BOB, MEMBER, BOB.value(), json("{'membership':'dance'}")));
        for (String key : List.of("", "bob", "@bob")) {
            assertDenied(
                    "the state key of a membership is not a user id",
                    room.judge(BOB, MEMBER, key, membership("join")));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void creatorJoinsFirst(RoomVersion version) {
        TestRoom room = TestRoom.created(version, content -> {});
        assertAllowed(judge(room, ALICE, ALICE, "join"));
        assertDenied("you are not invited to this room", judge(room, BOB, BOB, "join"));
        // Behind another event the creator needs the join rule like everybody.
        room.force(ALICE, "m.room.topic", "", Json.object());
        assertDenied("you are not invited to this room", judge(room, ALICE, ALICE, "join"));
    }

    @Test
    void firstJoinIsOfTheCreatorThatTheVersionMeans() {
        TestRoom old =
                TestRoom.created(RoomVersion.V10, content -> content.put("creator", BOB.value()));
        assertAllowed(judge(old, BOB, BOB, "join"));
        assertDenied("you are not invited to this room", judge(old, ALICE, ALICE, "join"));
        TestRoom modern =
                TestRoom.created(RoomVersion.V11, content -> content.put("creator", BOB.value()));
        assertAllowed(judge(modern, ALICE, ALICE, "join"));
        assertDenied("you are not invited to this room", judge(modern, BOB, BOB, "join"));
        TestRoom shared =
                TestRoom.created(
                        RoomVersion.V12,
                        content -> content.putArray("additional_creators").add(BOB.value()));
        assertAllowed(judge(shared, ALICE, ALICE, "join"));
        assertDenied("you are not invited to this room", judge(shared, BOB, BOB, "join"));
    }

    @Test
    void firstJoinHasTheCreateEventAloneBeforeIt() {
        TestRoom room = TestRoom.created(RoomVersion.V10, content -> {});
        ObjectNode join =
                room.build(ALICE, MEMBER, ALICE.value(), membership("join")).json().deepCopy();
        join.withArray("prev_events").add("$another");
        assertDenied("you are not invited to this room", room.judge(Pdu.of(join, RoomVersion.V10)));
    }

    /** Which memberships may turn into a join, by join rule and version. */
    @ParameterizedTest
    @CsvSource({
        // rule, first version, last version, memberships that may join
        "public, 1, 12, none invite join leave knock",
        "invite, 1, 12, invite join",
        "private, 1, 12, ''",
        "nonsense, 1, 12, ''",
        "knock, 1, 6, ''",
        "knock, 7, 12, invite join",
        "restricted, 1, 7, ''",
        "restricted, 8, 12, invite join",
        "knock_restricted, 1, 9, ''",
        "knock_restricted, 10, 12, invite join"
    })
    void joinRulesLetInWhoIsExpected(String rule, int first, int last, String who) {
        for (int number = first; number <= last; number++) {
            RoomVersion version = RoomVersion.ALL.get(number - 1);
            for (String before : List.of("none", "invite", "join", "leave", "knock", "ban")) {
                TestRoom room = withBob(version, before).joinRule(rule);
                boolean expected = List.of(who.split(" ", -1)).contains(before);
                assertEquals(
                        expected,
                        judge(room, BOB, BOB, "join").isAllowed(),
                        version + " " + rule + " " + before);
            }
        }
    }

    @Test
    void joinsAreRefusedWithTheirReason() {
        assertDenied(
                "@bob:kitchen.example is banned from the room",
                judge(withBob(RoomVersion.V12, "ban").joinRule("public"), BOB, BOB, "join"));
        assertDenied(
                "you are not invited to this room",
                judge(withBob(RoomVersion.V12, "knock").joinRule("knock"), BOB, BOB, "join"));
        assertDenied(
                "the join rule lets nobody in",
                judge(withBob(RoomVersion.V12, "invite").joinRule("private"), BOB, BOB, "join"));
        assertDenied(
                "the join rule lets nobody in",
                judge(withBob(RoomVersion.V7, "invite").joinRule("restricted"), BOB, BOB, "join"));
        assertDenied(
                "no member of the room has authorised the join",
                judge(withBob(RoomVersion.V8, "leave").joinRule("restricted"), BOB, BOB, "join"));
    }

    @Test
    void absentJoinRuleMeansInvite() {
        TestRoom room = TestRoom.created(RoomVersion.V11, content -> {});
        room.member(ALICE, "join").member(BOB, "invite");
        assertAllowed(judge(room, BOB, BOB, "join"));
        assertDenied("you are not invited to this room", judge(room, CHARLIE, CHARLIE, "join"));
        room.force(ALICE, "m.room.join_rules", "", Json.object());
        assertAllowed(judge(room, BOB, BOB, "join"));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a10_nobodyJoinsOrKnocksForOthers(RoomVersion version) {
        TestRoom room = TestRoom.of(version).joinRule("public").member(BOB, "join");
        assertDenied("nobody can join for another user", judge(room, BOB, CHARLIE, "join"));
        assertDenied("nobody can join for another user", judge(room, ALICE, CHARLIE, "join"));
        room.joinRule("knock");
        assertEquals(
                Integer.parseInt(version.id()) < 7
                        ? new AuthDecision.Denied("nobody can knock on this room")
                        : new AuthDecision.Denied("nobody can knock for another user"),
                judge(room, BOB, CHARLIE, "knock"));
    }

    private static ObjectNode authorised(String by) {
        return membership("join").put("join_authorised_via_users_server", by);
    }

    @Test
    void a09_restrictedJoinsAreAuthorisedByAMemberWhoMayInvite() {
        for (RoomVersion version : RoomVersion.ALL.subList(7, 12)) {
            TestRoom room = TestRoom.of(version).joinRule("restricted").member(CHARLIE, "join");
            assertAllowed(room.judge(BOB, MEMBER, BOB.value(), authorised(ALICE.value())));
            assertAllowed(room.judge(BOB, MEMBER, BOB.value(), authorised(CHARLIE.value())));
            room.levels("{'invite':50}");
            String mayNot = "who authorised the join may not invite";
            assertDenied(mayNot, room.judge(BOB, MEMBER, BOB.value(), authorised(CHARLIE.value())));
            room.levels("{'invite':50,'users':{'@charlie:kitchen.example':50}}");
            assertAllowed(room.judge(BOB, MEMBER, BOB.value(), authorised(CHARLIE.value())));
            room.member(CHARLIE, "leave");
            assertDenied(mayNot, room.judge(BOB, MEMBER, BOB.value(), authorised(CHARLIE.value())));
            room.member(BOB, "ban");
            assertDenied(
                    "@bob:kitchen.example is banned from the room",
                    room.judge(BOB, MEMBER, BOB.value(), authorised(ALICE.value())));
        }
    }

    @Test
    void a09_authorisingServerMustHaveSigned() {
        String unsigned = "the server that authorises the join has not signed";
        for (RoomVersion version : RoomVersion.ALL) {
            boolean asked = Integer.parseInt(version.id()) >= 8;
            for (String by : List.of(ZARA.value(), "nobody", "")) {
                TestRoom room = TestRoom.of(version).joinRule("public").member(ZARA, "join");
                AuthDecision join = room.judge(BOB, MEMBER, BOB.value(), authorised(by));
                // A member's own later change still needs the signature.
                room.member(BOB, "join");
                AuthDecision again = room.judge(BOB, MEMBER, BOB.value(), authorised(by));
                AuthDecision leave =
                        room.judge(
                                BOB,
                                MEMBER,
                                BOB.value(),
                                authorised(by).put("membership", "leave"));
                if (asked) {
                    assertDenied(unsigned, join);
                    assertDenied(unsigned, again);
                    assertDenied(unsigned, leave);
                } else {
                    assertAllowed(join);
                    assertAllowed(again);
                    assertAllowed(leave);
                }
            }
            TestRoom room = TestRoom.of(version).joinRule("public").member(BOB, "join");
            ObjectNode odd = membership("join");
            odd.put("join_authorised_via_users_server", 5);
            assertEquals(!asked, room.judge(BOB, MEMBER, BOB.value(), odd).isAllowed());
        }
    }

    @Test
    void a09_rejoiningWhileJoinedNeedsNoAuthoriser() {
        TestRoom room = TestRoom.of(RoomVersion.V10).joinRule("knock_restricted");
        room.member(BOB, "join");
        assertAllowed(judge(room, BOB, BOB, "join"));
    }

    @ParameterizedTest
    @CsvSource({
        // inviter's membership, level needed, target before, outcome
        "join, 0, none, ''",
        "join, 0, invite, ''",
        "join, 0, leave, ''",
        "join, 0, knock, ''",
        "join, 0, join, @bob:kitchen.example is already in the room",
        "join, 0, ban, @bob:kitchen.example is banned from the room",
        "join, 1, none, too little power to invite",
        "leave, 0, none, @charlie:kitchen.example is not in the room",
        "invite, 0, none, @charlie:kitchen.example is not in the room"
    })
    void a11_invitesAreJudged(String inviter, int level, String before, String reason) {
        for (RoomVersion version : RoomVersion.ALL) {
            TestRoom room = withBob(version, before).member(CHARLIE, inviter);
            room.levels("{'invite':" + level + "}");
            AuthDecision decision = judge(room, CHARLIE, BOB, "invite");
            if (reason.isEmpty()) {
                assertAllowed(decision);
            } else {
                assertDenied(reason, decision);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"none, 13", "leave, 13", "ban, 13", "invite, 1", "join, 1", "knock, 7"})
    void leavingIsForThoseWhoAreIn(String before, int firstAllowed) {
        for (RoomVersion version : RoomVersion.ALL) {
            assertEquals(
                    Integer.parseInt(version.id()) >= firstAllowed,
                    judge(withBob(version, before), BOB, BOB, "leave").isAllowed(),
                    version + " " + before);
        }
    }

    /** Charlie kicks, unbans or bans Bob with levels around those needed. */
    @ParameterizedTest
    @CsvSource({
        // membership wanted, target before, Charlie, Bob, kick, ban, outcome
        "leave, join, 50, 49, 50, 99, ''",
        "leave, join, 50, 50, 50, 99, too little power to kick",
        "leave, join, 50, 51, 50, 99, too little power to kick",
        "leave, join, 49, 0, 50, 0, too little power to kick",
        "leave, invite, 50, 0, 50, 99, ''",
        "leave, none, 50, 0, 50, 99, ''",
        "leave, ban, 50, 0, 50, 50, ''",
        "leave, ban, 50, 0, 50, 51, too little power to unban",
        "leave, ban, 50, 0, 51, 50, too little power to kick",
        "leave, ban, 50, 50, 50, 50, too little power to kick",
        "ban, join, 50, 49, 99, 50, ''",
        "ban, join, 50, 50, 0, 50, too little power to ban",
        "ban, none, 50, 0, 99, 50, ''",
        "ban, join, 49, 0, 0, 50, too little power to ban",
        "ban, ban, 50, 0, 99, 50, ''"
    })
    void a11_kicksUnbansAndBansTakePower(
            String wanted, String before, int charlie, int bob, int kick, int ban, String reason) {
        for (RoomVersion version : RoomVersion.ALL) {
            TestRoom room = withBob(version, before).member(CHARLIE, "join");
            room.levels(
                    "{'kick':"
                            + kick
                            + ",'ban':"
                            + ban
                            + ",'users':{'@charlie:kitchen.example':"
                            + charlie
                            + ",'@bob:kitchen.example':"
                            + bob
                            + "}}");
            AuthDecision decision = judge(room, CHARLIE, BOB, wanted);
            if (reason.isEmpty()) {
                assertAllowed(decision);
            } else {
                assertDenied(reason, decision);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a11_outsidersNeitherKickNorBan(RoomVersion version) {
        TestRoom room = withBob(version, "join").member(CHARLIE, "leave");
        room.levels("{'users':{'@charlie:kitchen.example':100}}");
        for (String wanted : List.of("leave", "ban")) {
            assertDenied(
                    "@charlie:kitchen.example is not in the room",
                    judge(room, CHARLIE, BOB, wanted));
        }
    }

    @Test
    void a08_creatorsOfVersion12AreBeyondEveryLevel() {
        TestRoom room =
                TestRoom.of(
                        RoomVersion.V12,
                        content -> content.putArray("additional_creators").add(BOB.value()));
        room.member(BOB, "join").member(CHARLIE, "join");
        room.levels("{'users':{'@charlie:kitchen.example':9007199254740991}}");
        assertDenied("too little power to kick", judge(room, CHARLIE, ALICE, "leave"));
        assertDenied("too little power to ban", judge(room, CHARLIE, BOB, "ban"));
        assertDenied("too little power to kick", judge(room, ALICE, BOB, "leave"));
        assertAllowed(judge(room, BOB, CHARLIE, "ban"));
    }

    @ParameterizedTest
    @CsvSource({
        // rule, first version that can knock
        "knock, 7",
        "knock_restricted, 10",
        "public, 13",
        "invite, 13",
        "restricted, 13"
    })
    void a15_knockingTakesItsRuleAndVersion(String rule, int first) {
        for (RoomVersion version : RoomVersion.ALL) {
            for (String before : List.of("none", "leave", "knock", "invite", "join", "ban")) {
                TestRoom room = withBob(version, before).joinRule(rule);
                AuthDecision decision = judge(room, BOB, BOB, "knock");
                if (Integer.parseInt(version.id()) < first) {
                    assertDenied("nobody can knock on this room", decision);
                } else if (before.equals("ban")) {
                    assertDenied("@bob:kitchen.example is banned from the room", decision);
                } else if (before.equals("invite") || before.equals("join")) {
                    assertDenied(
                            "@bob:kitchen.example is invited or in the room already", decision);
                } else {
                    assertAllowed(decision);
                }
            }
        }
    }
}
