package stockpot.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import stockpot.server.PlantedDatabase.Plant;
import stockpot.server.config.Config;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.ports.Ports;
import stockpot.server.simulation.Incarnation;
import stockpot.server.simulation.Reply;
import stockpot.server.simulation.SimulatedStorage;
import stockpot.server.simulation.SimulatedStorage.Troubles;
import stockpot.server.simulation.Simulation;
import stockpot.server.store.CrashedDatabase;
import stockpot.server.store.Database;
import stockpot.server.sync.SlowHub;

/**
 * One core, its people, and the crashes that befall it. Everything follows from the seed: how many
 * people, which of their actions and which troubles this run has (each seed switches some off).
 */
final class CoreWorld {
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final Duration MOMENT = Duration.ofMillis(3);
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final SigningKey KEY = SigningKey.of("a_sim", new byte[32]);

    final Simulation simulation;
    final Incarnation world;
    final Ledger ledger;
    private final TreeSet<String> rooms = new TreeSet<>();
    final List<Person> people = new ArrayList<>();
    final Random random;
    private final Config config;
    private final Plant plant;
    private final Troubles troubles;
    private @Nullable SimulatedApi api;
    private @Nullable Incarnation life;
    private @Nullable Database real;
    private boolean calm;
    private int lives;
    private int busy;

    CoreWorld(long seed, Config config, Plant plant) {
        this.simulation = new Simulation(seed);
        this.random = simulation.random();
        this.world = new Incarnation(simulation, "world");
        this.ledger = new Ledger(simulation);
        this.config = config;
        this.plant = plant;
        this.troubles =
                new Troubles(
                        random.nextInt(4) == 0 ? 0 : 0.0005,
                        random.nextInt(4) == 0 ? 0 : 0.02,
                        random.nextInt(4) == 0 ? 0 : 0.02,
                        random.nextInt(2) == 0 ? 0 : 0.05);
    }

    /** Runs until everyone has done what they wanted, then looks whether the promises were kept. */
    Simulation run() {
        boot();
        int count = 2 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            people.add(new Person(this, "person" + i));
        }
        people.forEach(person -> client(person.name() + "/acts", person::act));
        int crashes = random.nextInt(4);
        for (int i = 0; i < crashes; i++) {
            long after = 50_000_000L + random.nextInt(2_000_000_000);
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
                        end();
                    }
                });
    }

    private void boot() {
        Incarnation next = new Incarnation(simulation, "server" + lives);
        lives++;
        life = next;
        next.start("boot", () -> open(next));
    }

    private void open(Incarnation next) {
        Ports ports =
                new Ports(
                        next.clock(),
                        next.waiting(),
                        next.threads(),
                        next.lanes(),
                        next.chance(),
                        next.outgoing());
        Troubles now = calm ? Troubles.NONE : troubles;
        boolean forgetful = plant == Plant.READS_BEFORE_IT_REGISTERS;
        Core.HubMaker hub =
                (position, index, memberships) ->
                        new SlowHub(
                                position, index, memberships, () -> next.dawdle(MOMENT), forgetful);
        Core.Seams seams =
                new Core.Seams(
                        new SimulatedStorage(next, now),
                        database -> {
                            real = database;
                            database.onCommit((position, changes) -> ledger.published(changes));
                            return new PlantedDatabase(database, plant);
                        },
                        hub);
        try {
            Core core = new Core(config, ports, KEY, seams);
            core.start();
            api = new SimulatedApi(core);
        } catch (MatrixException trouble) {
            // A server that cannot read at its start ends, and is started again.
            fall();
            simulation.after(world, PAUSE, this::boot);
        }
    }

    private void crash() {
        if (busy > 0 && fall()) {
            simulation.after(world, PAUSE, this::boot);
        }
    }

    /** Ends this life where there is one to end; false while one is about to begin. */
    private boolean fall() {
        Incarnation dying = life;
        Database open = real;
        if (dying == null || open == null) {
            return false;
        }
        api = null;
        real = null;
        dying.crash();
        CrashedDatabase.drop(open);
        return true;
    }

    private void tooLate() {
        if (busy > 0) {
            simulation.violation("P6: people still wait after " + LONGEST);
        }
    }

    /** Asks until the server answers with something other than 503. */
    SimulatedApi.Answer call(
            String method, String path, @Nullable String token, @Nullable ObjectNode body) {
        while (true) {
            SimulatedApi.Answer answer = once(method, path, token, body);
            if (answer != null && answer.status() != 503 && answer.status() != 429) {
                return answer;
            }
            world.dawdle(Duration.ofMillis(30));
        }
    }

    /** Asks once; null when the server fell silent. */
    SimulatedApi.@Nullable Answer once(
            String method, String path, @Nullable String token, @Nullable ObjectNode body) {
        SimulatedApi asked = api;
        Incarnation there = life;
        if (asked == null || there == null) {
            return null;
        }
        Reply<SimulatedApi.Answer> reply = new Reply<>();
        there.threads().start("request", () -> reply.give(asked.call(method, path, token, body)));
        return reply.await(world, PATIENCE);
    }

    /** Everyone has done: one more crash, then calm: everyone reads what they have not read. */
    private void end() {
        if (api == null) {
            // A life that is about to begin would meet the last one on the same database.
            simulation.after(world, PAUSE, this::end);
            return;
        }
        calm = true;
        fall();
        boot();
        world.start("end", this::judge);
    }

    private void judge() {
        for (Person person : people) {
            person.readToTheEnd();
        }
        Incarnation there = life;
        Database open = real;
        if (there == null || open == null) {
            simulation.violation("P6: the server is not there at the end");
            return;
        }
        there.start(
                "audit",
                () -> {
                    Audit.run(open, ledger, people, simulation);
                    open.close();
                    there.crash(); // its timers would go on for ever
                });
    }

    /** Rooms that somebody made. */
    Set<String> ledgerRooms() {
        return rooms;
    }

    void addRoom(String room) {
        rooms.add(room);
    }

    /** Someone else, or the same one where there is nobody else. */
    Person anybody() {
        return people.get(random.nextInt(people.size()));
    }

    /** Actions in the order of their names, so that a list of them is the same in every JVM. */
    static List<Action> actions(Random random) {
        List<Action> all = new ArrayList<>(List.of(Action.values()));
        all.sort(Comparator.comparing(Action::name));
        all.removeIf(action -> !action.always() && random.nextBoolean());
        return all;
    }
}
