package stockpot.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.DatabaseConfig;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.matrix.json.Json;

/** The server as a process of its own: how it starts, refuses to start, and stops. */
class ServerProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Process> processes = new ArrayList<>();
    private int port;

    @AfterEach
    void close() {
        processes.forEach(Process::destroyForcibly);
        client.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path config(String name, int at, String more) throws IOException {
        Path file = folder.resolve(name + ".yaml");
        String limits = "";
        for (String limit : List.of("rc_message", "rc_registration", "rc_room_creation")) {
            limits += limit + ":\n  per_second: 1000\n  burst_count: 1000\n";
        }
        Files.writeString(
                file,
                RunningServer.yaml(at)
                        + limits
                        + "data_dir: "
                        + folder.resolve("data")
                        + "\n"
                        + more);
        return file;
    }

    private Process start(Path config, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "--config", config.toString()));
        Process process =
                new ProcessBuilder(command).redirectError(folder.resolve("err").toFile()).start();
        processes.add(process);
        return process;
    }

    private Process ready(Path config, String... options) throws IOException {
        Process process = start(config, options);
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        StringBuilder seen = new StringBuilder();
        String line = lines.readLine();
        while (line != null && !line.contains("ready as")) {
            seen.append(line).append('\n');
            line = lines.readLine();
        }
        assertTrue(line != null, seen + Files.readString(folder.resolve("err")));
        Thread.ofVirtual().start(() -> lines.lines().forEach(one -> {}));
        return process;
    }

    /** Ends by itself with status 1 and one sentence on standard error. */
    private String refusal(Path config) throws Exception {
        Process process = start(config);
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "it started");
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = Files.readString(folder.resolve("err"));
        assertEquals(1, process.exitValue(), out + err);
        assertFalse(err.contains("\tat "), err);
        assertFalse(err.isBlank());
        return err;
    }

    private static void assertSays(String words, String text) {
        assertTrue(text.contains(words), text);
    }

    private HttpResponse<String> call(
            String method, String path, @Nullable String token, @Nullable String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(PATIENCE);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode ok(String method, @Nullable String token, String path, @Nullable String body)
            throws Exception {
        HttpResponse<String> answer = call(method, "/_matrix/client/v3" + path, token, body);
        assertEquals(200, answer.statusCode(), answer.body());
        return Json.trustedValue(answer.body());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private JsonNode register(String name) throws Exception {
        ObjectNode body = Json.object().put("username", name).put("password", "pass word " + name);
        body.putObject("auth").put("type", "m.login.dummy");
        return ok("POST", null, "/register", Json.text(body));
    }

    private void stop(Process process) throws Exception {
        process.toHandle().destroy();
        assertTrue(process.waitFor(15, TimeUnit.SECONDS), "still runs");
        assertEquals(0, process.exitValue());
    }

    @Test
    void allAddressesOfBothFamiliesAreOneSocket() throws Exception {
        port = freePort();
        Path file = config("all", port, "");
        String text = Files.readString(file);
        String one = "bind_addresses: ['127.0.0.1']";
        assertSays(one, text);
        Files.writeString(file, text.replace(one, "bind_addresses: ['::', '0.0.0.0']"));
        Process process = ready(file);
        assertEquals(200, call("GET", "/health", null, null).statusCode());
        process.destroy();
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void f04_hangUpDoesNotEndTheServer() throws Exception {
        port = freePort();
        Process process = ready(config("hangup", port, ""));
        String pid = Long.toString(process.pid());
        for (int i = 0; i < 3; i++) {
            assertEquals(0, new ProcessBuilder("kill", "-HUP", pid).start().waitFor());
            assertEquals(200, call("GET", "/health", null, null).statusCode());
        }
        assertTrue(process.isAlive());
        process.destroy();
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
    }

    @Test
    void f04_stopUnderLoadLosesNothingAndIsASuccess() throws Exception {
        port = freePort();
        Path config = config("a", port, "");
        Process process = ready(config);
        String token = register("alice").get("access_token").asText();
        String room = encoded(ok("POST", token, "/createRoom", "{}").get("room_id").asText());
        String other = register("bob").get("access_token").asText();
        String bobs = ok("GET", other, "/sync?timeout=0", null).get("next_batch").asText();
        ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < 4; sender++) {
            String name = "s" + sender;
            senders.add(
                    Thread.ofVirtual().start(() -> load(name, room, token, acknowledged, wrong)));
        }
        ConcurrentLinkedQueue<Integer> polled = new ConcurrentLinkedQueue<>();
        Thread poll =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                polled.add(
                                        call(
                                                        "GET",
                                                        "/_matrix/client/v3/sync"
                                                                + "?timeout=30000&since="
                                                                + encoded(bobs),
                                                        other,
                                                        null)
                                                .statusCode());
                            } catch (IOException | InterruptedException e) {
                                polled.add(-1);
                            }
                        });
        while (acknowledged.size() < 40) {
            Thread.sleep(10);
        }
        stop(process);
        for (Thread sender : senders) {
            sender.join();
        }
        poll.join();
        assertEquals(List.of(200), List.copyOf(polled), "the long poll was answered");
        assertEquals(List.of(), List.copyOf(wrong));
        Process again = ready(config);
        List<String> stored = new ArrayList<>();
        JsonNode page = ok("GET", token, "/rooms/" + room + "/messages?dir=f&limit=1000", null);
        page.get("chunk").forEach(event -> stored.add(event.get("event_id").asText()));
        assertTrue(stored.containsAll(acknowledged), "acknowledged messages are missing");
        stop(again);
    }

    private void load(
            String name,
            String room,
            String token,
            ConcurrentLinkedQueue<String> acknowledged,
            ConcurrentLinkedQueue<String> wrong) {
        for (int i = 0; i < 200; i++) {
            try {
                HttpResponse<String> answer =
                        call(
                                "PUT",
                                "/_matrix/client/v3/rooms/" + room + "/send/m.x/" + name + i,
                                token,
                                "{}");
                if (answer.statusCode() == 200) {
                    acknowledged.add(Json.trustedValue(answer.body()).get("event_id").asText());
                } else {
                    if (answer.statusCode() != 503) {
                        wrong.add(answer.statusCode() + " " + answer.body());
                    }
                    return;
                }
            } catch (IOException e) {
                return; // the server is gone
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void f07_k12_refusalsToStartAreSentences() throws Exception {
        port = freePort();
        Path config = config("a", port, "");
        Process process = ready(config);
        register("alice");
        assertSays("Another server runs on the data folder", refusal(config("b", freePort(), "")));
        Path elsewhere = folder.resolve("elsewhere.yaml");
        Files.writeString(
                elsewhere,
                RunningServer.yaml(port) + "data_dir: " + folder.resolve("other") + "\n");
        assertSays("cannot be had", refusal(elsewhere));
        Path nowhere = folder.resolve("nowhere.yaml");
        Files.writeString(
                nowhere, RunningServer.yaml(freePort()) + "data_dir: /proc/stockpot-data\n");
        assertSays("/proc/stockpot-data", refusal(nowhere));
        stop(process);
        Path database = onlyFile(".db");
        Path key = onlyFile(".signing.key");
        byte[] kept = Files.readAllBytes(key);
        Files.delete(key);
        assertSays("signing key", refusal(config));
        assertFalse(Files.exists(key));
        Files.write(key, kept);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO schema_migrations (name, checksum, applied_at)"
                            + " VALUES ('9999-later.sql', 'x', 0)");
        }
        assertSays("newer version", refusal(config));
    }

    private Path onlyFile(String ending) throws IOException {
        try (var files = Files.walk(folder.resolve("data"))) {
            List<Path> found = files.filter(f -> f.toString().endsWith(ending)).toList();
            assertEquals(1, found.size(), found.toString());
            return found.getFirst();
        }
    }

    @Test
    void k12_keyMissingBesidePostgresIsNotReplaced() throws Exception {
        try (TestDatabase test = TestDatabase.fresh(TestDatabase.Kind.POSTGRESQL)) {
            DatabaseConfig.Postgres at = (DatabaseConfig.Postgres) test.config();
            String database =
                    """
                    database:
                      name: psycopg2
                      args:
                        user: postgres
                        database: %s
                        host: %s
                        port: %d
                    """
                            .formatted(at.database(), at.host(), at.port());
            port = freePort();
            Path config = config("p", port, database);
            Process process = ready(config);
            String token = register("alice").get("access_token").asText();
            ok("POST", token, "/createRoom", "{}");
            stop(process);
            Path key = onlyFile(".signing.key");
            Files.delete(key);
            assertSays("signing key", refusal(config));
            assertFalse(Files.exists(key));
        }
    }

    @Test
    void n06_chatUnderTurkishAndArabicLocales() throws Exception {
        journey("tr", "TR", "ISO-8859-9");
        journey("ar", "EG", "windows-1256");
    }

    private void journey(String language, String country, String charset) throws Exception {
        port = freePort();
        Process process =
                ready(
                        config("l", port, ""),
                        "-Duser.language=" + language,
                        "-Duser.country=" + country,
                        "-Dfile.encoding=" + charset);
        String name = "IRIS" + country + "I";
        JsonNode user = register(name.toLowerCase(java.util.Locale.ROOT));
        String token = user.get("access_token").asText();
        assertEquals(
                "@" + name.toLowerCase(java.util.Locale.ROOT) + ":test",
                user.get("user_id").asText());
        ObjectNode login = Json.object().put("type", "m.login.password");
        login.putObject("identifier").put("type", "m.id.user").put("user", name);
        login.put("password", "pass word " + name.toLowerCase(java.util.Locale.ROOT));
        ok("POST", null, "/login", Json.text(login));
        String room =
                encoded(
                        ok(
                                        "POST",
                                        token,
                                        "/createRoom",
                                        "{\"room_alias_name\":\"ISTANBUL" + country + "\"}")
                                .get("room_id")
                                .asText());
        String words = "\u0130stanbul \u0131 \u0660\u0661 \ud83c\udf72";
        String body = Json.text(Json.object().put("msgtype", "m.text").put("body", words));
        ok("PUT", token, "/rooms/" + room + "/send/m.room.message/1", body);
        JsonNode sync = ok("GET", token, "/sync?timeout=0", null);
        assertTrue(sync.toString().contains(words));
        String next = sync.get("next_batch").asText();
        assertTrue(next.chars().allMatch(c -> c > 32 && c < 127), next);
        ok("GET", token, "/sync?timeout=0&since=" + next, null);
        ok("POST", token, "/user_directory/search", "{\"search_term\":\"iris\"}");
        ok("POST", token, "/logout", "{}");
        stop(process);
    }
}
