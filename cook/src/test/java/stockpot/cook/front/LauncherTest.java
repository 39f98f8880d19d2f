package stockpot.cook.front;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/cook}: becomes the front where the program hands it a table, and only there. */
class LauncherTest {
    private static final Path BIN = Path.of("..", "bin").toAbsolutePath();

    @TempDir private Path prefix;

    private record Ended(int status, String output) {}

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(prefix.resolve("bin"));
        Path library = Files.createDirectories(prefix.resolve("lib/stockpot"));
        Files.copy(BIN.resolve("cook"), prefix.resolve("bin/cook"));
        Files.copy(BIN.resolve("lib/launch.sh"), library.resolve("launch.sh"));
        Files.createFile(library.resolve("cook.jar"));
        Files.writeString(library.resolve("front.sh"), "echo \"front of $1\"\nexit 7\n");
    }

    /** A Java that does what these lines say. */
    private Path java(String... lines) throws IOException {
        Path home = prefix.resolve("jdk");
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        Path program = home.resolve("bin/java");
        Files.writeString(program, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    private Process start(Path java, String... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("sh", prefix.resolve("bin/cook").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("STOCKPOT_JAVA_HOME", java.toString());
        return builder.start();
    }

    private Ended run(Path java, String... words) throws Exception {
        Process process = start(java, words);
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Ended(process.exitValue(), output);
    }

    @Test
    void upBecomesTheFrontOfTheTableItIsHanded() throws Exception {
        Path java = java("echo applied", "echo '/run/of it/front' >&0");
        for (List<String> words :
                List.of(List.of("up", "--x"), List.<String>of(), List.of(""), List.of("-d", "a"))) {
            Ended ended = run(java, words.toArray(String[]::new));
            assertEquals("applied\nfront of /run/of it/front\n", ended.output(), words.toString());
            assertEquals(7, ended.status());
        }
    }

    @Test
    void withoutATableItEndsAsTheProgramDid() throws Exception {
        assertEquals(new Ended(0, "help\n"), run(java("echo help"), "--help"));
        assertEquals(new Ended(1, "bad\n"), run(java("echo bad", "echo /t >&0", "exit 1"), "up"));
    }

    @Test
    void otherCommandsKeepTheirInput() throws Exception {
        Path java = java("read line", "echo \"got $line; ${COOK_FRONT-none}\"", "exit 3");
        Process process = start(java, "passwd", "alice");
        process.getOutputStream().write("soup\n".getBytes(UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals("got soup; none\n", output);
        assertEquals(3, process.waitFor());
    }

    @Test
    void f04_askedToStopWhileItSetsUpItDoesNotBecomeTheFront() throws Exception {
        Path java = java("echo ready", "sleep 2", "echo /t >&0");
        Process process = start(java, "up");
        assertEquals('r', process.getInputStream().read());
        process.toHandle().destroy(); // Process.destroy would close the output
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals("eady\n", output);
        assertEquals(0, process.waitFor());
    }
}
