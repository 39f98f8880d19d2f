package stockpot.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import stockpot.server.PlantedDatabase.Plant;
import stockpot.server.config.Config;
import stockpot.server.config.ConfigReader;
import stockpot.server.config.KeptSecrets;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.simulation.Simulation;
import stockpot.server.store.Database;
import stockpot.server.store.Databases;
import stockpot.server.store.StorageSteps;

/**
 * The server's core, without HTTP, on a virtual clock under a seeded scheduler: people who do
 * everything that there is to do, crashes, slow and failed commits. {@code
 * -Dstockpot.simulation.core.seeds} says how many seeds; a failed one is run alone by {@code
 * -Dstockpot.simulation.core.first}.
 */
class CoreSimulationTest {
    private static final int SEEDS = Integer.getInteger("stockpot.simulation.core.seeds", 25);
    private static final int FIRST = Integer.getInteger("stockpot.simulation.core.first", 0);
    private static final int SEEDS_FOR_A_PLANT = 300;

    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger LOG = Logger.getLogger("stockpot");

    static {
        LOG.setLevel(Level.OFF); // the troubles are planted
    }

    /** Prints the trace hashes of the seeds, for the comparison between two JVMs. */
    public static void main(String[] arguments) throws IOException {
        try (Runs runs = new Runs()) {
            for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
                System.out.println(seed + " " + runs.simulate(seed, Plant.NONE).hash());
            }
        }
    }

    @Test
    void f01_promisesHoldAndTheTracesAreTheSameInAnotherJvm() throws Exception {
        Process other = otherJvm();
        List<String> mine = new ArrayList<>();
        try (Runs runs = new Runs()) {
            for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
                Simulation simulation = runs.simulate(seed, Plant.NONE);
                assertTrue(simulation.violations().isEmpty(), report(seed, simulation));
                mine.add(seed + " " + simulation.hash());
            }
        }
        String theirs = new String(other.getInputStream().readAllBytes(), UTF_8).strip();
        assertEquals(String.join("\n", mine), theirs);
    }

    private static Process otherJvm() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dstockpot.simulation.core.seeds=" + SEEDS,
                        "-Dstockpot.simulation.core.first=" + FIRST,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CoreSimulationTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void acknowledgementBeforeTheCommitIsFound() throws IOException {
        assertFound(Plant.ACKNOWLEDGES_BEFORE_COMMIT);
    }

    @Test
    void longPollThatReadsBeforeItRegistersIsFound() throws IOException {
        assertFound(Plant.READS_BEFORE_IT_REGISTERS);
    }

    @Test
    void tokenPastAnUncommittedPositionIsFound() throws IOException {
        assertFound(Plant.TOKEN_PAST_THE_COMMIT);
    }

    @Test
    void transactionIdOutsideTheTransactionIsFound() throws IOException {
        assertFound(Plant.TRANSACTION_ID_OUTSIDE);
    }

    @Test
    void cacheThatIsNotRolledBackIsFound() throws IOException {
        assertFound(Plant.CACHE_BEFORE_COMMIT);
    }

    private static void assertFound(Plant plant) throws IOException {
        try (Runs runs = new Runs()) {
            for (int seed = 0; seed < SEEDS_FOR_A_PLANT; seed++) {
                List<String> violations = runs.simulate(seed, plant).violations();
                if (!violations.isEmpty()) {
                    System.out.println(
                            plant + " found at seed " + seed + ": " + violations.getFirst());
                    return;
                }
            }
        }
        assertTrue(false, plant + " was not found in " + SEEDS_FOR_A_PLANT + " seeds");
    }

    private static String report(long seed, Simulation simulation) {
        return "seed "
                + seed
                + ": "
                + simulation.violations()
                + "\n"
                + String.join("\n", simulation.lines());
    }

    /** A folder with an empty database, copied for each run. */
    private static final class Runs implements AutoCloseable {
        private final Path folder;
        private final Path database;
        private final Path template;
        private final Config config;

        Runs() throws IOException {
            folder = Files.createTempDirectory("stockpot-core-");
            database = folder.resolve("core.db");
            template = folder.resolve("template.db");
            config = config();
            try (Database empty =
                    Databases.open(config.database(), TestDatabase.ports(StorageSteps.NONE))) {
                empty.position();
            }
            Files.move(database, template);
        }

        private Config config() throws IOException {
            Path file = folder.resolve("homeserver.yaml");
            List<String> lines =
                    Arrays.asList(
                            "server_name: sim.test",
                            "data_dir: " + folder,
                            "media_store_path: " + folder,
                            "signing_key_path: " + folder.resolve("key"),
                            "database: {name: sqlite3, args: {database: "
                                    + database
                                    + "}, synchronous: normal}",
                            "listeners: [{type: http, bind_addresses: [127.0.0.1], port: 1, resources: [{names: [client]}]}]",
                            "enable_registration: true",
                            "enable_registration_without_verification: true",
                            "macaroon_secret_key: simulation",
                            "form_secret: simulation",
                            "bcrypt_rounds: 4");
            Files.write(file, lines, UTF_8);
            return new ConfigReader(Map.of(), KeptSecrets.NONE).read(file).config();
        }

        Simulation simulate(long seed, Plant plant) throws IOException {
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(Path.of(database + suffix));
            }
            Files.copy(template, database, StandardCopyOption.REPLACE_EXISTING);
            return new CoreWorld(seed, config, plant).run();
        }

        @Override
        public void close() throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
