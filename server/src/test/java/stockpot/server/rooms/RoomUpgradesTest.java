package stockpot.server.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TableCounts.refused;
import static stockpot.server.fixture.TestRooms.ALICE;
import static stockpot.server.fixture.TestRooms.BOB;
import static stockpot.server.fixture.TestRooms.CHARLIE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.fixture.TestRooms;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.RoomAlias;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomVersion;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;

class RoomUpgradesTest {
    @OnBothDatabases
    void everyVersionLeadsToEveryNeighbourAndToTheNewest(Database database) {
        TestRooms rooms = new TestRooms(database);
        for (RoomVersion from : RoomVersion.ALL) {
            RoomId old = rooms.roomOfVersion(from.id());
            RoomId fresh = rooms.upgrades.upgrade(ALICE, old, "12", List.of());
            assertEquals("12", rooms.row(fresh).version().id());
            RoomId back = rooms.upgrades.upgrade(ALICE, fresh, from.id(), List.of());
            assertEquals(from, rooms.row(back).version());
            rooms.set(ALICE, back, "m.room.name", "{\"name\": \"still mine\"}");
            rooms.join(BOB, back);
            rooms.say(BOB, back, "hello");
        }
    }

    @OnBothDatabases
    void theNewRoomPointsToTheOldAndTheOldToTheNew(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId old = rooms.create(ALICE, "{\"room_version\": \"10\", \"name\": \"n\"}");
        RoomId fresh = rooms.upgrades.upgrade(ALICE, old, "11", List.of());
        Pdu tombstone = state(rooms, old, "m.room.tombstone");
        assertEquals(fresh.value(), tombstone.content().path("replacement_room").asText());
        ObjectNode predecessor = state(rooms, fresh, "m.room.create").content();
        assertEquals(old.value(), predecessor.path("predecessor").path("room_id").asText());
        assertEquals(
                tombstone.eventId().value(),
                predecessor.path("predecessor").path("event_id").asText());
        assertEquals("n", state(rooms, fresh, "m.room.name").content().path("name").asText());
    }

    @OnBothDatabases
    void aliasesAndDirectoryEntryMove(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId old =
                rooms.create(
                        ALICE, "{\"visibility\": \"public\", \"room_alias_name\": \"tavern\"}");
        RoomId fresh = rooms.upgrades.upgrade(ALICE, old, "12", List.of());
        RoomAlias alias = new RoomAlias("#tavern:pot.example");
        assertEquals(fresh, rooms.aliases.resolve(alias));
        assertTrue(rooms.directory.isPublished(fresh));
        assertTrue(state(rooms, old, "m.room.canonical_alias").content().isEmpty());
        assertEquals(
                alias.value(),
                state(rooms, fresh, "m.room.canonical_alias").content().path("alias").asText());
    }

    @OnBothDatabases
    void a08_creatorsStandAboveTheLevelsOfVersionTwelve(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId old = rooms.roomOfVersion("10");
        RoomId fresh = rooms.upgrades.upgrade(ALICE, old, "12", List.of(BOB));
        ObjectNode levels = state(rooms, fresh, "m.room.power_levels").content();
        assertFalse(levels.path("users").has(ALICE.value()));
        assertEquals(150, levels.path("events").path("m.room.tombstone").asInt());
        rooms.join(BOB, fresh);
        rooms.set(BOB, fresh, "m.room.name", "{\"name\": \"Bob made it too\"}");
        RoomLifeTest.assertForbidden(() -> rooms.members.kick(ALICE, BOB, fresh, Json.object()));
    }

    @OnBothDatabases
    void bansAreCarriedOver(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId old = rooms.roomOfVersion("9");
        rooms.members.ban(ALICE, CHARLIE, old, Json.object());
        RoomId fresh = rooms.upgrades.upgrade(ALICE, old, "12", List.of());
        RoomLifeTest.assertForbidden(() -> rooms.join(CHARLIE, fresh));
    }

    @OnBothDatabases
    void law10_whoMayNotUpgradeLeavesNoTrace(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room(BOB);
        refused(
                database,
                403,
                "M_FORBIDDEN",
                () -> rooms.upgrades.upgrade(BOB, room, "11", List.of()));
        refused(
                database,
                404,
                "M_NOT_FOUND",
                () -> rooms.upgrades.upgrade(CHARLIE, room, "11", List.of()));
        refused(
                database,
                400,
                "M_UNSUPPORTED_ROOM_VERSION",
                () -> rooms.upgrades.upgrade(ALICE, room, "ghost", List.of()));
    }

    private static Pdu state(TestRooms rooms, RoomId room, String type) {
        EventRow row = rooms.reader.state(room, StateKey.of(type));
        assertNotNull(row, type);
        return row.event();
    }
}
