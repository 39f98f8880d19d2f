package stockpot.server.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import stockpot.server.config.MailAddress;
import stockpot.server.config.MailConfig;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.ports.Ports;
import stockpot.server.ports.jvm.JvmChance;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmLanes;
import stockpot.server.ports.jvm.JvmOutgoing;
import stockpot.server.ports.jvm.JvmThreads;
import stockpot.server.ports.jvm.JvmWaiting;
import stockpot.server.simulation.Incarnation;
import stockpot.server.simulation.Simulation;
import stockpot.server.store.Database;
import stockpot.server.store.Databases;
import stockpot.server.store.QueuedMails;
import stockpot.server.store.QueuedMails.MailRow;
import stockpot.server.store.StorageSteps;

/** The queue, with a relay that does what a test says. */
class MailQueueTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Takes letters down, or does what the answer says; null cuts the line. */
    private static final class SpokenRelay implements Relay {
        final ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
        volatile boolean away;
        private final AtomicInteger tries = new AtomicInteger();
        volatile Function<MailRow, @Nullable Outcome> answer = _ -> new Outcome.Taken();

        @Override
        public Line open() throws IOException {
            tries.incrementAndGet();
            if (away) {
                throw new IOException("the relay is away");
            }
            return new Line() {
                @Override
                public Outcome send(MailRow letter) throws IOException {
                    Outcome outcome = answer.apply(letter);
                    if (outcome == null) {
                        taken.add(letter.messageId());
                        throw new IOException("cut off before the answer");
                    }
                    if (outcome instanceof Outcome.Taken) {
                        taken.add(letter.messageId());
                    }
                    return outcome;
                }

                @Override
                public void close() {}
            };
        }
    }

    private static Ports ports() {
        return new Ports(
                new JvmClock(),
                new JvmWaiting(),
                new JvmThreads(),
                new JvmLanes(),
                new JvmChance(),
                new JvmOutgoing());
    }

    private static MailRow letter(String id, long now) {
        return new MailRow(id, id + "@y.test", "s", "t", "h", null, now, now, 0);
    }

    private static void add(Database database, MailQueue queue, MailRow letter) {
        database.write(tx -> {
            queue.add(tx, letter);
            return true;
        });
    }

    private static double metric(MailQueue queue, String name, String... labels) {
        CollectorRegistry registry = new CollectorRegistry();
        registry.register(queue.metrics());
        String[] names = labels.length == 0 ? new String[0] : new String[] {"outcome"};
        Double value = registry.getSampleValue(name, names, labels);
        return value == null ? -1 : value;
    }

    private static double outcome(MailQueue queue, String outcome) {
        return metric(queue, "stockpot_mail_letters_total", outcome);
    }

    private static void await(java.util.function.BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it did not happen");
            Thread.sleep(10);
        }
    }

    private static long waiting(Database database) {
        return database.read(QueuedMails::count);
    }

    @OnBothDatabases
    void lettersLeaveOnceAndTheMetricFollows(Database database) throws Exception {
        SpokenRelay relay = new SpokenRelay();
        MailQueue queue = new MailQueue(database, ports(), relay);
        add(database, queue, letter("early", 1_000_000_000_000L * 100));
        assertEquals(1, metric(queue, "stockpot_mail_queue_letters"));
        queue.start();
        long now = new JvmClock().millis();
        for (int i = 0; i < 120; i++) {
            add(database, queue, letter("n" + i, now));
        }
        await(() -> relay.taken.size() == 120 && waiting(database) == 1);
        await(() -> metric(queue, "stockpot_mail_queue_letters") == 1);
        assertEquals(120, relay.taken.stream().distinct().count());
        assertEquals(120, outcome(queue, "sent"));
        queue.close();
    }

    @OnBothDatabases
    void lettersThatAreRefusedGoAndThoseThatArePutOffStay(Database database) throws Exception {
        SpokenRelay relay = new SpokenRelay();
        relay.answer =
                letter ->
                        switch (letter.messageId()) {
                            case "never" -> new Relay.Outcome.Refused("550");
                            case "later" -> new Relay.Outcome.Later("451");
                            default -> new Relay.Outcome.Taken();
                        };
        MailQueue queue = new MailQueue(database, ports(), relay);
        queue.start();
        long now = new JvmClock().millis();
        for (String id : List.of("never", "later", "good")) {
            add(database, queue, letter(id, now));
        }
        await(() -> outcome(queue, "postponed") == 1 && waiting(database) == 1);
        MailRow left = database.read(tx -> QueuedMails.due(tx, Long.MAX_VALUE, 10)).getFirst();
        assertEquals("later", left.messageId());
        assertEquals(1, left.attempts());
        assertTrue(left.nextAt() >= now + 60_000, "it rests first");
        await(() -> outcome(queue, "refused") == 1);
        queue.close();
    }

    @Test
    void f25_letterWhoseAnswerWasLostGoesAgainWithTheSameId() throws Exception {
        try (TestDatabase test = TestDatabase.sqlite()) {
            Database database = test.open();
            SpokenRelay relay = new SpokenRelay();
            relay.answer = _ -> relay.taken.isEmpty() ? null : new Relay.Outcome.Taken();
            MailQueue queue = new MailQueue(database, ports(), relay);
            queue.start();
            add(database, queue, letter("one", new JvmClock().millis()));
            await(() -> waiting(database) == 0);
            assertEquals(List.of("one", "one"), List.copyOf(relay.taken));
            queue.close();
        }
    }

    @Test
    void queueHasABoundThatIsSaidBeforeAnythingIsPromised() {
        try (TestDatabase test = TestDatabase.sqlite()) {
            Database database = test.open();
            MailQueue queue = new MailQueue(database, ports(), new SpokenRelay());
            database.write(tx -> {
                for (int i = 0; i < MailQueue.MAX_LETTERS; i++) {
                    queue.add(tx, letter("n" + i, 0));
                }
                return true;
            });
            assertEquals(MailQueue.MAX_LETTERS, metric(queue, "stockpot_mail_queue_letters"));
            assertEquals(503, assertThrows(MatrixException.class, queue::requireRoom).status());
            add(database, queue, letter("one too many", 0));
            assertEquals(MailQueue.MAX_LETTERS, waiting(database));
            assertEquals(2, outcome(queue, "turned_away"));
        }
    }

    @Test
    void alertComesOnceWhenTroubleBeginsAndOnceWhenItIsOver() {
        try (TestDatabase test = TestDatabase.sqlite()) {
            Database database = test.open();
            Ports ports = ports();
            MailQueue queue = new MailQueue(database, ports, new SpokenRelay());
            MailConfig config =
                    new MailConfig(
                            new MailConfig.Relay("r", 25, null, null, MailConfig.Tls.OFF, null),
                            new MailAddress(null, "m@example.org"),
                            new MailConfig.Words("Matrix", "en", null, null, null, null),
                            Duration.ofHours(1),
                            false,
                            false,
                            "ops@example.org",
                            "https://example.org/");
            Letters letters =
                    new Letters(
                            config,
                            new ServerName("example.org"),
                            queue,
                            ports.clock(),
                            ports.chance());
            Alerts alerts = new Alerts(database, letters, ports.clock(), "ops@example.org");
            double[] free = {0.5};
            DiskWatch watch = new DiskWatch(alerts, ports, () -> free[0]);
            for (double part : new double[] {0.5, 0.04, 0.03, 0.07, 0.04, 0.11, 0.5}) {
                free[0] = part;
                watch.look();
                // a restart in between changes nothing
                alerts = new Alerts(database, letters, ports.clock(), "ops@example.org");
                watch = new DiskWatch(alerts, ports, () -> free[0]);
            }
            List<String> subjects =
                    database.read(tx -> QueuedMails.due(tx, Long.MAX_VALUE, 10)).stream()
                            .map(MailRow::subject)
                            .sorted()
                            .toList();
            assertEquals(
                    List.of("[example.org] over: disk", "[example.org] trouble: disk"), subjects);
        }
    }

    /**
     * A relay that is away for an hour and a server that is stopped and started in it, on a virtual
     * clock.
     */
    private static final class Outage {
        final Simulation simulation;
        final Incarnation world;
        final SpokenRelay relay = new SpokenRelay();
        final Map<String, Long> takenAt = new java.util.TreeMap<>();
        final List<Integer> triesInTheHour = new ArrayList<>();

        Outage(long seed) {
            simulation = new Simulation(seed);
            world = new Incarnation(simulation, "world");
            relay.away = true;
            relay.answer =
                    letter -> {
                        takenAt.merge(letter.messageId(), 1L, Long::sum);
                        return new Relay.Outcome.Taken();
                    };
        }

        private Runnable stop = () -> {};

        void run(TestDatabase test) {
            Incarnation one = new Incarnation(simulation, "one");
            one.start("boot", () -> live(test, one, 0));
            simulation.after(
                    world, Duration.ofMinutes(15), () -> one.start("end", () -> stop.run()));
            Incarnation two = new Incarnation(simulation, "two");
            simulation.after(
                    world,
                    Duration.ofMinutes(20),
                    () -> two.start("boot", () -> live(test, two, 20)));
            simulation.after(
                    world,
                    Duration.ofHours(1),
                    () -> {
                        triesInTheHour.add(relay.tries.get());
                        relay.away = false;
                    });
            simulation.after(
                    world, Duration.ofMinutes(66), () -> two.start("end", () -> stop.run()));
            simulation.run();
        }

        private void live(TestDatabase test, Incarnation life, int first) {
            Database database = Databases.open(test.config(), life.storage(StorageSteps.NONE));
            Ports ports =
                    new Ports(
                            life.clock(),
                            life.waiting(),
                            life.threads(),
                            life.lanes(),
                            life.chance(),
                            life.outgoing());
            MailQueue queue = new MailQueue(database, ports, relay);
            queue.start();
            for (int i = first; i < first + 20; i++) {
                add(database, queue, letter("n" + i, life.clock().millis()));
            }
            stop =
                    () -> {
                        queue.close();
                        database.close();
                    };
        }
    }

    @Test
    void f25_anHourWithoutARelayLosesNothingAndSendsEachLetterOnce() {
        for (int seed = 0; seed < 5; seed++) {
            try (TestDatabase test = TestDatabase.sqlite()) {
                Outage outage = new Outage(seed);
                outage.run(test);
                assertEquals(List.of(), outage.simulation.violations());
                assertEquals(40, outage.takenAt.size());
                assertTrue(outage.takenAt.values().stream().allMatch(count -> count == 1));
                int tries = outage.triesInTheHour.getFirst();
                assertTrue(tries > 8 && tries < 40, tries + " tries in an hour");
            }
        }
    }

    @OnBothDatabases
    void f25_whatHasWaitedADayIsGivenUp(Database database) throws Exception {
        SpokenRelay relay = new SpokenRelay();
        MailQueue queue = new MailQueue(database, ports(), relay);
        long now = new JvmClock().millis();
        long day = Duration.ofHours(24).toMillis();
        add(database, queue, letter("old", now - day - 1_000));
        add(database, queue, letter("young", now - day + 600_000));
        queue.start();
        await(() -> waiting(database) == 0);
        assertEquals(List.of("young"), List.copyOf(relay.taken));
        assertEquals(1, outcome(queue, "given_up"));
        queue.close();
    }
}
