package stockpot.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.DatabaseConfig;
import stockpot.server.fixture.MailRig;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.store.Database;
import stockpot.server.store.Databases;
import stockpot.server.store.QueuedMails;
import stockpot.server.store.QueuedMails.MailRow;
import stockpot.server.store.StorageSteps;

/** A thousand letters, and a server that is killed ten times while they leave. */
@Tag("slow")
class MailKillTest {
    private static final int LETTERS = 1_000;
    private static final int KILLS = 10;

    @TempDir Path folder;
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process start(Path config) throws IOException {
        ProcessBuilder program =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "--config",
                                config.toString())
                        .redirectErrorStream(true);
        program.environment().remove("STOCKPOT_RIGS"); // no setting of a server
        Process process = program.start();
        processes.add(process);
        BufferedReader lines = process.inputReader(UTF_8);
        StringBuilder said = new StringBuilder();
        String line = lines.readLine();
        while (line != null && !line.contains("ready as")) {
            said.append(line).append('\n');
            line = lines.readLine();
        }
        assertTrue(line != null, said.toString());
        Thread.ofVirtual().start(() -> lines.lines().forEach(one -> {}));
        return process;
    }

    private Path config(MailRig rig) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path file = folder.resolve("homeserver.yaml");
        Files.writeString(
                file,
                RunningServer.yaml(port)
                        + "data_dir: "
                        + folder.resolve("data")
                        + "\n"
                        + MailAccountsTest.mail(rig, ""));
        return file;
    }

    private void queue(DatabaseConfig where) {
        try (Database database = Databases.open(where, TestDatabase.ports(StorageSteps.NONE))) {
            long now = System.currentTimeMillis();
            database.write(tx -> {
                for (int i = 0; i < LETTERS; i++) {
                    String id = "n" + i + "@example.org";
                    QueuedMails.insert(
                            tx, new MailRow(id, id, "s", "text", "html", null, now, now, 0));
                }
                return true;
            });
        }
    }

    @Test
    void f25_tenKillsLoseNoLetterAndRepeatOnlyTheOneUnderWay() throws Exception {
        try (MailRig rig = MailRig.start(folder)) {
            Path config = config(rig);
            Files.createDirectories(folder.resolve("data"));
            Files.writeString(
                    folder.resolve("data/test.signing.key"),
                    "ed25519 a_test " + RunningServer.SEED + "\n");
            queue(
                    new DatabaseConfig.Sqlite(
                            folder.resolve("data/homeserver.db"),
                            DatabaseConfig.Synchronous.FULL,
                            1));
            List<Set<String>> seen = new ArrayList<>();
            for (int kill = 0; kill < KILLS; kill++) {
                Process process = start(config);
                rig.await(Math.min(LETTERS - 10, (kill + 1) * 80));
                process.destroyForcibly().waitFor();
                seen.add(new HashSet<>(ids(rig)));
            }
            Process last = start(config);
            long end = System.nanoTime() + 120_000_000_000L;
            while (new HashSet<>(ids(rig)).size() < LETTERS && System.nanoTime() < end) {
                Thread.sleep(50);
            }
            last.destroy();
            last.waitFor();
            Map<String, Integer> counts = new HashMap<>();
            ids(rig).forEach(id -> counts.merge(id, 1, Integer::sum));
            assertEquals(LETTERS, counts.size(), "letters that arrived");
            List<String> twice =
                    counts.entrySet().stream()
                            .filter(count -> count.getValue() > 1)
                            .map(Map.Entry::getKey)
                            .toList();
            System.out.println("letters that came twice: " + twice);
            assertTrue(twice.size() <= KILLS, twice.toString());
            for (String id : twice) {
                assertEquals(2, counts.get(id), id);
                assertTrue(
                        seen.stream().anyMatch(before -> before.contains(id)),
                        "only a kill makes a letter come twice");
            }
        }
    }

    private static List<String> ids(MailRig rig) {
        List<String> ids = new ArrayList<>();
        for (MailRig.Letter letter : rig.letters()) {
            assertEquals("<" + letter.to() + ">", letter.header("Message-ID"));
            ids.add(letter.to());
        }
        return ids;
    }
}
