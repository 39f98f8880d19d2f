package stockpot.server.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TestRooms.ALICE;
import static stockpot.server.fixture.TestRooms.BOB;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.fixture.TestRooms;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.RoomStates;
import stockpot.server.store.StorageSteps;
import stockpot.server.store.StorageTrouble;

class SequencerTest {
    @OnBothDatabases
    void manySendersMakeOneChain(Database database) throws Exception {
        TestRooms rooms = new TestRooms(database);
        RoomId room = rooms.room(BOB);
        sendInParallel(rooms, room, 8, 15);
        List<EventRow> chain = chain(rooms, room);
        assertEquals(120, chain.stream().filter(row -> row.event().stateKey() == null).count());
    }

    @OnBothDatabases
    void f10_failedCommitsLoseNothingAcknowledgedAndDoubleNothing(TestDatabase database)
            throws Exception {
        AtomicInteger commits = new AtomicInteger();
        StorageSteps unreliable =
                step -> {
                    if (step == StorageSteps.Step.COMMIT && commits.incrementAndGet() % 5 == 0) {
                        throw new StorageTrouble("planted", false, null);
                    }
                };
        TestRooms rooms = new TestRooms(database.open(unreliable));
        RoomId room = untilMade(rooms);
        ConcurrentSkipListMap<String, EventId> acknowledged = sendInParallel(rooms, room, 6, 15);
        TreeMap<String, EventId> stored = new TreeMap<>();
        for (EventRow row : chain(rooms, room)) {
            if (row.event().stateKey() == null) {
                String body = row.event().content().path("body").asText();
                assertEquals(null, stored.put(body, row.event().eventId()), body);
            }
        }
        assertTrue(acknowledged.size() > 20, () -> "" + acknowledged.size());
        acknowledged.forEach((body, event) -> assertEquals(event, stored.get(body)));
    }

    @OnBothDatabases
    void stateSetInParallelIsTheStateOfTheLastEvent(Database database) throws Exception {
        TestRooms rooms = new TestRooms(database);
        RoomId room = rooms.room();
        List<Callable<EventId>> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String content = "{\"topic\": \"" + i + "\"}";
            tasks.add(() -> rooms.set(ALICE, room, "m.room.topic", content));
        }
        inParallel(tasks);
        List<EventRow> chain = chain(rooms, room);
        EventRow last =
                chain.stream()
                        .filter(row -> row.event().type().equals("m.room.topic"))
                        .reduce((a, b) -> b)
                        .orElseThrow();
        long root = rooms.row(room).stateRoot();
        EventRow state =
                database.read(tx -> RoomStates.event(tx, root, StateKey.of("m.room.topic")));
        assertEquals(last, state);
    }

    /** Commits fail at random here, so that the room may need several tries. */
    private static RoomId untilMade(TestRooms rooms) {
        for (int i = 0; i < 20; i++) {
            try {
                return rooms.room();
            } catch (MatrixException e) {
                assertEquals(503, e.status());
            }
        }
        throw new AssertionError("no room could be made");
    }

    private static ConcurrentSkipListMap<String, EventId> sendInParallel(
            TestRooms rooms, RoomId room, int senders, int each) throws Exception {
        ConcurrentSkipListMap<String, EventId> acknowledged = new ConcurrentSkipListMap<>();
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            int sender = s;
            tasks.add(() -> {
                for (int i = 0; i < each; i++) {
                    trySay(rooms, room, sender + "-" + i, acknowledged);
                }
                return each;
            });
        }
        inParallel(tasks);
        return acknowledged;
    }

    private static <T> void inParallel(List<Callable<T>> tasks) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> task : executor.invokeAll(tasks)) {
                task.get();
            }
        }
    }

    private static void trySay(
            TestRooms rooms,
            RoomId room,
            String body,
            ConcurrentSkipListMap<String, EventId> acknowledged) {
        try {
            acknowledged.put(body, rooms.say(ALICE, room, body));
        } catch (MatrixException e) {
            assertEquals(503, e.status(), e.getMessage());
        }
    }

    private static List<EventRow> chain(TestRooms rooms, RoomId id) {
        long nid = rooms.row(id).nid();
        List<EventRow> all =
                rooms.database.read(tx -> Events.forward(tx, nid, 0, Long.MAX_VALUE, 1_000));
        List<EventId> previous = new ArrayList<>();
        for (EventRow row : all) {
            assertEquals(previous, row.event().prevEvents());
            previous = List.of(row.event().eventId());
        }
        assertEquals(rooms.row(id).headEvent(), all.getLast().event().eventId());
        return all;
    }
}
