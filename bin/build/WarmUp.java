import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the class archive of an installation: {@code java bin/build/WarmUp.java BIN/stockpot ARCHIVE}.
 * Starts a server on a throw-away folder, asks one thing of each kind, and stops it; the JVM then
 * writes the classes it saw. The archive is tied to this JVM and to the paths of the jars, so it is
 * the last step of an installation.
 */
final class WarmUp {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private String token = "";

    private WarmUp(int port) {
        base = "http://127.0.0.1:" + port;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path launcher = Path.of(args[0]).toAbsolutePath();
        Path archive = Path.of(args[1]).toAbsolutePath();
        Path folder = Files.createTempDirectory("stockpot-warm-up");
        Path made = archive.resolveSibling(archive.getFileName() + ".new");
        try {
            int port = freePort();
            Path config = generate(launcher, folder, port);
            Files.deleteIfExists(archive);
            boolean good = run(launcher, config, made, port);
            if (!good || !Files.exists(made)) {
                System.err.println("The class archive could not be made; starts will be slower.");
                System.exit(1);
            }
            Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
            remove(folder);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Path generate(Path launcher, Path folder, int port)
            throws IOException, InterruptedException {
        Path config = folder.resolve("homeserver.yaml");
        List<String> line =
                List.of(
                        launcher.toString(),
                        "--generate-config",
                        "--server-name=localhost",
                        "--report-stats=no",
                        "--config-path=" + config,
                        "--port=" + port,
                        "--open-registration");
        Process process =
                new ProcessBuilder(line)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (process.waitFor() != 0) {
            throw new IOException("no configuration could be made");
        }
        return config;
    }

    private static boolean run(Path launcher, Path config, Path archive, int port)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(launcher.toString(), "--config", config.toString());
        Path log = config.resolveSibling("warm-up.log");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("STOCKPOT_NO_ARCHIVE", "1");
        builder.environment()
                .put("STOCKPOT_JAVA_OPTS", "-XX:ArchiveClassesAtExit=" + archive + " -Xlog:disable");
        Process server = builder.start();
        boolean answered = false;
        try {
            WarmUp warmUp = new WarmUp(port);
            answered = warmUp.awaitStart(server) && warmUp.use();
            return answered;
        } finally {
            server.destroy();
            if (!server.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
            if (!answered) {
                Files.readAllLines(log).stream().limit(20).forEach(System.err::println);
            }
        }
    }

    private boolean awaitStart(Process server) throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end && server.isAlive()) {
            try {
                if (send("GET", "/_matrix/client/versions", null).statusCode() == 200) {
                    return true;
                }
            } catch (IOException e) {
                // not yet
            }
            Thread.sleep(100);
        }
        return false;
    }

    /** What a client does in its first minute. Answers are not looked at: other tests do that. */
    private boolean use() throws IOException, InterruptedException {
        String password = "warm-up-of-classes";
        String register =
                "{\"username\":\"warm\",\"password\":\"" + password + "\",\"auth\":{\"type\":\"m.login.dummy\"}}";
        String client = "/_matrix/client/v3";
        send("POST", client + "/register", register);
        String login =
                "{\"type\":\"m.login.password\",\"identifier\":{\"type\":\"m.id.user\",\"user\":\"warm\"},"
                        + "\"password\":\"" + password + "\"}";
        send("GET", client + "/login", null);
        token = value(send("POST", client + "/login", login).body(), "access_token");
        String room =
                value(
                        send("POST", client + "/createRoom", "{\"preset\":\"public_chat\"}").body(),
                        "room_id");
        String path = client + "/rooms/" + room.replace("!", "%21").replace(":", "%3A");
        List<String> gets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            send("PUT", path + "/send/m.room.message/t" + i, "{\"msgtype\":\"m.text\",\"body\":\"soup\"}");
        }
        String since = value(send("GET", client + "/sync", null).body(), "next_batch");
        gets.add(client + "/sync?timeout=10&since=" + since);
        gets.add(path + "/messages?dir=b&limit=5");
        gets.add(path + "/members");
        gets.add(path + "/state");
        gets.add(client + "/pushrules/");
        gets.add(client + "/devices");
        gets.add(client + "/account/whoami");
        gets.add(client + "/capabilities");
        gets.add(client + "/profile/%40warm%3Alocalhost");
        gets.add("/_matrix/client/versions");
        gets.add("/health");
        gets.add("/nothing-here");
        for (String get : gets) {
            send("GET", get, null);
        }
        send("PUT", path + "/typing/%40warm%3Alocalhost", "{\"typing\":true,\"timeout\":1000}");
        send("POST", client + "/keys/query", "{\"device_keys\":{\"@warm:localhost\":[]}}");
        send("POST", client + "/logout", "{}");
        return true;
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        request.method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** A text of a JSON answer, or nothing. */
    private static String value(String json, String key) {
        int start = json.indexOf("\"" + key + "\":\"");
        if (start < 0) {
            return "";
        }
        int from = start + key.length() + 4;
        return json.substring(from, json.indexOf('"', from));
    }

    private static void remove(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (var files = Files.walk(folder)) {
            files.forEach(all::add);
        }
        for (Path file : all.reversed()) {
            Files.deleteIfExists(file);
        }
    }
}
