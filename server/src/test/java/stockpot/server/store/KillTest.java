package stockpot.server.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;

/** Kills a writing process as the system does, and counts what it had acknowledged. */
class KillTest {
    private static final int ROUNDS = 3;
    private static final int ENOUGH = 300;

    @OnBothDatabases
    void f01_whatWasAcknowledgedSurvivesAKill(TestDatabase test) throws Exception {
        test.open();
        test.shut();
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged.addAll(writeAndKill(test, round));
            Database database = test.open();
            List<String> stored =
                    database.read(tx ->
                            tx.list(
                                    "SELECT type, state_key FROM state_keys ORDER BY id",
                                    row -> row.text(1) + " " + row.text(2)));
            assertEquals(stored.size(), new HashSet<>(stored).size());
            assertTrue(new HashSet<>(stored).containsAll(acknowledged), "round " + round);
            assertEquals(stored.size(), database.position());
            test.shut();
        }
    }

    private static List<String> writeAndKill(TestDatabase test, int round) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(KilledWriter.class.getName());
        command.add(String.valueOf(round));
        command.addAll(KilledWriter.arguments(test.config()));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            read(output, lines, ENOUGH + 37 * round);
            process.toHandle().destroyForcibly(); // leaves the output to be read
            read(output, lines, Integer.MAX_VALUE);
        }
        process.waitFor();
        assertTrue(lines.size() >= ENOUGH, "it wrote " + lines.size());
        return lines;
    }

    /** A line cut off by the kill was not an acknowledgement yet. */
    private static void read(BufferedReader output, List<String> lines, int count)
            throws IOException {
        StringBuilder line = new StringBuilder();
        int c = lines.size() < count ? output.read() : -1;
        while (c >= 0) {
            if (c == '\n') {
                lines.add(line.toString());
                line.setLength(0);
            } else {
                line.append((char) c);
            }
            c = lines.size() < count ? output.read() : -1;
        }
    }
}
