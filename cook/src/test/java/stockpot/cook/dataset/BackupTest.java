package stockpot.cook.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.fixture.Installation;
import stockpot.cook.fixture.Installation.Ended;
import stockpot.cook.fixture.RunningCook;
import stockpot.cook.fixture.SomeSettings;

/** Backups of a server on which ten people write, put back and started elsewhere. */
class BackupTest {
    private static final int PEOPLE = 10;
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private Path folder;
    private final HttpClient http = HttpClient.newHttpClient();

    private record Person(String token, String room) {}

    private static Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>(SomeSettings.least());
        variables.put("REGISTRATIONENABLE", "true");
        return variables;
    }

    private RunningCook up(Installation installed, Path root, String ports) throws Exception {
        List<String> command =
                List.of(
                        installed.program("cook").toString(),
                        "up",
                        "--root=" + root,
                        "--ports=" + ports);
        return RunningCook.start(installed, variables(), command, client(ports));
    }

    private static int client(String ports) {
        return Integer.parseInt(ports.replaceAll(".*client=(\\d+).*", "$1"));
    }

    private JsonNode call(int port, String method, String path, String token, String body)
            throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:" + port + "/_matrix/client/v3" + path))
                        .header("Authorization", "Bearer " + token)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        for (int tries = 0; answer.statusCode() == 429 && tries < 200; tries++) {
            Thread.sleep(JSON.readTree(answer.body()).path("retry_after_ms").asLong(100));
            answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        }
        assertEquals(200, answer.statusCode(), method + " " + path + ": " + answer.body());
        return JSON.readTree(answer.body());
    }

    private Person person(int port, int number) throws Exception {
        String body =
                "{\"username\":\"p%d\",\"password\":\"soup and bread\",\"auth\":{\"type\":\"m.login.dummy\"}}";
        String token =
                call(port, "POST", "/register", "", body.formatted(number))
                        .path("access_token")
                        .asText();
        String room = call(port, "POST", "/createRoom", token, "{}").path("room_id").asText();
        return new Person(token, room);
    }

    private Thread writer(int port, Person person, Set<String> acknowledged, AtomicBoolean enough) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        for (int i = 0; !enough.get(); i++) {
                            String path = "/rooms/" + person.room() + "/send/m.room.message/" + i;
                            String body = "{\"msgtype\":\"m.text\",\"body\":\"" + i + "\"}";
                            String event =
                                    call(port, "PUT", path, person.token(), body)
                                            .path("event_id")
                                            .asText();
                            acknowledged.add(person.room() + " " + event);
                        }
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Test
    void f52_everyEventAcknowledgedBeforeABackupIsThereAfterItsRestore() throws Exception {
        Installation installed = Installation.in(folder.resolve("installed"));
        Path first = folder.resolve("first");
        String ports = SomeSettings.freePorts();
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        Set<String> before;
        Person alice;
        Path backup;
        try (RunningCook cook = up(installed, first, ports)) {
            List<Person> people = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                people.add(person(client(ports), i));
            }
            alice = people.getFirst();
            AtomicBoolean enough = new AtomicBoolean();
            List<Thread> writers =
                    people.stream()
                            .map(one -> writer(client(ports), one, acknowledged, enough))
                            .toList();
            while (acknowledged.size() < 300) {
                Thread.sleep(10);
            }
            before = Set.copyOf(acknowledged);
            Ended made = installed.cook(Map.of(), "backup", "--root=" + first, "--json");
            enough.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            assertEquals(0, made.status(), made.output());
            backup = Path.of(JSON.readTree(made.output()).path("backup").asText());
            assertEquals(0, cook.stop(), cook.text());
        }
        String key = Files.readString(first.resolve("data/stockpot/example.com.signing.key"));
        Path second = folder.resolve("second");
        Ended restored = installed.cook(Map.of(), "restore", backup.toString(), "--root=" + second);
        assertEquals(0, restored.status(), restored.output());
        assertEquals(
                key, Files.readString(second.resolve("data/stockpot/example.com.signing.key")));
        String others = SomeSettings.freePorts();
        try (RunningCook cook = up(installed, second, others)) {
            String messages = "/rooms/" + alice.room() + "/messages?dir=b&limit=5";
            JsonNode page = call(client(others), "GET", messages, alice.token(), "");
            assertEquals(5, page.path("chunk").size(), page.toString());
            assertEquals(before, stored(second, before));
            assertEquals(0, cook.stop(), cook.text());
        }
    }

    /** Those of these events that a database holds; ids are stored without their sigil. */
    private static Set<String> stored(Path root, Set<String> wanted) throws Exception {
        Set<String> ids = new HashSet<>();
        String url = "jdbc:sqlite:" + root.resolve("data/stockpot/homeserver.db");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT event_id FROM events")) {
            while (rows.next()) {
                ids.add(
                        "$"
                                + Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(rows.getBytes(1)));
            }
        }
        Set<String> found = new HashSet<>(wanted);
        found.removeIf(one -> !ids.contains(one.split(" ")[1]));
        return found;
    }

    @Test
    void f51_olderProgramRefusesANewerDataSet() throws Exception {
        Installation installed = Installation.in(folder.resolve("installed"));
        Path root = folder.resolve("root");
        String ports = SomeSettings.freePorts();
        try (RunningCook cook = up(installed, root, ports)) {
            assertEquals(0, cook.stop(), cook.text());
        }
        Ended good = installed.cook(Map.of(), "upgrade", "--check", "--root=" + root);
        assertEquals(0, good.status(), good.output());
        assertTrue(good.output().contains("nothing has to be migrated"), good.output());
        String url = "jdbc:sqlite:" + root.resolve("data/stockpot/homeserver.db");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO schema_migrations (name, checksum, applied_at)"
                            + " VALUES ('9999-later.sql', '', 0)");
        }
        Ended refused = installed.cook(Map.of(), "upgrade", "--root=" + root);
        assertEquals(1, refused.status(), refused.output());
        assertTrue(refused.output().contains("used by a newer program"), refused.output());
        Ended made = installed.cook(Map.of(), "backup", "--root=" + root, "--json");
        assertEquals(0, made.status(), made.output());
        String backup = JSON.readTree(made.output()).path("backup").asText();
        Ended restored =
                installed.cook(
                        Map.of(), "restore", backup, "--root=" + folder.resolve("elsewhere"));
        assertEquals(1, restored.status(), restored.output());
        assertTrue(restored.output().contains("newer program"), restored.output());
    }
}
