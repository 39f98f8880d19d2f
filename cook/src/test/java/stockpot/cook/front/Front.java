package stockpot.cook.front;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import stockpot.cook.fixture.Parts;

/** {@code bin/lib/front.sh}, run by one of the shells it is written for. */
final class Front implements AutoCloseable {
    private static final Path SCRIPT = Path.of("..", "bin", "lib", "front.sh").toAbsolutePath();
    private static final long PATIENCE_SECONDS = 60;

    final Process process;
    private final Path output;

    private Front(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** The shells; busybox is one by its applet. */
    static List<String> shells() {
        return List.of("dash", "busybox ash", "mksh");
    }

    static Front start(String shell, FrontTable table) throws IOException {
        return start(shell, table, List.of(), Map.of());
    }

    /** With words before the shell, and further variables. */
    static Front start(
            String shell, FrontTable table, List<String> before, Map<String, String> variables)
            throws IOException {
        Parts.require(shell.split(" ")[0]);
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(shell.split(" ")));
        command.addAll(List.of(SCRIPT.toString(), table.table.toString()));
        Path output = Files.createTempFile(table.run, "front", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(variables);
        return new Front(builder.start(), output);
    }

    String output() throws IOException {
        return Files.readString(output, UTF_8);
    }

    /** Sends a signal that Java has no name for. */
    void signal(String name) throws IOException, InterruptedException {
        signal(name, process.pid());
    }

    static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }

    /** Waits until it has ended. */
    int ended() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the front did not end:\n" + output());
        }
        return process.exitValue();
    }

    /** Asks it to stop, and waits. */
    int stopped() throws IOException, InterruptedException {
        process.destroy();
        return ended();
    }

    /** Waits until something holds. */
    void until(Callable<Boolean> condition, String what) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!holds(condition)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not seen: " + what + "\n" + output());
            }
            Thread.sleep(20);
        }
    }

    private static boolean holds(Callable<Boolean> condition) throws Exception {
        try {
            return condition.call();
        } catch (IOException e) {
            return false; // a file that is not there yet
        }
    }

    /** The process of a service; it is noted a moment after the start. */
    long pid(FrontTable table, String service) throws Exception {
        Path file = table.run.resolve(service + ".pid");
        until(() -> Files.exists(file), "the process id of " + service);
        return Long.parseLong(Files.readString(file).strip());
    }

    static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    static void requireRoot() {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "needs root for a namespace");
    }

    /** Leaves nothing running. */
    @Override
    public void close() {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
