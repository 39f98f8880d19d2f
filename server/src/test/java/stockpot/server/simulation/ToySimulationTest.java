package stockpot.server.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
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

    private Path folder = Path.of("");

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
    void f01_toyKeepsItsPromisesThroughCrashesAndTheSameSeedGivesTheSameTrace()
            throws IOException {
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
