package stockpot.server.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stockpot.server.fixture.TableCounts.refused;
import static stockpot.server.fixture.TestRooms.ALICE;
import static stockpot.server.fixture.TestRooms.BOB;
import static stockpot.server.fixture.TestRooms.CHARLIE;
import static stockpot.server.fixture.TestRooms.caller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.fixture.TestRooms;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.AccountData;

/** That the rules hold at the door, whichever way one comes. */
class DoorRulesTest {
    @OnBothDatabases
    void law1_everyWayIntoARoomRefusesTheBanned(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room(BOB);
        EventId said = rooms.say(BOB, room, "before the ban");
        rooms.members.ban(ALICE, BOB, room, Json.object());
        List<Runnable> ways =
                List.of(
                        () -> rooms.say(BOB, room, "hello"),
                        () -> rooms.set(BOB, room, "m.room.topic", "{}"),
                        () -> rooms.set(BOB, room, "m.room.canonical_alias", "{}"),
                        () -> rooms.set(BOB, room, "m.room.guest_access", "{}"),
                        () -> rooms.events.redact(caller(BOB), room, said, Json.object(), "r"),
                        () -> rooms.join(BOB, room),
                        () -> rooms.members.knock(caller(BOB), room, Json.object()),
                        () -> rooms.members.invite(BOB, CHARLIE, room, Json.object()),
                        () -> rooms.members.invite(ALICE, BOB, room, Json.object()),
                        () -> rooms.members.kick(BOB, ALICE, room, Json.object()),
                        () -> rooms.members.ban(BOB, ALICE, room, Json.object()),
                        () -> rooms.members.unban(BOB, BOB, room, Json.object()),
                        () -> rooms.members.leave(BOB, room, Json.object()),
                        () -> rooms.members.profileChanged(BOB, room),
                        () -> rooms.aliases.list(BOB, room),
                        () -> rooms.directory.set(BOB, room, true));
        ways.forEach(way -> refused(database, 403, "M_FORBIDDEN", way));
    }

    @OnBothDatabases
    void a05_theLevelForMessagesIsHonoured(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room(BOB);
        levels(rooms, room, "{\"events_default\": 10}");
        refused(database, 403, "M_FORBIDDEN", () -> rooms.say(BOB, room, "quiet"));
        levels(rooms, room, "{\"events_default\": 10, \"users\": {\"@bob:pot.example\": 10}}");
        rooms.say(BOB, room, "loud");
    }

    @OnBothDatabases
    void a07_nobodyRaisesAnybodyAboveThemselves(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room(BOB);
        String moderators =
                "{\"events\": {\"m.room.power_levels\": 50}, \"users\": {\"@bob:pot.example\": 50%s}}";
        levels(rooms, room, moderators.replace("%s", ""));
        refused(
                database,
                403,
                "M_FORBIDDEN",
                () ->
                        rooms.set(
                                BOB,
                                room,
                                "m.room.power_levels",
                                moderators.replace("%s", ", \"@charlie:pot.example\": 51")));
        rooms.set(
                BOB,
                room,
                "m.room.power_levels",
                moderators.replace("%s", ", \"@charlie:pot.example\": 50"));
    }

    @OnBothDatabases
    void a11_invitesOfThoseWhoAreInOrBannedAreRefused(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room(BOB);
        refused(
                database,
                403,
                "M_FORBIDDEN",
                () -> rooms.members.invite(ALICE, BOB, room, Json.object()));
        refused(
                database,
                403,
                "M_FORBIDDEN",
                () -> rooms.members.unban(ALICE, BOB, room, Json.object()));
        refused(
                database,
                403,
                "M_FORBIDDEN",
                () -> rooms.members.kick(ALICE, CHARLIE, room, Json.object()));
    }

    @OnBothDatabases
    void j06_contentThatTheRoomVersionHasNoPlaceForIsRefused(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room();
        for (String content : List.of("{\"a\": 1.5}", "{\"a\": 9007199254740992}")) {
            refused(
                    database,
                    400,
                    "M_BAD_JSON",
                    () ->
                            rooms.events.send(
                                    caller(ALICE), room, "m.test", Json.trusted(content), "t"));
        }
    }

    @OnBothDatabases
    void j12_aNulInContentIsKeptAsItIs(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room();
        EventId said = rooms.say(ALICE, room, "nul\0nul", "txn");
        assertEquals("nul\0nul", rooms.event(said).event().content().path("body").asText());
        refused(database, 400, "M_INVALID_PARAM", () -> rooms.set(ALICE, room, "nul\0nul", "{}"));
        rooms.say(ALICE, room, "the room goes on");
    }

    @OnBothDatabases
    void tagsAndDirectChatsFollowAnUpgrade(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId old = rooms.room(BOB);
        ObjectNode direct = Json.object();
        direct.putArray(ALICE.value()).add(old.value());
        rooms.database.write(tx -> {
            AccountData.set(tx, BOB, old, "m.tag", "{\"tags\":{\"u.x\":{}}}");
            AccountData.set(tx, BOB, null, "m.direct", Json.text(direct));
            AccountData.set(tx, CHARLIE, old, "m.tag", "{\"tags\":{\"u.x\":{}}}");
            return true;
        });
        RoomId fresh = rooms.upgrades.upgrade(ALICE, old, "11", List.of());
        rooms.join(BOB, fresh);
        rooms.join(CHARLIE, fresh);
        direct.withArray(ALICE.value()).add(fresh.value());
        rooms.database.read(tx -> {
            assertEquals("{\"tags\":{\"u.x\":{}}}", AccountData.find(tx, BOB, fresh, "m.tag"));
            assertEquals(Json.text(direct), AccountData.find(tx, BOB, null, "m.direct"));
            assertEquals(null, AccountData.find(tx, CHARLIE, fresh, "m.tag"));
            return true;
        });
    }

    @OnBothDatabases
    void whoBlocksInvitesIsNotInvited(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room();
        rooms.database.write(tx ->
                AccountData.set(
                        tx,
                        BOB,
                        null,
                        "m.invite_permission_config",
                        "{\"default_action\": \"block\"}"));
        refused(
                database,
                403,
                "M_INVITE_BLOCKED",
                () -> rooms.members.invite(ALICE, BOB, room, Json.object()));
        refused(
                database,
                403,
                "M_INVITE_BLOCKED",
                () -> rooms.create(ALICE, "{\"invite\": [\"@bob:pot.example\"]}"));
    }

    private static void levels(TestRooms rooms, RoomId room, String content) {
        rooms.set(ALICE, room, "m.room.power_levels", content);
    }
}
