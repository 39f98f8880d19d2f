package stockpot.cook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.env.Places;
import stockpot.cook.fixture.SomeSettings;
import stockpot.cook.host.Interruptions;
import stockpot.cook.operator.Kitchen;

/** Cook killed anywhere is repaired by running it again: the same end state, byte by byte. */
class KillTest {
    private static final int RANDOM_KILLS = 50;
    private static final String PORTS = "client=18008,metrics=19090";

    @TempDir Path folder;

    private Path root = Path.of("");

    @BeforeEach
    void nameTheRoot() {
        root = folder.resolve("root");
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private Map<String, String> variables(String sender) {
        Map<String, String> variables = new HashMap<>(SomeSettings.least());
        variables.put("PATH", "/usr/bin:/bin");
        variables.put("STOCKPOT_HOME", "/opt/bin");
        variables.put("SMTPHOST", "smtp.example.com");
        variables.put("SMTPFROM", sender);
        return variables;
    }

    private int up(String sender, Interruptions interruptions) {
        Kitchen kitchen =
                new Kitchen(new Places(variables(sender)), new SameChance(), interruptions);
        return Main.run(kitchen, "up", "--root=" + root, "--ports=" + PORTS);
    }

    /** Paths, modes and bytes of everything; links by their target. */
    private Map<String, String> state() throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                String mode =
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
                String content =
                        Files.isSymbolicLink(file)
                                ? Files.readSymbolicLink(file).toString()
                                : Files.isRegularFile(file)
                                        ? HexFormat.of().formatHex(Files.readAllBytes(file))
                                        : "";
                // The text of the lock names its last holder; the lock itself ended with that.
                boolean lock = file.endsWith("run/cook.lock");
                state.put(root.relativize(file).toString(), mode + " " + (lock ? "" : content));
            }
        }
        return state;
    }

    private void beginAnew() throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void z07_f10_aKillAtEveryPointOfThePlanIsRepairedByRunningItAgain() throws IOException {
        assertEquals(0, up("a@example.com", Interruptions.NONE));
        Map<String, String> first = state();
        assertEquals(0, up("b@example.com", Interruptions.NONE));
        Map<String, String> second = state();
        int points = killAtEach("", "a@example.com", first);
        assertTrue(points > 40, "points: " + points);
        int changes = killAtEach("a@example.com", "b@example.com", second);
        assertTrue(changes > 8, "points: " + changes);
    }

    /**
     * Kills at point after point on the way from one state to the next; says how many there are.
     */
    private int killAtEach(String before, String after, Map<String, String> wanted)
            throws IOException {
        for (int at = 0; ; at++) {
            beginAnew();
            if (!before.isEmpty()) {
                assertEquals(0, up(before, Interruptions.NONE));
            }
            int[] left = {at};
            String[] where = {""};
            boolean killed = false;
            try {
                up(
                        after,
                        point -> {
                            where[0] = point;
                            if (left[0]-- == 0) {
                                throw new Killed();
                            }
                        });
            } catch (Killed e) {
                killed = true;
            }
            assertEquals(0, up(after, Interruptions.NONE), where[0]);
            assertEquals(wanted, state(), "after a kill at " + where[0]);
            if (!killed) {
                return at;
            }
        }
    }

    @Test
    void f02_killsAtRandomMomentsLeaveNothingThatTheNextRunDoesNotRepair() throws Exception {
        assertEquals(0, up("a@example.com", Interruptions.NONE));
        Map<String, String> wanted = state();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int inTheMiddle = 0;
        for (int i = 0; i < RANDOM_KILLS; i++) {
            beginAnew();
            Process process = killable(random.nextInt(120_000));
            assertTrue(process.waitFor(300, TimeUnit.SECONDS));
            boolean begun = Files.exists(root);
            inTheMiddle += begun && !state().equals(wanted) ? 1 : 0;
            assertEquals(0, up("a@example.com", Interruptions.NONE));
            assertEquals(wanted, state(), "seed " + seed + ", kill " + i);
        }
        assertTrue(inTheMiddle > 5, "only " + inTheMiddle + " kills fell into the work");
    }

    /** A process that ends itself without any ceremony so many microseconds into its work. */
    private Process killable(int microseconds) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        KilledCook.class.getName(),
                        Integer.toString(microseconds),
                        "up",
                        "--root=" + root,
                        "--ports=" + PORTS);
        builder.environment().clear();
        builder.environment().putAll(variables("a@example.com"));
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.log").toFile())
                .start();
    }

    @Test
    void theKillableProcessDoesTheSameWhenItIsLeftAlone() throws Exception {
        assertEquals(0, up("a@example.com", Interruptions.NONE));
        Map<String, String> wanted = state();
        beginAnew();
        Process process = killable(Integer.MAX_VALUE);
        assertTrue(process.waitFor(300, TimeUnit.SECONDS));
        assertEquals(wanted, state(), Files.readString(folder.resolve("killed.log")));
    }
}
