package stockpot.bench.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A homeserver process: started from a configuration in a folder of its own, measured, stopped. */
public final class Subject implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final int STOP_SECONDS = 20;

    private final Installation installation;
    private final Path folder;
    private final String base;
    private final HttpClient http;
    private Process process;
    private Duration startTime;

    private Subject(Installation installation, Path folder, int port, Options options) {
        this.installation = installation;
        this.folder = folder;
        this.base = "http://127.0.0.1:" + port;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        installation.configure(folder, port, options);
        this.process = launch();
        this.startTime = awaitReady();
    }

    /**
     * What the configuration varies.
     *
     * @param cheapHashing whether passwords are hashed cheaply, where hashing is not the question
     * @param database extra lines of the configuration that replace the SQLite database, or empty
     */
    public record Options(boolean cheapHashing, String database) {
        /** SQLite, cheap hashing. */
        public static final Options CHEAP = new Options(true, "");

        /** SQLite, the hashing that people get. */
        public static final Options DEFAULT = new Options(false, "");
    }

    /** Configures and starts a server in an empty folder. */
    public static Subject start(Installation installation, Path folder, Options options) {
        return new Subject(installation, folder, FreePort.find(), options);
    }

    private Process launch() {
        try {
            return new ProcessBuilder(installation.command(folder))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Duration awaitReady() {
        long begin = System.nanoTime();
        HttpRequest probe =
                HttpRequest.newBuilder(URI.create(base + "/_matrix/client/versions")).build();
        while (System.nanoTime() - begin < START_LIMIT.toNanos()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        installation.name()
                                + " ended while starting, see "
                                + folder
                                + "/server.log");
            }
            if (answers(probe)) {
                return Duration.ofNanos(System.nanoTime() - begin);
            }
            Pause.millis(5);
        }
        throw new IllegalStateException(installation.name() + " did not answer in " + START_LIMIT);
    }

    private boolean answers(HttpRequest probe) {
        try {
            return http.send(probe, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The name of what is measured. */
    public String name() {
        return installation.name();
    }

    /** The base URL, without a slash at the end. */
    public String base() {
        return base;
    }

    /** The folder with its configuration, data and log. */
    public Path folder() {
        return folder;
    }

    /** From the start of the process to its first answer. */
    public Duration startTime() {
        return startTime;
    }

    /** What the process uses now. */
    public Usage usage() {
        return Usage.of(process.pid());
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Ends the process at once, as a crash would (SIGKILL), and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        waitFor();
    }

    /** Stops in order (SIGTERM). */
    public void stop() {
        process.destroy();
        waitFor();
    }

    /** Starts again on the same folder. */
    public void restart() {
        process = launch();
        startTime = awaitReady();
    }

    private void waitFor() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(name() + " did not stop in " + STOP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
