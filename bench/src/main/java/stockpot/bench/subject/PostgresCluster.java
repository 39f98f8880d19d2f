package stockpot.bench.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import stockpot.bench.Folders;

/**
 * A PostgreSQL of our own on loopback, with fsync on; it runs as {@code postgres} when we are root.
 */
public final class PostgresCluster implements AutoCloseable {
    private final Path folder;
    private final Path bin;
    private final int port;

    private PostgresCluster(Path folder, Path bin, int port) {
        this.folder = folder;
        this.bin = bin;
        this.port = port;
    }

    /** Makes a cluster and starts it. */
    public static PostgresCluster start() {
        try {
            Path folder = Files.createTempDirectory("stockpot-postgres");
            PostgresCluster cluster = new PostgresCluster(folder, newest(), FreePort.find());
            if (isRoot()) {
                command(List.of("chown", "postgres", folder.toString()));
            }
            String data = folder.resolve("data").toString();
            cluster.tool(
                    "initdb",
                    "-D",
                    data,
                    "-U",
                    "stockpot",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C");
            cluster.tool(
                    "pg_ctl",
                    "-w",
                    "-D",
                    data,
                    "-l",
                    folder.resolve("log").toString(),
                    "-o",
                    "-p "
                            + cluster.port
                            + " -c listen_addresses=127.0.0.1 -c unix_socket_directories="
                            + folder
                            + " -c fsync=on -c synchronous_commit=on",
                    "start");
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of {@code homeserver.yaml} that lead here. */
    public String configuration() {
        return "database: {name: psycopg2, args: {user: stockpot, dbname: postgres, host: 127.0.0.1, port: "
                + port
                + ", cp_min: 2, cp_max: 5}}\n";
    }

    /** The newest installed one. */
    private static Path newest() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.max(
                            Comparator.comparingInt(
                                    path -> Integer.parseInt(path.getFileName().toString())))
                    .orElseThrow()
                    .resolve("bin");
        }
    }

    private void tool(String name, String... arguments) {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            words.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        words.add(bin.resolve(name).toString());
        words.addAll(List.of(arguments));
        command(words);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void command(List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words)
                            .directory(Path.of("/").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("failed: " + String.join(" ", words));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        tool("pg_ctl", "-w", "-m", "fast", "-D", folder.resolve("data").toString(), "stop");
        Folders.delete(folder);
    }
}
