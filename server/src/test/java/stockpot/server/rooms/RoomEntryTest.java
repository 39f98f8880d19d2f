package stockpot.server.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TableCounts.refused;
import static stockpot.server.fixture.TestRooms.ALICE;
import static stockpot.server.fixture.TestRooms.BOB;
import static stockpot.server.fixture.TestRooms.CHARLIE;
import static stockpot.server.fixture.TestRooms.caller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.fixture.TestRooms;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomAlias;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.RoomStates;
import stockpot.server.users.Caller;

class RoomEntryTest {
    private static final RoomAlias ALIAS = new RoomAlias("#tavern:pot.example");

    @OnBothDatabases
    void a09_restrictedRoomsLetMembersOfTheOtherRoomIn(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId club = rooms.room(BOB);
        for (String version : new String[] {"8", "10", "12"}) {
            RoomId room = restricted(rooms, version, club);
            refused(database, 403, "M_FORBIDDEN", () -> rooms.join(CHARLIE, room));
            EventId join = rooms.join(BOB, room);
            assertEquals(
                    ALICE.value(),
                    rooms.event(join)
                            .event()
                            .content()
                            .path("join_authorised_via_users_server")
                            .asText());
        }
    }

    @OnBothDatabases
    void a09_aClientCannotNameItsOwnAuthoriser(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = restricted(rooms, "10", rooms.room());
        ObjectNode extra = Json.object().put("join_authorised_via_users_server", ALICE.value());
        refused(
                database,
                403,
                "M_FORBIDDEN",
                () -> rooms.members.join(caller(CHARLIE), room, extra, null));
        EventId join = rooms.members.join(caller(CHARLIE), rooms.room(), extra, null);
        assertFalse(rooms.event(join).event().content().has("join_authorised_via_users_server"));
    }

    @OnBothDatabases
    void restrictedRoomsWithoutAnInviterGrantNoJoin(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId club = rooms.room(BOB);
        RoomId room = restricted(rooms, "10", club);
        rooms.members.leave(ALICE, room, Json.object());
        refused(database, 400, "M_UNABLE_TO_GRANT_JOIN", () -> rooms.join(BOB, room));
    }

    private static RoomId restricted(TestRooms rooms, String version, RoomId club) {
        ObjectNode body = Json.object().put("room_version", version);
        ObjectNode rule = body.withArray("initial_state").addObject();
        rule.put("type", "m.room.join_rules");
        ObjectNode content = rule.putObject("content").put("join_rule", "restricted");
        content.putArray("allow")
                .addObject()
                .put("type", "m.room_membership")
                .put("room_id", club.value());
        return rooms.create(ALICE, Json.text(body));
    }

    @OnBothDatabases
    void a15_knockingNeedsARoomForIt(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.create(ALICE, "{}");
        refused(
                database,
                403,
                "M_FORBIDDEN",
                () -> rooms.members.knock(caller(BOB), room, Json.object()));
        rooms.set(ALICE, room, "m.room.join_rules", "{\"join_rule\": \"knock\"}");
        rooms.members.knock(caller(BOB), room, Json.object());
        assertEquals("knock", rooms.reader.membership(room, BOB));
        rooms.members.invite(ALICE, BOB, room, Json.object());
        rooms.join(BOB, room);
    }

    @OnBothDatabases
    void guestsComeOnlyWhereTheyAreWelcomeAndLeaveWhenNotAnyMore(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room();
        Caller guest = rooms.guest(BOB);
        refused(
                database,
                403,
                "M_GUEST_ACCESS_FORBIDDEN",
                () -> rooms.members.join(guest, room, Json.object(), null));
        rooms.set(ALICE, room, "m.room.guest_access", "{\"guest_access\": \"can_join\"}");
        rooms.members.join(guest, room, Json.object(), null);
        rooms.set(ALICE, room, "m.room.guest_access", "{\"guest_access\": \"forbidden\"}");
        assertEquals("leave", rooms.reader.membership(room, BOB));
    }

    @OnBothDatabases
    void a10_nobodyJoinsOrKnocksForAnother(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room(BOB);
        for (String membership : new String[] {"join", "knock"}) {
            refused(
                    database,
                    403,
                    "M_FORBIDDEN",
                    () ->
                            rooms.members.put(
                                    caller(BOB),
                                    CHARLIE,
                                    room,
                                    Json.object().put("membership", membership)));
        }
        refused(
                database,
                400,
                "M_BAD_JSON",
                () ->
                        rooms.members.put(
                                caller(BOB),
                                CHARLIE,
                                room,
                                Json.object().put("membership", "guest")));
    }

    @OnBothDatabases
    void v02_whoLeftReadsTheStateOfThatMoment(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId room = rooms.room(BOB);
        rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"before\"}");
        rooms.members.kick(ALICE, BOB, room, Json.object());
        rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"after\"}");
        assertEquals("before", topic(rooms, room, BOB));
        rooms.set(ALICE, room, "m.room.join_rules", "{\"join_rule\": \"invite\"}");
        rooms.members.invite(ALICE, BOB, room, Json.object());
        assertEquals("before", topic(rooms, room, BOB));
        rooms.members.leave(BOB, room, Json.object());
        assertEquals("before", topic(rooms, room, BOB));
        assertEquals("after", topic(rooms, room, ALICE));
        rooms.members.forget(BOB, room);
        RoomLifeTest.assertForbidden(() -> topic(rooms, room, BOB));
    }

    @OnBothDatabases
    void v02_whoNeverWasInReadsNothing(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId room = rooms.create(ALICE, "{}");
        rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"private\"}");
        RoomLifeTest.assertForbidden(() -> topic(rooms, room, BOB));
        rooms.members.invite(ALICE, BOB, room, Json.object());
        RoomLifeTest.assertForbidden(() -> topic(rooms, room, BOB));
        rooms.members.leave(BOB, room, Json.object());
        RoomLifeTest.assertForbidden(() -> topic(rooms, room, BOB));
        rooms.set(
                ALICE,
                room,
                "m.room.history_visibility",
                "{\"history_visibility\": \"world_readable\"}");
        assertEquals("private", topic(rooms, room, CHARLIE));
    }

    private static String topic(TestRooms rooms, RoomId room, UserId user) {
        return rooms.database.read(tx -> {
            long root = RoomReader.readable(tx, room, user).root();
            var slot = StateKey.of("m.room.topic");
            var row = RoomStates.event(tx, root, slot);
            return row == null ? "" : row.event().content().path("topic").asText();
        });
    }

    @OnBothDatabases
    void c22_anAliasIsNeitherTakenOverNorTakenAway(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room(BOB);
        RoomId other = rooms.create(CHARLIE, "{}");
        rooms.aliases.add(BOB, ALIAS, room);
        refused(database, 409, "M_UNKNOWN", () -> rooms.aliases.add(CHARLIE, ALIAS, other));
        refused(database, 403, "M_FORBIDDEN", () -> rooms.aliases.remove(CHARLIE, ALIAS));
        assertEquals(room, rooms.aliases.resolve(ALIAS));
        rooms.aliases.remove(ALICE, ALIAS);
        refused(database, 404, "M_NOT_FOUND", () -> rooms.aliases.resolve(ALIAS));
        refused(database, 404, "M_NOT_FOUND", () -> rooms.aliases.remove(ALICE, ALIAS));
        refused(
                database,
                400,
                "M_INVALID_PARAM",
                () -> rooms.aliases.add(ALICE, new RoomAlias("#x:other.example"), room));
    }

    @OnBothDatabases
    void aliasesThatGoAreNamedNoMore(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId room = rooms.create(ALICE, "{\"room_alias_name\": \"tavern\"}");
        rooms.aliases.remove(ALICE, ALIAS);
        var slot = StateKey.of("m.room.canonical_alias");
        var row = rooms.reader.state(room, slot);
        assertTrue(row != null && row.event().content().isEmpty());
    }

    @OnBothDatabases
    void onlyWhoMayRenameARoomPublishesIt(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room(BOB);
        refused(database, 403, "M_FORBIDDEN", () -> rooms.directory.set(BOB, room, true));
        rooms.directory.set(ALICE, room, true);
        assertTrue(rooms.directory.isPublished(room));
        rooms.admin(CHARLIE);
        rooms.directory.set(CHARLIE, room, false);
        assertFalse(rooms.directory.isPublished(room));
    }

    @OnBothDatabases
    void trustedPrivateChatsShareTheCreatorsRights(Database database) {
        TestRooms rooms = new TestRooms(database);
        for (String version : new String[] {"11", "12"}) {
            RoomId room =
                    rooms.create(
                            ALICE,
                            "{\"preset\": \"trusted_private_chat\", \"room_version\": \""
                                    + version
                                    + "\", \"invite\": [\"@bob:pot.example\"]}");
            rooms.join(BOB, room);
            rooms.set(BOB, room, "m.room.server_acl", "{\"allow\": [\"*\"]}");
        }
    }
}
