package stockpot.server.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stockpot.server.fixture.TestRooms.ALICE;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;

/** What syncs cost, without HTTP; prints the figures. Run by name: {@code -Dtest=SyncCost}. */
final class SyncCost {
    private static final int WATCHERS = 100;
    private static final int EVENTS = 200;
    private static final String MANY = "{\"room\": {\"timeline\": {\"limit\": 100}}}";

    @Test
    void eventsToManyWatchers() throws Exception {
        try (TestDatabase database = TestDatabase.fresh(TestDatabase.Kind.SQLITE)) {
            TestSync server = new TestSync(database.open());
            RoomId room = server.rooms.room();
            List<UserId> watchers = new ArrayList<>();
            for (int i = 0; i < WATCHERS; i++) {
                UserId user = new UserId("@w" + i + ":pot.example");
                server.rooms.join(user, room);
                watchers.add(user);
            }
            fanOut(server, room, watchers, "warm");
            long before = cpu();
            long clock = System.nanoTime();
            fanOut(server, room, watchers, "count");
            report("delivered event", cpu() - before, WATCHERS * EVENTS);
            report("delivered event, wall", System.nanoTime() - clock, WATCHERS * EVENTS);
        }
    }

    private static void fanOut(TestSync server, RoomId room, List<UserId> watchers, String name)
            throws Exception {
        CountDownLatch done = new CountDownLatch(watchers.size());
        CountDownLatch ready = new CountDownLatch(watchers.size());
        List<Integer> seen = java.util.Collections.synchronizedList(new ArrayList<>());
        for (UserId user : watchers) {
            Thread.ofVirtual()
                    .start(() -> {
                        String since = server.now(user);
                        ready.countDown();
                        int got = 0;
                        while (got < EVENTS) {
                            JsonNode answer =
                                    server.sync(
                                            server.request(
                                                    user, since, MANY, Duration.ofSeconds(20)));
                            since = TestSync.next(answer);
                            got += TestSync.said(TestSync.joined(answer, room)).size();
                        }
                        seen.add(got);
                        done.countDown();
                    });
        }
        ready.await();
        for (int i = 0; i < EVENTS; i++) {
            server.rooms.say(ALICE, room, name + i);
            Thread.sleep(10);
        }
        done.await();
        assertEquals(WATCHERS, seen.stream().filter(got -> got == EVENTS).count());
    }

    @Test
    void initialSyncOfAHundredRooms() {
        try (TestDatabase database = TestDatabase.fresh(TestDatabase.Kind.SQLITE)) {
            TestSync server = new TestSync(database.open());
            for (int i = 0; i < 100; i++) {
                RoomId room = server.rooms.room(TestUsers.BOB);
                for (int n = 0; n < 15; n++) {
                    server.rooms.say(n % 2 == 0 ? ALICE : TestUsers.BOB, room, "m" + n);
                }
            }
            for (int i = 0; i < 5; i++) {
                long before = cpu();
                JsonNode answer = server.sync(TestUsers.BOB, null);
                report("initial sync " + i, cpu() - before, 1);
                assertEquals(100, answer.path("rooms").path("join").size());
            }
            String since = server.now(TestUsers.BOB);
            for (int i = 0; i < 5; i++) {
                long before = cpu();
                for (int n = 0; n < 1000; n++) {
                    server.sync(TestUsers.BOB, since);
                }
                report("sync with nothing new", cpu() - before, 1000);
            }
        }
    }

    /** Names. */
    private static final class TestUsers {
        static final UserId BOB = stockpot.server.fixture.TestRooms.BOB;

        private TestUsers() {}
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void report(String what, long nanos, int count) {
        System.out.println("COST " + what + ": " + nanos / 1000 / count + " us");
    }
}
