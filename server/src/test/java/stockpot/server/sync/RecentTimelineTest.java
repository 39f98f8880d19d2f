package stockpot.server.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TestRooms.ALICE;
import static stockpot.server.fixture.TestRooms.BOB;
import static stockpot.server.fixture.TestRooms.CHARLIE;
import static stockpot.server.sync.TestSync.joined;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestRooms;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;

/** The newest events that memory holds tell what storage tells. */
final class RecentTimelineTest {
    private static final int MOST = RecentEvents.MAX_EVENTS + 20;

    /** All fields, but named one by one: such events are not written out in advance. */
    private static final String FROM_STORAGE =
            ", \"event_fields\": [\"event_id\", \"type\", \"sender\", \"origin_server_ts\","
                    + " \"state_key\", \"content\", \"redacts\", \"unsigned\"]";

    @OnBothDatabases
    void timelinesOutOfMemoryAreThoseOfStorage(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        EventId first = server.rooms.say(ALICE, room, "first");
        for (int i = 0; i < 6; i++) {
            server.rooms.say(i % 2 == 0 ? ALICE : BOB, room, "a" + i);
        }
        compareAll(server, room);
        server.rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"soup\"}");
        server.rooms.members.join(TestRooms.caller(CHARLIE), room, Json.object(), null);
        server.rooms.say(CHARLIE, room, "here I am");
        compareAll(server, room);
        server.ignore(BOB, CHARLIE);
        compareAll(server, room);
        server.rooms.events.redact(TestRooms.caller(ALICE), room, first, Json.object(), "r");
        compareAll(server, room);
        for (int i = 0; i < 30; i++) {
            server.rooms.say(CHARLIE, room, "b" + i);
        }
        compareAll(server, room);
    }

    private static void compareAll(TestSync server, RoomId room) {
        for (UserId reader : List.of(ALICE, BOB, CHARLIE)) {
            JsonNode whole = timeline(server, reader, room, MOST, FROM_STORAGE);
            if (whole.isEmpty()) {
                continue; // is not in the room yet
            }
            for (int limit = 1; limit < MOST; limit += limit < 4 ? 1 : 3) {
                compare(whole, timeline(server, reader, room, limit, ""), limit, reader);
            }
        }
    }

    private static void compare(JsonNode whole, JsonNode part, int limit, UserId reader) {
        String what = reader + " with at most " + limit;
        List<JsonNode> all = new ArrayList<>();
        whole.path("events").forEach(all::add);
        List<JsonNode> some = new ArrayList<>();
        part.path("events").forEach(some::add);
        int count = Math.min(limit, all.size());
        assertEquals(all.subList(all.size() - count, all.size()), some, what);
        boolean more = count < all.size() || whole.path("limited").asBoolean();
        assertEquals(more, part.path("limited").asBoolean(), what);
    }

    private static JsonNode timeline(
            TestSync server, UserId reader, RoomId room, int limit, String more) {
        String filter = "{\"room\": {\"timeline\": {\"limit\": " + limit + "}}" + more + "}";
        return joined(server.sync(reader, null, filter), room).path("timeline");
    }

    private static RecentLog<String, Long> log(int tails, int entries, long weight) {
        return new RecentLog<>(
                new RecentLog.Bounds(tails, entries, weight), entry -> entry, entry -> 10);
    }

    /** The log of the numbers from 1 to {@code last}. */
    private static RecentLog.Loader<Long> forward(long last) {
        return (after, upTo, limit) -> {
            List<Long> entries = new ArrayList<>();
            for (long at = after + 1; at <= Math.min(upTo, last) && entries.size() < limit; at++) {
                entries.add(at);
            }
            return entries;
        };
    }

    private static List<Long> backward(long upTo, int limit) {
        List<Long> entries = new ArrayList<>();
        for (long at = upTo; at > 0 && entries.size() < limit; at--) {
            entries.add(at);
        }
        return entries;
    }

    private static RecentLog.Newest<Long> newest(
            RecentLog<String, Long> log, String key, long upTo, int count) {
        RecentLog.Newest<Long> newest =
                log.newest(key, upTo, count, forward(1_000), RecentTimelineTest::backward);
        if (newest == null) {
            throw new AssertionError("somebody has the tail of " + key);
        }
        return newest;
    }

    @Test
    void newestEntriesReachAsFarBackAsAskedForAndAreBounded() {
        RecentLog<String, Long> log = log(10, 6, 1_000);
        assertEquals(List.of(100L, 99L), newest(log, "a", 100, 2).entries());
        assertEquals(98, newest(log, "a", 100, 1).floor());
        assertEquals(List.of(102L, 101L, 100L), newest(log, "a", 102, 3).entries().subList(0, 3));
        RecentLog.Newest<Long> most = newest(log, "a", 102, 50);
        assertEquals(6, most.entries().size());
        assertEquals(96, most.floor());
        assertEquals(0, newest(log, "b", 3, 6).floor());
        assertEquals(List.of(3L, 2L, 1L), newest(log, "b", 3, 6).entries());
        // Far ahead the tail begins anew; long polls go on from there.
        assertEquals(List.of(200L, 199L), newest(log, "a", 200, 2).entries());
        assertEquals(List.of(200L, 201L), log.between("a", 199, 201, forward(1_000)));
        assertNull(log.between("a", 100, 201, forward(1_000)));
    }

    @Test
    void longPollsKeepWhatWasReadBefore() {
        RecentLog<String, Long> log = log(10, 6, 1_000);
        newest(log, "a", 100, 3);
        assertEquals(List.of(102L), log.between("a", 101, 102, forward(1_000)));
        assertEquals(List.of(99L, 100L, 101L, 102L), log.between("a", 98, 102, forward(1_000)));
    }

    @Test
    void r11_weightOfAllTailsIsBounded() {
        RecentLog<String, Long> log = log(100, 6, 200);
        for (int i = 0; i < 50; i++) {
            newest(log, "room" + i, 100, 6);
            assertTrue(log.weight() <= 200, i + ": " + log.weight());
        }
        log.forget("room49");
        assertEquals(120, log.weight());
    }

    @Test
    void whoCannotHaveATailAtOnceGoesWithoutIt() throws Exception {
        RecentLog<String, Long> log = log(10, 6, 1_000);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Thread other =
                Thread.ofVirtual()
                        .start(() ->
                                log.between(
                                        "a",
                                        1,
                                        2,
                                        (after, upTo, limit) -> {
                                            inside.countDown();
                                            try {
                                                go.await();
                                            } catch (InterruptedException e) {
                                                Thread.currentThread().interrupt();
                                            }
                                            return List.of();
                                        }));
        inside.await();
        assertNull(log.newest("a", 2, 1, forward(2), RecentTimelineTest::backward));
        go.countDown();
        other.join();
        assertFalse(newest(log, "a", 2, 1).entries().isEmpty());
    }
}
