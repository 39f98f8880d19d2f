package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import stockpot.server.RunningServer.Answer;
import stockpot.server.RunningServer.Session;
import stockpot.server.api.Endpoint;
import stockpot.server.config.DatabaseConfig;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.StorageSteps;
import stockpot.server.store.StorageTrouble;

/** Threats that only show on a whole server. */
class ServerThreatsTest {
    private static final String V3 = "/_matrix/client/v3";

    /** Routes below an admin path that others may ask: about oneself, and by the shared secret. */
    private static final List<String> NOT_FOR_ADMINS_ALONE =
            List.of(
                    V3 + "/admin/whois/{userId}",
                    "/_matrix/client/r0/admin/whois/{userId}",
                    "/_synapse/admin/v1/whois/{userId}",
                    "/_synapse/admin/v1/register");

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void setAdmin(RunningServer server, String user, int value) {
        server.database()
                .write(tx -> tx.update("UPDATE users SET admin = ? WHERE name = ?", value, user));
    }

    private static List<Answer> adminCalls(RunningServer server, String token) {
        List<Answer> answers = new ArrayList<>();
        for (Endpoint endpoint : server.endpoints()) {
            for (String path : endpoint.paths()) {
                if (endpoint.authentication() == Endpoint.Authentication.ADMIN) {
                    String one =
                            path.replace("{userId}", encoded("@bob:test"))
                                    .replaceAll("\\{[^}]*}", "nothing");
                    answers.add(server.call(endpoint.method(), one, token, "{}"));
                }
            }
        }
        return answers;
    }

    @Test
    void x01_adminRoutesAreForAdministratorsOfThisMoment() {
        try (RunningServer server = RunningServer.start()) {
            Session alice = server.register("alice");
            server.register("bob");
            for (Endpoint endpoint : server.endpoints()) {
                for (String path : endpoint.paths()) {
                    if (path.contains("/admin/") && !NOT_FOR_ADMINS_ALONE.contains(path)) {
                        assertEquals(
                                Endpoint.Authentication.ADMIN, endpoint.authentication(), path);
                    }
                }
            }
            refusedAll(403, adminCalls(server, alice.token()));
            String whois = V3 + "/admin/whois/" + encoded("@bob:test");
            assertEquals(403, server.call("GET", whois, alice.token(), null).status());
            setAdmin(server, alice.user(), 1);
            adminCalls(server, alice.token()).forEach(one -> assertTrue(one.status() != 403));
            assertEquals(200, server.call("GET", whois, alice.token(), null).status());
            setAdmin(server, alice.user(), 0);
            refusedAll(403, adminCalls(server, alice.token()));
            setAdmin(server, alice.user(), 1);
            server.database()
                    .write(tx ->
                            tx.update(
                                    "UPDATE users SET deactivated = 1 WHERE name = ?",
                                    alice.user()));
            for (Answer answer : adminCalls(server, alice.token())) {
                assertTrue(answer.status() == 401 || answer.status() == 403, answer.text());
            }
        }
    }

    private static void refusedAll(int status, List<Answer> answers) {
        assertFalse(answers.isEmpty());
        answers.forEach(answer -> assertEquals(status, answer.status(), answer.text()));
    }

    @Test
    void x02_noSecretIsInAnyLogLine() {
        AtomicReference<StorageSteps.@Nullable Step> failing = new AtomicReference<>();
        try (CapturedLog log = CapturedLog.begin(Level.ALL);
                RunningServer server = RunningServer.start(null, failing(failing))) {
            Session alice = server.register("alice");
            List<String> secrets =
                    new ArrayList<>(List.of(RunningServer.SECRET, RunningServer.SEED));
            secrets.add(alice.token());
            secrets.add("password of alice");
            secrets.add("wrong password of alice");
            String login =
                    "{\"type\":\"m.login.password\",\"refresh_token\":true,\"identifier\":"
                            + "{\"type\":\"m.id.user\",\"user\":\"alice\"},\"password\":\"%s\"}";
            Answer good =
                    server.call("POST", V3 + "/login", null, login.formatted("password of alice"));
            secrets.add(good.at("access_token"));
            secrets.add(good.at("refresh_token"));
            server.call("POST", V3 + "/login", null, login.formatted("wrong password of alice"));
            Answer refreshed =
                    server.call(
                            "POST",
                            V3 + "/refresh",
                            null,
                            "{\"refresh_token\":\"" + good.at("refresh_token") + "\"}");
            secrets.add(refreshed.at("access_token"));
            secrets.add(refreshed.at("refresh_token"));
            server.call("GET", V3 + "/sync?timeout=0&access_token=" + alice.token(), null, null);
            server.call("GET", V3 + "/nothing?access_token=" + alice.token(), null, null);
            server.call("POST", V3 + "/login", null, "{\"password\":\"password of alice\"");
            failing.set(StorageSteps.Step.READ);
            String lines = "/profile/@x%0D%0AINFO%1B%5B2J:test?access_token=" + alice.token();
            assertEquals(500, server.call("GET", V3 + lines, null, null).status());
            failing.set(StorageSteps.Step.READ);
            server.call("POST", V3 + "/login", null, login.formatted("password of alice"));
            failing.set(null);
            List<String> written = log.atLeast(Level.ALL);
            assertFalse(written.isEmpty());
            for (String line : written) {
                for (String secret : secrets) {
                    assertFalse(line.contains(secret), line);
                }
            }
        }
    }

    /** Throws once, as a mistake of ours would, when the step that is set comes. */
    private static Core.Seams failing(AtomicReference<StorageSteps.@Nullable Step> step) {
        return new Core.Seams(
                now -> {
                    if (now == step.get()) {
                        step.set(null);
                        throw new IllegalStateException("planted");
                    }
                },
                database -> database,
                Core.Seams.NONE.hub());
    }

    @Test
    void x05_textsWithMeaningToSqlAreTexts() {
        try (RunningServer server = RunningServer.start()) {
            Session alice = server.register("alice");
            Session bob = server.register("bob");
            String user = encoded(alice.user());
            String plain =
                    server.ok(
                                    "POST",
                                    alice,
                                    "/createRoom",
                                    "{\"visibility\":\"public\",\"name\":\"plain\"}")
                            .at("room_id");
            for (String text :
                    List.of("'\";--\\", "%", "_", "a'); DROP TABLE users;--", "$1 ? :a")) {
                String quoted = Json.text(Json.object().put("displayname", text));
                server.ok("PUT", alice, "/profile/" + user + "/displayname", quoted);
                Answer profile = server.ok("GET", alice, "/profile/" + user, null);
                assertEquals(text, profile.at("displayname"));
                String data = "/user/" + user + "/account_data/" + encoded("t" + text);
                server.ok("PUT", alice, data, quoted);
                assertEquals(text, server.ok("GET", alice, data, null).at("displayname"));
                String absent = "/user/" + encoded(bob.user()) + "/account_data/" + encoded("t%");
                assertEquals(404, server.call("GET", V3 + absent, bob.token(), null).status());
                String tag =
                        "/user/" + user + "/rooms/" + encoded(plain) + "/tags/u." + encoded("x");
                server.ok("PUT", alice, tag, "{}");
                server.ok(
                        "PUT",
                        alice,
                        "/devices/" + alice.device(),
                        Json.text(Json.object().put("display_name", text)));
                assertEquals(
                        text,
                        server.ok("GET", alice, "/devices/" + alice.device(), null)
                                .at("display_name"));
                server.ok(
                        "POST",
                        alice,
                        "/createRoom",
                        Json.text(
                                Json.object().put("visibility", "public").put("name", "n" + text)));
                findsOnly(server, alice, text);
            }
            assertEquals(
                    200, server.call("GET", V3 + "/sync?timeout=0", bob.token(), null).status());
        }
    }

    private static void findsOnly(RunningServer server, Session who, String text) {
        var body = Json.object();
        body.putObject("filter").put("generic_search_term", text);
        JsonNode rooms =
                server.ok("POST", who, "/publicRooms", Json.text(body)).json().get("chunk");
        assertFalse(rooms.isEmpty(), text);
        for (JsonNode room : rooms) {
            assertTrue(room.get("name").asText().contains(text), room + " for " + text);
        }
        String search = Json.text(Json.object().put("search_term", text));
        JsonNode users =
                server.ok("POST", who, "/user_directory/search", search).json().get("results");
        for (JsonNode user : users) {
            assertTrue(user.toString().contains("alice"), user + " for " + text);
        }
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void r01_globsOfManyStarsCostLittle() {
        try (RunningServer server = RunningServer.start()) {
            Session alice = server.register("alice");
            Session bob = server.register("bob");
            String stars = "*a".repeat(12) + "*b";
            server.ok(
                    "PUT",
                    bob,
                    "/pushrules/global/content/stars",
                    "{\"actions\":[\"notify\"],\"pattern\":\"" + stars + "\"}");
            String room =
                    server.ok("POST", alice, "/createRoom", "{\"invite\":[\"@bob:test\"]}")
                            .at("room_id");
            server.ok("POST", bob, "/join/" + encoded(room), "{}");
            long began = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                server.ok(
                        "PUT",
                        alice,
                        "/rooms/" + encoded(room) + "/send/" + "a".repeat(200) + "/" + i,
                        "{\"body\":\"" + "a".repeat(20_000) + "\"}");
            }
            String filter =
                    "{\"room\":{\"timeline\":{\"types\":[\""
                            + stars
                            + "\"],\"not_types\":[\""
                            + stars
                            + "\"]}}}";
            server.ok("GET", bob, "/sync?timeout=0&filter=" + encoded(filter), null);
            server.ok("GET", bob, "/sync?timeout=0", null);
            server.ok("POST", bob, "/user_directory/search", "{\"search_term\":\"" + stars + "\"}");
            server.ok(
                    "POST",
                    bob,
                    "/publicRooms",
                    "{\"filter\":{\"generic_search_term\":\"" + stars + "\"}}");
            long millis = (System.nanoTime() - began) / 1_000_000;
            assertTrue(millis < 8_000, millis + " ms");
        }
    }

    @Test
    void r14_afterAMistakeInAHandlerTheNextRequestsSucceed() {
        AtomicReference<StorageSteps.@Nullable Step> failing = new AtomicReference<>();
        try (RunningServer server = RunningServer.start(null, failing(failing))) {
            Session alice = server.register("alice");
            String room = encoded(server.ok("POST", alice, "/createRoom", "{}").at("room_id"));
            int sent = 0;
            for (StorageSteps.Step step : StorageSteps.Step.values()) {
                failing.set(step);
                Answer first = say(server, alice, room, "planted" + step);
                for (int i = 0; i < 170; i++) {
                    say(server, alice, room, "after" + sent++).good();
                }
                server.ok("GET", alice, "/sync?timeout=0", null);
                assertEquals(null, failing.get(), step + " was not reached: " + first.status());
            }
            assertTrue(sent >= 1_000);
        }
    }

    private static Answer say(RunningServer server, Session who, String room, String transaction) {
        return server.call(
                "PUT",
                V3 + "/rooms/" + room + "/send/m.room.message/" + transaction,
                who.token(),
                "{\"msgtype\":\"m.text\",\"body\":\"x\"}");
    }

    @Test
    void readyIsSaidOnlyWhileWritesAreCommitted() throws Exception {
        AtomicReference<StorageSteps.@Nullable Step> failing = new AtomicReference<>();
        Core.Seams seams =
                new Core.Seams(
                        now -> {
                            if (now == failing.get()) {
                                throw new StorageTrouble("planted", false, null);
                            }
                        },
                        database -> database,
                        Core.Seams.NONE.hub());
        try (RunningServer server = RunningServer.start(null, seams)) {
            Session alice = server.register("alice");
            String room = encoded(server.ok("POST", alice, "/createRoom", "{}").at("room_id"));
            assertEquals(200, server.call("GET", "/ready", null, null).status());
            failing.set(StorageSteps.Step.COMMIT);
            assertEquals(503, say(server, alice, room, "1").status());
            for (int i = 0; i < 3; i++) {
                Answer waiting = server.call("GET", "/ready", null, null);
                assertEquals(503, waiting.status());
                assertEquals("database", waiting.at("waiting_for"));
                Thread.sleep(20);
            }
            assertEquals(200, server.call("GET", "/health", null, null).status());
            failing.set(null);
            int status = 0;
            for (int i = 0; i < 100 && status != 200; i++) {
                status = server.call("GET", "/ready", null, null).status();
                Thread.sleep(50);
            }
            assertEquals(200, status);
        }
    }

    private static Connection second(DatabaseConfig config) throws Exception {
        return switch (config) {
            case DatabaseConfig.Sqlite sqlite ->
                    DriverManager.getConnection(
                            "jdbc:sqlite:" + sqlite.file() + "?busy_timeout=5000");
            case DatabaseConfig.Postgres postgres ->
                    DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:"
                                    + postgres.port()
                                    + "/"
                                    + postgres.database()
                                    + "?user=postgres");
        };
    }

    private static void run(Connection connection, String sql, String... words) throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < words.length; i++) {
                statement.setString(i + 1, words[i]);
            }
            assertEquals(1, statement.executeUpdate());
        }
    }

    private static int login(RunningServer server, String user, String password) {
        String body =
                "{\"type\":\"m.login.password\",\"identifier\":{\"type\":\"m.id.user\",\"user\":\""
                        + user
                        + "\"},\"password\":\""
                        + password
                        + "\"}";
        return server.call("POST", V3 + "/login", null, body).status();
    }

    @OnBothDatabases
    void usersTableChangedByAnOperatorIsHeeded(TestDatabase test) throws Exception {
        test.open();
        test.shut();
        try (RunningServer server = RunningServer.start(test.config(), Core.Seams.NONE)) {
            Session alice = server.register("alice");
            Session bob = server.register("bob");
            assertEquals(403, login(server, "bob", "password of alice"));
            String lock = "/_matrix/client/v1/admin/lock/" + encoded(alice.user());
            assertEquals(403, server.call("GET", lock, bob.token(), null).status());
            try (Connection connection = second(test.config())) {
                run(
                        connection,
                        "UPDATE users SET password_hash = (SELECT u.password_hash FROM users u"
                                + " WHERE u.name = ?), admin = 1 WHERE name = ?",
                        alice.user(),
                        bob.user());
            }
            assertEquals(200, login(server, "bob", "password of alice"));
            assertEquals(403, login(server, "bob", "password of bob"));
            assertEquals(200, server.call("GET", lock, bob.token(), null).status());
        }
    }
}
