package stockpot.server.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TestRooms.ALICE;
import static stockpot.server.fixture.TestRooms.BOB;
import static stockpot.server.fixture.TestRooms.CHARLIE;

import java.util.List;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestRooms;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomVersion;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.RoomRow;

class RoomLifeTest {
    @OnBothDatabases
    void everyVersionMakesARoomThatOneCanTalkIn(Database database) {
        TestRooms rooms = new TestRooms(database);
        for (RoomVersion version : RoomVersion.ALL) {
            RoomId room = rooms.roomOfVersion(version.id());
            rooms.join(BOB, room);
            EventId said = rooms.say(BOB, room, "hello");
            EventRow row = rooms.event(said);
            assertEquals("hello", row.event().content().path("body").asText());
            assertEquals(room, row.event().roomId());
            assertEquals(said, row.event().eventId());
            assertEquals(2, rooms.row(room).joined());
        }
    }

    @OnBothDatabases
    void eventsOfARoomFormOneChain(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId id = rooms.room(BOB);
        for (int i = 0; i < 5; i++) {
            rooms.say(i % 2 == 0 ? ALICE : BOB, id, "m" + i);
        }
        RoomRow room = rooms.row(id);
        List<EventRow> all =
                database.read(tx -> Events.forward(tx, room.nid(), 0, Long.MAX_VALUE, 100));
        for (int i = 1; i < all.size(); i++) {
            assertEquals(
                    List.of(all.get(i - 1).event().eventId()), all.get(i).event().prevEvents());
            assertEquals(all.get(i - 1).stateAfter(), all.get(i).stateBefore());
        }
        assertEquals(room.headEvent(), all.getLast().event().eventId());
    }

    @OnBothDatabases
    void membershipsMove(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId room = rooms.create(ALICE, "{}");
        assertForbidden(() -> rooms.join(BOB, room));
        rooms.members.invite(ALICE, BOB, room, Json.object());
        assertEquals(1, rooms.row(room).invited());
        rooms.join(BOB, room);
        assertEquals(2, rooms.row(room).joined());
        assertEquals(0, rooms.row(room).invited());
        assertForbidden(() -> rooms.members.kick(BOB, ALICE, room, Json.object()));
        rooms.members.ban(ALICE, BOB, room, Json.object());
        assertForbidden(() -> rooms.join(BOB, room));
        assertForbidden(() -> rooms.members.kick(ALICE, BOB, room, Json.object()));
        rooms.members.unban(ALICE, BOB, room, Json.object());
        rooms.members.forget(BOB, room);
        rooms.members.invite(ALICE, BOB, room, Json.object());
        rooms.members.leave(BOB, room, Json.object());
        assertEquals(1, rooms.row(room).joined());
        assertForbidden(() -> rooms.members.leave(CHARLIE, room, Json.object()));
    }

    @OnBothDatabases
    void whoMovesAroundIsCounted(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId room = rooms.room(BOB, CHARLIE);
        assertEquals(List.of(ALICE, BOB, CHARLIE), rooms.reader.joinedUsers(room));
        assertTrue(rooms.reader.share(BOB, CHARLIE));
        rooms.members.leave(BOB, room, Json.object());
        assertFalse(rooms.reader.share(BOB, CHARLIE));
        assertEquals(List.of(room), rooms.reader.joinedRooms(CHARLIE));
    }

    static void assertForbidden(Runnable action) {
        MatrixException refusal = assertThrows(MatrixException.class, action::run);
        assertEquals(403, refusal.status(), refusal.getMessage());
    }
}
