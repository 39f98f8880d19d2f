package stockpot.server.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.matrix.event.StateKey;

/** What the state of a large room costs; the goal is 400 bytes for each state event. */
class StateStorageTest {
    private static final int MEMBERS = 10_000;
    private static final int EVENTS = 100_000;
    private static final int LAST = 5_000;
    private static final int MAX_BYTES = 400;

    @Test
    void stateEventOfALargeRoomCostsLittleAndStaysSo() {
        try (TestDatabase test = TestDatabase.sqlite()) {
            Database database = test.open();
            Random random = new Random(3);
            long[] root = {StateTrees.EMPTY};
            long started = cpu();
            long early = 0;
            for (int i = 0; i < EVENTS; i += 500) {
                if (i == EVENTS - LAST) {
                    early = stateBytes(database);
                }
                int from = i;
                database.write(tx -> events(tx, root, from, random));
            }
            double micros = (cpu() - started) / 1000.0 / EVENTS;
            long all = stateBytes(database);
            double average = all / (double) EVENTS;
            double last = (all - early) / (double) LAST;
            long reading = cpu();
            database.read(tx -> reads(tx, root[0], random));
            double readMicros = (cpu() - reading) / 1000.0 / LAST;
            System.getLogger("state")
                    .log(
                            System.Logger.Level.INFO,
                            String.format(
                                    Locale.ROOT,
                                    "bytes for a state event: %.0f on average, %.0f at the end;"
                                            + " CPU µs: %.1f to write, %.1f to read a key",
                                    average,
                                    last,
                                    micros,
                                    readMicros));
            assertTrue(average < MAX_BYTES, () -> average + " bytes");
            assertTrue(last < MAX_BYTES, () -> last + " bytes");
        }
    }

    private static int events(WriteTransaction tx, long[] root, int from, Random random) {
        for (int i = from; i < from + 500; i++) {
            int member = i < MEMBERS ? i : random.nextInt(MEMBERS);
            long key =
                    StateKeys.intern(
                            tx, new StateKey("m.room.member", "@member" + member + ":example.org"));
            root[0] = StateTrees.set(tx, root[0], key, 1_000_000L + i);
        }
        return 0;
    }

    private static int reads(Transaction tx, long root, Random random) {
        for (int i = 0; i < LAST; i++) {
            StateTrees.get(tx, root, 1L + random.nextInt(MEMBERS));
        }
        return 0;
    }

    private static long stateBytes(Database database) {
        List<Long> sizes =
                database.read(tx ->
                        tx.list(
                                "SELECT sum(pgsize) FROM dbstat WHERE name LIKE"
                                        + " 'state_nodes%' OR name LIKE 'state_keys%' OR"
                                        + " name LIKE 'sqlite_autoindex_state%'",
                                row -> row.number(1)));
        return new ArrayList<>(sizes).getFirst();
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
