package stockpot.server.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TableCounts.refused;
import static stockpot.server.fixture.TestRooms.ALICE;
import static stockpot.server.fixture.TestRooms.BOB;
import static stockpot.server.fixture.TestRooms.CHARLIE;
import static stockpot.server.fixture.TestRooms.caller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.fixture.TestRooms;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomAlias;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.CanonicalJson;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.TransactionIds;

class RoomDoorTest {
    @OnBothDatabases
    void c21_aTransactionIdGivesTheSameEventAgainEvenAfterARestart(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room(BOB);
        EventId first = rooms.say(ALICE, room, "once", "t");
        assertEquals(first, rooms.say(ALICE, room, "once", "t"));
        TestRooms restarted = new TestRooms(database.reopen());
        assertEquals(first, restarted.say(ALICE, room, "once", "t"));
        assertNotEquals(first, restarted.say(BOB, room, "once", "t"));
    }

    @OnBothDatabases
    void c21_deviceRoomAndRouteTellTransactionIdsApart(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId room = rooms.room();
        ObjectNode content = Json.object().put("body", "x");
        TreeSet<EventId> events = new TreeSet<>();
        events.add(rooms.events.send(caller(ALICE, "A"), room, "m.a", content, "t"));
        events.add(rooms.events.send(caller(ALICE, "B"), room, "m.a", content, "t"));
        events.add(rooms.events.send(caller(ALICE, "A"), room, "m.b", content, "t"));
        events.add(rooms.events.send(caller(ALICE, "A"), rooms.room(), "m.a", content, "t"));
        EventId target = events.first();
        events.add(rooms.events.redact(caller(ALICE, "A"), room, event(rooms, room), content, "t"));
        assertNotNull(target);
        assertEquals(5, events.size());
    }

    private static EventId event(TestRooms rooms, RoomId room) {
        return rooms.say(ALICE, room, "to be redacted");
    }

    @OnBothDatabases
    void c21_aTransactionIdInFlightGivesOneEvent(Database database) throws Exception {
        TestRooms rooms = new TestRooms(database);
        RoomId room = rooms.room();
        long before = count(rooms, room);
        TreeSet<EventId> events = new TreeSet<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<EventId>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                answers.add(executor.submit(() -> rooms.say(ALICE, room, "once", "t")));
            }
            for (Future<EventId> answer : answers) {
                events.add(answer.get());
            }
        }
        assertEquals(1, events.size());
        assertEquals(before + 1, count(rooms, room));
    }

    @OnBothDatabases
    void c21_onlyOldTransactionIdsAreForgotten(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId room = rooms.room();
        rooms.say(ALICE, room, "old", "t1");
        rooms.say(ALICE, room, "new", "t2");
        assertEquals(0, forgotten(database, 0, 10));
        assertEquals(1, forgotten(database, Long.MAX_VALUE, 1));
        assertEquals(1, forgotten(database, Long.MAX_VALUE, 10));
    }

    private static int forgotten(Database database, long before, int limit) {
        return database.<Integer>write(tx -> TransactionIds.forget(tx, before, limit));
    }

    @OnBothDatabases
    void v08_theDatabaseKnowsWhichDeviceSentAnEvent(Database database) {
        TestRooms rooms = new TestRooms(database);
        EventRow row = rooms.event(rooms.say(ALICE, rooms.room(), "x", "txn"));
        TransactionIds.Origin origin =
                database.read(tx -> TransactionIds.ofEvent(tx, row.position()));
        assertEquals(new TransactionIds.Origin(caller(ALICE).device(), "txn"), origin);
    }

    @OnBothDatabases
    void s09_identicalStateGivesTheSameEvent(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId room = rooms.room();
        EventId first = rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"tea\"}");
        long count = count(rooms, room);
        assertEquals(first, rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"tea\"}"));
        assertEquals(count, count(rooms, room));
        assertNotEquals(first, rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"x\"}"));
    }

    @OnBothDatabases
    void v04_redactedContentIsGoneFromTheDatabase(Database database) {
        TestRooms rooms = new TestRooms(database);
        RoomId room = rooms.room(BOB);
        EventId said = rooms.say(BOB, room, "a very secret word");
        EventId topic = rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"secret topic\"}");
        EventId redaction = rooms.events.redact(caller(ALICE), room, said, Json.object(), "r1");
        rooms.events.redact(caller(ALICE), room, topic, Json.object(), "r2");
        EventRow row = rooms.event(said);
        assertTrue(row.redacted());
        assertTrue(row.event().content().isEmpty());
        assertEquals(redaction, redactionOf(row).eventId());
        Long left =
                database.read(tx ->
                        tx.first(
                                "SELECT count(*) FROM events WHERE json LIKE '%secret%'",
                                r -> r.number(1)));
        assertEquals(0L, left);
        rooms.say(ALICE, room, "the room goes on");
    }

    private static Pdu redactionOf(EventRow row) {
        Pdu redaction = row.redaction();
        assertNotNull(redaction);
        return redaction;
    }

    @OnBothDatabases
    void a13_onlyTheSenderAndModeratorsRedact(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room(BOB, CHARLIE);
        RoomId other = rooms.room(BOB);
        EventId said = rooms.say(BOB, room, "hm");
        EventId elsewhere = rooms.say(BOB, other, "hm");
        refused(database, 403, "M_FORBIDDEN", () -> redact(rooms, CHARLIE, room, said));
        refused(database, 400, "M_INVALID_PARAM", () -> redact(rooms, ALICE, room, elsewhere));
        refused(
                database,
                400,
                "M_INVALID_PARAM",
                () -> redact(rooms, ALICE, room, new EventId("$unknown")));
        redact(rooms, BOB, room, said);
        assertTrue(rooms.event(said).redacted());
    }

    private static void redact(TestRooms rooms, UserId user, RoomId room, EventId target) {
        rooms.events.redact(caller(user), room, target, Json.object(), "r" + target);
    }

    @OnBothDatabases
    void law10_refusalsLeaveNoTrace(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room(BOB);
        RoomId unknown = new RoomId("!nowhere:pot.example");
        refused(database, 403, "M_FORBIDDEN", () -> rooms.say(CHARLIE, room, "let me in"));
        refused(database, 403, "M_FORBIDDEN", () -> rooms.say(CHARLIE, unknown, "let me in"));
        refused(database, 404, "M_NOT_FOUND", () -> rooms.join(BOB, unknown));
        refused(
                database,
                403,
                "M_FORBIDDEN",
                () -> rooms.set(BOB, room, "m.room.name", "{\"name\": \"Bob's\"}"));
        refused(database, 403, "M_FORBIDDEN", () -> rooms.set(ALICE, room, "m.room.create", "{}"));
        refused(
                database,
                400,
                "M_BAD_ALIAS",
                () ->
                        rooms.set(
                                ALICE,
                                room,
                                "m.room.canonical_alias",
                                "{\"alias\": \"#x:pot.example\"}"));
        rooms.aliases.add(ALICE, alias("taken"), room);
        refused(
                database,
                400,
                "M_ROOM_IN_USE",
                () -> rooms.create(ALICE, "{\"room_alias_name\": \"taken\"}"));
    }

    private static RoomAlias alias(String name) {
        return new RoomAlias("#" + name + ":pot.example");
    }

    @OnBothDatabases
    void e01_anEventThatIsTooLargeIsRefused(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room();
        rooms.say(ALICE, room, "x".repeat(60_000), "large");
        refused(
                database,
                413,
                "M_TOO_LARGE",
                () -> rooms.say(ALICE, room, "x".repeat(65_536), "too large"));
    }

    @OnBothDatabases
    void e02_typesAreCountedInBytes(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        RoomId room = rooms.room();
        rooms.set(ALICE, room, "é".repeat(127) + "x", "{}");
        TreeSet<Integer> statuses = new TreeSet<>();
        for (String type : List.of("é".repeat(128), "x".repeat(256))) {
            statuses.add(
                    assertThrows(MatrixException.class, () -> rooms.set(ALICE, room, type, "{}"))
                            .status());
        }
        statuses.forEach(status -> assertTrue(status == 400 || status == 413, "" + status));
    }

    @OnBothDatabases
    void r08_whatARoomBeginsWithIsBounded(TestDatabase database) {
        TestRooms rooms = new TestRooms(database.open());
        ObjectNode invites = Json.object();
        for (int i = 0; i <= RoomRequest.MAX_INVITES; i++) {
            invites.withArray("invite").add("@u" + i + ":pot.example");
        }
        refused(database, 400, "M_INVALID_PARAM", () -> rooms.create(ALICE, Json.text(invites)));
        ObjectNode state = Json.object();
        for (int i = 0; i <= RoomRequest.MAX_INITIAL_STATE; i++) {
            state.withArray("initial_state").addObject().put("type", "t" + i).putObject("content");
        }
        refused(database, 400, "M_INVALID_PARAM", () -> rooms.create(ALICE, Json.text(state)));
    }

    @OnBothDatabases
    void r11_sequencersAreBoundedAndThoseInUseAreKept(Database database) {
        RoomHeads heads =
                new RoomHeads(
                        4, database, new EventMaking(() -> 0, new TestRooms(database).signer));
        RoomId used = new RoomId("!used:pot.example");
        RoomHead head = heads.acquire(used);
        for (int i = 0; i < 40; i++) {
            RoomId room = new RoomId("!r" + i + ":pot.example");
            heads.acquire(room);
            heads.release(room, true);
            assertTrue(heads.size() <= 5);
        }
        assertEquals(head, heads.acquire(used));
        heads.release(used, true);
        heads.release(used, false);
        assertTrue(heads.size() <= 4);
    }

    @OnBothDatabases
    void r11_unknownRoomsLeaveNoSequencer(Database database) {
        TestRooms rooms = new TestRooms(database);
        for (int i = 0; i < 10; i++) {
            RoomId room = new RoomId("!unknown" + i + ":pot.example");
            RoomLifeTest.assertForbidden(() -> rooms.say(ALICE, room, "hello?"));
        }
        assertEquals(0, rooms.writer.heads().size());
    }

    @Test
    void law2_theSignerLooksOnceMoreAtWhatItSigns() {
        ServerSigner signer =
                new ServerSigner(TestRooms.SERVER, SigningKey.of("test", new byte[32]));
        assertEquals(64, signer.sign(bytes("@a:pot.example", "m.room.message", null)).length);
        assertUnsigned(signer, bytes("@a:other.example", "m.room.message", null));
        assertUnsigned(signer, bytes("@a:pot.example", "m.room.member", "@b:pot.example"));
        assertUnsigned(signer, bytes("@a:pot.example", "m.room.member", null));
    }

    private static void assertUnsigned(ServerSigner signer, byte[] event) {
        assertThrows(IllegalStateException.class, () -> signer.sign(event));
    }

    private static byte[] bytes(String sender, String type, @Nullable String stateKey) {
        ObjectNode event = Json.object();
        event.put("room_id", "!r:pot.example").put("sender", sender).put("type", type);
        event.putObject("content").put("membership", "join");
        if (stateKey != null) {
            event.put("state_key", stateKey);
        }
        byte[] bytes = CanonicalJson.encode(event);
        assertFalse(new String(bytes, StandardCharsets.UTF_8).isEmpty());
        return bytes;
    }

    private static long count(TestRooms rooms, RoomId room) {
        long nid = rooms.row(room).nid();
        return rooms.database.read(tx -> Events.forward(tx, nid, 0, Long.MAX_VALUE, 1_000)).size();
    }
}
