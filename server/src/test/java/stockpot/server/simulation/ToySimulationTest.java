package stockpot.server.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stockpot.server.config.DatabaseConfig;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.simulation.SimulatedStorage.Troubles;
import stockpot.server.simulation.ToyServer.Plant;
import stockpot.server.store.Database;
import stockpot.server.store.Databases;
import stockpot.server.store.StorageSteps;

/** Proves the ground of the simulator with a toy on the server's own storage code. */
class ToySimulationTest {
    private static final Troubles SOME = new Troubles(0.002, 0.02, 0.02, 0.05);
    private static final int SEEDS = Integer.getInteger("stockpot.simulation.seeds", 40);
    private static final int CRASHES = 3;

    private static final int SEEDS_IN_TWO_JVMS = 5;

    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger STORE_LOG = Logger.getLogger("stockpot.server.store");

    private Path folder = Path.of("");

    @BeforeAll
    static void silence() {
        STORE_LOG.setLevel(Level.OFF); // the troubles are planted
    }

    @AfterAll
    static void speakAgain() {
        STORE_LOG.setLevel(null);
    }

    /** Prints the trace hashes of some seeds, for a comparison between two JVMs. */
    public static void main(String[] arguments) throws IOException {
        silence();
        System.out.println(new ToySimulationTest().hashes());
    }

    private String hashes() throws IOException {
        makeTemplate();
        try {
            List<String> hashes = new ArrayList<>();
            for (long seed = 0; seed < SEEDS_IN_TWO_JVMS; seed++) {
                hashes.add(simulate(seed, Plant.NONE).hash());
            }
            return hashes.toString();
        } finally {
            removeTemplate();
        }
    }

    @Test
    void sameSeedGivesTheSameTraceInAnotherJvm() throws Exception {
        Process other =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--add-opens",
                                "java.base/java.lang=ALL-UNNAMED",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ToySimulationTest.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String theirs = new String(other.getInputStream().readAllBytes(), UTF_8).strip();
        assertEquals(new ToySimulationTest().hashes(), theirs);
    }

    @BeforeEach
    void makeTemplate() throws IOException {
        folder = Files.createTempDirectory("stockpot-toy-");
        DatabaseConfig config =
                new DatabaseConfig.Sqlite(
                        folder.resolve("template.db"), DatabaseConfig.Synchronous.NORMAL, 1);
        try (Database database = Databases.open(config, TestDatabase.ports(StorageSteps.NONE))) {
            database.write(tx -> tx.update(ToyServer.TABLE));
        }
    }

    @AfterEach
    void removeTemplate() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Simulation simulate(long seed, Plant plant) throws IOException {
        Path file = folder.resolve("toy.db");
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(folder.resolve("toy.db" + suffix));
        }
        Files.copy(folder.resolve("template.db"), file, StandardCopyOption.REPLACE_EXISTING);
        return new ToyWorld(seed, file, plant, SOME).run(CRASHES);
    }

    @Test
    void f01_toyKeepsItsPromisesThroughCrashesAndTheSameSeedGivesTheSameTrace() throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            Simulation first = simulate(seed, Plant.NONE);
            assertTrue(first.violations().isEmpty(), report(seed, first));
            assertEquals(first.hash(), simulate(seed, Plant.NONE).hash(), "seed " + seed);
        }
    }

    private static String report(long seed, Simulation simulation) {
        return "seed "
                + seed
                + ": "
                + simulation.violations()
                + "\n"
                + String.join("\n", simulation.lines());
    }

    @Test
    void acknowledgementBeforeTheCommitIsFound() throws IOException {
        assertFound(Plant.ACKNOWLEDGES_BEFORE_COMMIT, 50);
    }

    @Test
    void pollThatReadsBeforeItRegistersIsFound() throws IOException {
        assertFound(Plant.READS_BEFORE_IT_REGISTERS, 100);
    }

    @Test
    void messageStoredAgainOnEachRetryIsFound() throws IOException {
        assertFound(Plant.FORGETS_WHAT_IT_DID, 50);
    }

    private void assertFound(Plant plant, int within) throws IOException {
        for (long seed = 0; seed < within; seed++) {
            if (!simulate(seed, plant).violations().isEmpty()) {
                System.getLogger("simulation").log(System.Logger.Level.INFO, plant + " at " + seed);
                return;
            }
        }
        assertTrue(false, plant + " was not found in " + within + " seeds");
    }
}
