package stockpot.server;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Synapse from its package, called {@code test} like the server under test. Its interpreter is
 * {@code synapse/bin/python} in the folder that {@code STOCKPOT_RIGS} names.
 */
final class RunningSynapse implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final int port;

    private RunningSynapse(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it in an empty folder; where it is not installed the test is skipped, in CI failed.
     */
    static RunningSynapse start(Path folder) throws IOException, InterruptedException {
        Map<String, String> environment = System.getenv();
        String rigs = environment.getOrDefault("STOCKPOT_RIGS", "../target/rigs");
        Path python = Path.of(rigs, "synapse", "bin", "python").toAbsolutePath();
        if (!Files.isExecutable(python)) {
            String reason = "no Synapse at hand: there is no " + python;
            if ("true".equals(environment.get("CI"))) {
                fail(reason);
            }
            abort(reason);
        }
        int port = freePort();
        Path config = folder.resolve("homeserver.yaml");
        Files.writeString(config, yaml(folder, port));
        List<String> command =
                List.of(python.toString(), "-m", "synapse.app.homeserver", "-c", config.toString());
        Path log = folder.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        Process keys =
                new ProcessBuilder(
                                java.util.stream.Stream.concat(
                                                command.stream(),
                                                java.util.stream.Stream.of("--generate-keys"))
                                        .toList())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (keys.waitFor() != 0) {
            throw new IllegalStateException(Files.readString(log));
        }
        RunningSynapse synapse = new RunningSynapse(builder.start(), port);
        try {
            synapse.await(log);
        } catch (IllegalStateException e) {
            synapse.close();
            throw e;
        }
        return synapse;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String yaml(Path folder, int port) {
        StringBuilder limits = new StringBuilder();
        for (String limit :
                List.of(
                        "rc_message",
                        "rc_registration",
                        "rc_admin_redaction",
                        "rc_room_creation")) {
            limits.append(limit).append(": {per_second: 10000, burst_count: 10000}\n");
        }
        return """
        server_name: test
        report_stats: false
        pid_file: %1$s/pid
        signing_key_path: %1$s/key
        media_store_path: %1$s/media
        suppress_key_server_warning: true
        trusted_key_servers: []
        bcrypt_rounds: 4
        enable_registration: false
        registration_shared_secret: %3$s
        macaroon_secret_key: macaroons of the test
        form_secret: forms of the test
        database: {name: sqlite3, args: {database: "%1$s/synapse.db"}}
        listeners:
          - port: %2$d
            type: http
            bind_addresses: ["127.0.0.1"]
            resources: [{names: [client]}]
        %4$s\
        """
                .formatted(folder, port, RunningServer.SECRET, limits);
    }

    private void await(Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:"
                                                    + port
                                                    + "/_matrix/client/versions"))
                            .build();
            while (System.nanoTime() < end) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(Files.readString(log));
                }
                try {
                    if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // not yet
                }
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
        throw new IllegalStateException("Synapse does not answer: " + Files.readString(log));
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
