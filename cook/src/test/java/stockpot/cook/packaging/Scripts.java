package stockpot.cook.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import stockpot.cook.fixture.Parts;

/** Runs scripts and programs of the checkout, with nothing of this process's environment. */
final class Scripts {
    /** Shells that have to understand every script: Debian's, Alpine's and Android's. */
    static final String[] SHELLS = {"dash", "busybox ash", "mksh"};

    /** Generous: it ends a test that would hang, and nothing else. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> shell;

    /** What a program said and how it ended. */
    record Outcome(int status, String text) {
        Outcome good() {
            assertEquals(0, status, text);
            return this;
        }

        Outcome bad() {
            assertTrue(status != 0, () -> "it should have failed: " + text);
            return this;
        }

        Outcome says(String part) {
            assertTrue(text.contains(part), () -> "\"" + part + "\" is missing in: " + text);
            return this;
        }
    }

    /** Scripts run in this shell, such as {@code busybox ash}. */
    Scripts(String shell) {
        String[] words = shell.split(" ");
        demand(Parts.find(words[0]) != null, shell);
        this.shell = List.of(words);
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
        environment.put("SHELL", "/bin/sh");
    }

    Scripts with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Scripts without(String name) {
        environment.remove(name);
        return this;
    }

    /** Puts a folder of stand-ins before everything else. */
    Scripts over(Path folder) {
        environment.merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
        return this;
    }

    /** A file or folder of the checkout. */
    static Path top(String path) {
        return TOP.resolve(path);
    }

    /** The folder of stand-ins for FreeBSD. */
    static Path freeBsd() {
        return top(".ci/rigs/freebsd");
    }

    /** What is not installed is a named skip at home, and a failure in CI. */
    static void demand(boolean there, String what) {
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(there, what + " is not there");
        }
        assumeTrue(there, what + " is not there");
    }

    /** For tests in which something runs as somebody else. */
    static void demandRoot() {
        demand("root".equals(System.getProperty("user.name")), "the right to act as root");
    }

    /** The path of a program that has to be there. */
    static String need(String program) {
        return Parts.require(program).toString();
    }

    static Path write(Path file, String text) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        return Files.writeString(file, text);
    }

    static Path program(Path file, String text) throws IOException {
        write(file, text);
        return mode(file, "rwxr-xr-x");
    }

    static Path mode(Path file, String permissions) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    static String modeOf(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Runs a script in the shell and waits for it. */
    Outcome run(Path script, String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(shell);
        line.add(script.toString());
        line.addAll(List.of(words));
        return call(line);
    }

    /** Runs a program by its own first line. */
    Outcome call(List<String> line) throws IOException, InterruptedException {
        Path log = Files.createTempFile("stockpot-test", ".log");
        try {
            // To a file, since what a script leaves running would keep a pipe open.
            Process process = start(line, log);
            if (!process.waitFor(LONG)) {
                process.destroyForcibly().waitFor();
                fail(line + " did not end: " + Files.readString(log));
            }
            String text = Files.readString(log, StandardCharsets.UTF_8);
            return new Outcome(process.exitValue(), text);
        } finally {
            Files.delete(log);
        }
    }

    /** Starts a script in the shell; its output goes to a file. */
    Process begin(Path log, Path script, String... words) throws IOException {
        List<String> line = new ArrayList<>(shell);
        line.add(script.toString());
        line.addAll(List.of(words));
        return start(line, log);
    }

    private Process start(List<String> line, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Waits until something is so; the bound only ends a test that fails. */
    static void await(String what, BooleanSupplier so) throws InterruptedException {
        long end = System.nanoTime() + LONG.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("it never came: " + what);
            }
            Thread.sleep(50);
        }
    }

    /** The text of a file, or nothing where there is none. */
    static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }

    static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    static boolean lives(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
