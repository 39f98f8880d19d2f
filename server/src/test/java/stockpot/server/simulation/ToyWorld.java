package stockpot.server.simulation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixException;

/**
 * Clients around a toy server that crashes now and then, and what they were promised: what was
 * acknowledged is there once and at its position (P1, P2), each reader sees everything in order and
 * soon (P3, P6).
 */
final class ToyWorld {
    private static final int SENDERS = 4;
    private static final int MESSAGES = 12;
    private static final int READERS = 3;
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Simulation simulation;
    private final Incarnation world;
    private final Path file;
    private final ToyServer.Plant plant;
    private final SimulatedStorage.Troubles troubles;
    private final Map<String, Long> acknowledged = new TreeMap<>();
    private final Map<Long, Long> publishedAt = new TreeMap<>();
    private final List<List<ToyServer.Message>> seen = new ArrayList<>();
    private @Nullable ToyServer server;
    private @Nullable Incarnation life;
    private int lives;
    private int busy;

    ToyWorld(long seed, Path file, ToyServer.Plant plant, SimulatedStorage.Troubles troubles) {
        this.simulation = new Simulation(seed);
        this.world = new Incarnation(simulation, "world");
        this.file = file;
        this.plant = plant;
        this.troubles = troubles;
    }

    /** Runs until every client has what it wants. */
    Simulation run(int crashes) {
        boot();
        for (int i = 0; i < SENDERS; i++) {
            long client = i;
            client("sender" + i, () -> sendAll(client));
        }
        for (int i = 0; i < READERS; i++) {
            List<ToyServer.Message> mine = new ArrayList<>();
            seen.add(mine);
            client("reader" + i, () -> readAll(mine));
        }
        for (int i = 0; i < crashes; i++) {
            long after = 20_000_000L + simulation.random().nextInt(400_000_000);
            simulation.after(world, Duration.ofNanos(after), this::crash);
        }
        simulation.after(world, LONGEST, this::tooLate);
        simulation.run();
        return simulation;
    }

    private void client(String name, Runnable body) {
        busy++;
        world.start(
                name,
                () -> {
                    body.run();
                    busy--;
                    if (busy == 0) {
                        last();
                    }
                });
    }

    private void boot() {
        Incarnation next = new Incarnation(simulation, "server" + lives);
        lives++;
        life = next;
        next.start(
                "boot",
                () -> {
                    ToyServer booted = new ToyServer(next, file, troubles, plant);
                    booted.onPublish(
                            position -> publishedAt.putIfAbsent(position, simulation.now()));
                    server = booted;
                });
    }

    private void crash() {
        ToyServer dying = server;
        if (dying != null && busy > 0) {
            server = null;
            dying.crash();
            simulation.after(world, Duration.ofMillis(5), this::boot);
        }
    }

    private void tooLate() {
        if (busy > 0) {
            simulation.violation("P6: clients still wait after " + LONGEST);
        }
    }

    /** Sends a request to the server that lives now; null when no answer comes. */
    private <T> @Nullable T ask(Question<T> question) {
        ToyServer asked = server;
        Incarnation there = life;
        if (asked == null || there == null) {
            return null;
        }
        Reply<T> reply = new Reply<>();
        there.threads()
                .start(
                        "request",
                        () -> {
                            try {
                                reply.give(question.ask(asked));
                            } catch (MatrixException e) {
                                reply.end();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        return reply.await(world, PATIENCE);
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(ToyServer server) throws InterruptedException;
    }

    private void sendAll(long client) {
        for (long number = 0; number < MESSAGES; number++) {
            world.dawdle(Duration.ofMillis(40));
            long current = number;
            Long position = ask(server -> server.send(client, current));
            while (position == null) {
                world.dawdle(Duration.ofMillis(30));
                position = ask(server -> server.send(client, current));
            }
            simulation.trace("acknowledged " + client + "/" + number + " at " + position);
            acknowledged.put(client + "/" + number, position);
        }
    }

    private void readAll(List<ToyServer.Message> mine) {
        long since = 0;
        while (mine.size() < SENDERS * MESSAGES && simulation.now() < LONGEST.toNanos()) {
            long began = simulation.now();
            long from = since;
            List<ToyServer.Message> messages = ask(server -> server.poll(from));
            if (messages == null) {
                world.dawdle(Duration.ofMillis(10));
                continue;
            }
            for (ToyServer.Message message : messages) {
                since = check(message, since, began);
                mine.add(message);
            }
        }
    }

    private long check(ToyServer.Message message, long since, long began) {
        if (message.position() <= since) {
            simulation.violation("P3: position " + message.position() + " after " + since);
        }
        Long published = publishedAt.get(message.position());
        if (published == null) {
            return message.position(); // durable, but not announced yet
        }
        if (simulation.now() > Math.max(began, published) + SOON.toNanos()) {
            simulation.violation("P6: " + message + " came too late");
        }
        return message.position();
    }

    /** The last client to end looks whether the promises were kept. */
    private void last() {
        ToyServer living = server;
        Incarnation there = life;
        if (living == null || there == null) {
            simulation.after(world, Duration.ofMillis(10), () -> world.start("last", this::last));
            return;
        }
        there.start("last", () -> verify(living));
    }

    private void verify(ToyServer living) {
        List<ToyServer.Message> all;
        try {
            all = living.closeAndList();
        } catch (MatrixException e) {
            life().start("last", () -> verify(living));
            return;
        }
        Map<String, Long> stored = new TreeMap<>();
        all.forEach(m -> stored.put(m.client() + "/" + m.number(), m.position()));
        if (all.size() != SENDERS * MESSAGES) {
            simulation.violation("P2: " + all.size() + " messages are stored");
        }
        acknowledged.forEach((message, position) -> checkStored(stored, message, position));
        for (List<ToyServer.Message> mine : seen) {
            if (!new TreeSet<>(positions(mine)).equals(new TreeSet<>(positions(all)))) {
                simulation.violation("P3: a reader saw something else than what is stored");
            }
        }
    }

    private Incarnation life() {
        Incarnation there = life;
        return there == null ? world : there;
    }

    private void checkStored(Map<String, Long> stored, String message, long position) {
        Long found = stored.get(message);
        if (found == null) {
            simulation.violation("P1: " + message + " was acknowledged and is gone");
        } else if (position != 0 && found != position) {
            simulation.violation("P1: " + message + " has moved");
        }
    }

    private static List<Long> positions(List<ToyServer.Message> messages) {
        return messages.stream().map(ToyServer.Message::position).toList();
    }
}
