package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import stockpot.server.RunningServer.Answer;
import stockpot.server.RunningServer.Session;
import stockpot.server.api.Endpoint;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.AdminActs;
import stockpot.server.store.AdminActs.ActRow;
import stockpot.server.store.RedactionTasks;
import stockpot.server.store.RedactionTasks.TaskRow;

/** What administrators do, seen on a whole server. */
class AdministrationTest {
    private static final String V1 = "/_synapse/admin/v1";
    private static final String V2 = "/_synapse/admin/v2";
    private static final int TRIES = 20_000;

    private static Session admin(RunningServer server) {
        Session boss = server.register("boss");
        server.database()
                .write(tx -> tx.update("UPDATE users SET admin = 1 WHERE name = ?", boss.user()));
        return boss;
    }

    private static Answer act(
            RunningServer server, Session who, String method, String path, @Nullable String body) {
        return server.call(method, path, who.token(), body);
    }

    private static String room(RunningServer server, Session who, String body) {
        return server.ok("POST", who, "/createRoom", body).at("room_id");
    }

    private static Answer send(RunningServer server, Session who, String room, String txn) {
        return server.call(
                "PUT",
                "/_matrix/client/v3/rooms/" + room + "/send/m.room.message/" + txn,
                who.token(),
                "{\"msgtype\":\"m.text\",\"body\":\"" + txn + "\"}");
    }

    private static List<ActRow> acts(RunningServer server) {
        return server.database().read(tx -> AdminActs.newest(tx, 500));
    }

    @Test
    void x03_everyChangeByAnAdministratorIsInTheBookAndInTheLog() {
        try (CapturedLog log = CapturedLog.begin(Level.INFO);
                RunningServer server = RunningServer.start()) {
            Session boss = admin(server);
            server.register("bob");
            int calls = 0;
            for (Endpoint endpoint : server.endpoints()) {
                if (endpoint.authentication() != Endpoint.Authentication.ADMIN) {
                    continue;
                }
                String path =
                        endpoint.paths()
                                .getFirst()
                                .replace("{userId}", "@bob:test")
                                .replaceAll("\\{[^}]*}", "nothing");
                int before = acts(server).size();
                act(server, boss, endpoint.method(), path, "{\"new_password\":\"hush hush\"}");
                int more = endpoint.method().equals("GET") ? 0 : 1;
                assertEquals(before + more, acts(server).size(), endpoint.method() + " " + path);
                calls += more;
            }
            assertTrue(calls > 20, () -> "too few calls");
            for (ActRow row : acts(server)) {
                assertEquals("@boss:test", row.actor());
                assertNotNull(row.status(), row.act());
                assertEquals("127.0.0.1", row.address());
                assertFalse(String.valueOf(row.detail()).contains("hush"), row.detail());
            }
            List<String> lines =
                    log.atLeast(Level.INFO).stream()
                            .filter(line -> line.contains("admin: @boss:test: "))
                            .toList();
            assertEquals(calls, lines.size());
            assertTrue(lines.stream().noneMatch(line -> line.contains("hush")));
        }
    }

    @Test
    void suspendedUserReadsLeavesAndTakesBackAndNothingElse() {
        try (RunningServer server = RunningServer.start()) {
            Session boss = admin(server);
            Session bob = server.register("bob");
            String room = room(server, bob, "{}");
            String other = room(server, boss, "{\"preset\":\"public_chat\"}");
            String event = send(server, bob, room, "before").good().at("event_id");
            act(server, boss, "PUT", V1 + "/suspend/@bob:test", "{\"suspend\":true}").good();
            refused(send(server, bob, room, "while"));
            String v3 = "/_matrix/client/v3";
            refused(server.call("POST", v3 + "/join/" + other, bob.token(), "{}"));
            refused(server.call("POST", v3 + "/createRoom", bob.token(), "{}"));
            refused(
                    server.call(
                            "POST",
                            v3 + "/rooms/" + room + "/invite",
                            bob.token(),
                            "{\"user_id\":\"@boss:test\"}"));
            refused(
                    server.call(
                            "PUT",
                            v3 + "/rooms/" + room + "/state/m.room.topic",
                            bob.token(),
                            "{\"topic\":\"x\"}"));
            refused(
                    server.call(
                            "PUT",
                            v3 + "/profile/@bob:test/displayname",
                            bob.token(),
                            "{\"displayname\":\"x\"}"));
            server.ok("GET", bob, "/sync?timeout=0", null);
            server.ok("GET", bob, "/rooms/" + room + "/messages?dir=b", null);
            server.ok("PUT", bob, "/rooms/" + room + "/redact/" + event + "/r", "{}");
            server.ok("POST", bob, "/rooms/" + room + "/leave", "{}");
            act(server, boss, "PUT", V1 + "/suspend/@bob:test", "{\"suspend\":false}").good();
            server.ok("POST", bob, "/join/" + other, "{}");
            String strange = send(server, boss, other, "hers").good().at("event_id");
            act(server, boss, "PUT", V1 + "/suspend/@bob:test", "{\"suspend\":true}").good();
            refused(
                    server.call(
                            "PUT",
                            v3 + "/rooms/" + other + "/redact/" + strange + "/r",
                            bob.token(),
                            "{}"));
        }
    }

    private static void refused(Answer answer) {
        assertEquals(403, answer.status(), answer.text());
        assertEquals("M_USER_SUSPENDED", answer.at("errcode"));
    }

    @Test
    void whatAShadowBannedUserDoesSeemsToHappen() {
        try (RunningServer server = RunningServer.start()) {
            Session boss = admin(server);
            Session bob = server.register("bob");
            String room = room(server, boss, "{\"preset\":\"public_chat\"}");
            server.ok("POST", bob, "/join/" + room, "{}");
            act(server, boss, "POST", V1 + "/users/@bob:test/shadow_ban", "{}").good();
            String event = send(server, bob, room, "unheard").good().at("event_id");
            assertTrue(event.startsWith("$"), event);
            String rooms = "/rooms/" + room;
            assertEquals(
                    404,
                    server.call(
                                    "GET",
                                    "/_matrix/client/v3" + rooms + "/event/" + event,
                                    boss.token(),
                                    null)
                            .status());
            String mine =
                    room(server, bob, "{\"invite\":[\"@boss:test\"],\"preset\":\"private_chat\"}");
            server.ok("POST", bob, "/rooms/" + mine + "/invite", "{\"user_id\":\"@boss:test\"}");
            JsonNode sync = server.ok("GET", boss, "/sync?timeout=0", null).json();
            assertFalse(sync.path("rooms").path("invite").has(mine), sync::toString);
            assertFalse(sync.toString().contains("unheard"));
            act(server, boss, "DELETE", V1 + "/users/@bob:test/shadow_ban", null).good();
            String heard = send(server, bob, room, "heard").good().at("event_id");
            server.ok("GET", boss, rooms + "/event/" + heard, null);
        }
    }

    @Test
    void rateLimitOfOneUserWinsOverThatOfEverybody() {
        try (RunningServer server = RunningServer.start()) {
            Session boss = admin(server);
            Session bob = server.register("bob");
            String room = room(server, bob, "{}");
            String path = V1 + "/users/@bob:test/override_ratelimit";
            // The limit of the test server is a million a second.
            act(server, boss, "POST", path, "{\"messages_per_second\":1,\"burst_count\":1}").good();
            Answer answer = send(server, bob, room, "t0");
            for (int i = 1; i < 50 && answer.status() == 200; i++) {
                answer = send(server, bob, room, "t" + i);
            }
            assertEquals(429, answer.status(), answer.text());
            act(server, boss, "POST", path, "{}").good();
            for (int i = 0; i < 5; i++) {
                send(server, bob, room, "free" + i).good();
            }
        }
    }

    @Test
    void x01_whoIsNoAdministratorAnyMoreSpeaksForNobodyElse() {
        try (RunningServer server = RunningServer.start()) {
            Session boss = admin(server);
            Session deputy = server.register("deputy");
            Session bob = server.register("bob");
            String admin = V1 + "/users/@deputy:test/admin";
            for (String end : List.of("demoted", "logged out", "bob logged out")) {
                act(server, boss, "PUT", admin, "{\"admin\":true}").good();
                String token =
                        act(server, deputy, "POST", V1 + "/users/@bob:test/login", "{}")
                                .good()
                                .at("access_token");
                String whoami = "/_matrix/client/v3/account/whoami";
                assertEquals(
                        bob.user(), server.call("GET", whoami, token, null).good().at("user_id"));
                switch (end) {
                    case "demoted" -> act(server, boss, "PUT", admin, "{\"admin\":false}").good();
                    case "bob logged out" -> server.ok("POST", bob, "/logout/all", "{}");
                    default -> {
                        server.ok("POST", deputy, "/logout/all", "{}");
                        deputy = login(server, "deputy");
                    }
                }
                assertEquals(401, server.call("GET", whoami, token, null).status(), end);
            }
            String ended =
                    act(
                                    server,
                                    boss,
                                    "POST",
                                    V1 + "/users/@bob:test/login",
                                    "{\"valid_until_ms\":1000}")
                            .good()
                            .at("access_token");
            assertEquals(
                    401,
                    server.call("GET", "/_matrix/client/v3/account/whoami", ended, null).status());
        }
    }

    private static Session login(RunningServer server, String name) {
        Answer answer =
                server.call(
                                "POST",
                                "/_matrix/client/v3/login",
                                null,
                                "{\"type\":\"m.login.password\",\"identifier\":{\"type\":"
                                        + "\"m.id.user\",\"user\":\""
                                        + name
                                        + "\"},\"password\":\"password of "
                                        + name
                                        + "\"}")
                        .good();
        return new Session(
                answer.at("user_id"), answer.at("access_token"), answer.at("device_id"), null);
    }

    @Test
    void c10_resetPasswordEndsTheSessionsUnlessToldOtherwise() {
        try (RunningServer server = RunningServer.start()) {
            Session boss = admin(server);
            Session bob = server.register("bob");
            String path = V1 + "/reset_password/@bob:test";
            act(
                            server,
                            boss,
                            "POST",
                            path,
                            "{\"new_password\":\"another one\",\"logout_devices\":false}")
                    .good();
            server.ok("GET", bob, "/account/whoami", null);
            act(server, boss, "POST", path, "{\"new_password\":\"password of bob\"}").good();
            String whoami = "/_matrix/client/v3/account/whoami";
            assertEquals(401, server.call("GET", whoami, bob.token(), null).status());
            login(server, "bob");
        }
    }

    @Test
    void lockedByPutMeansLocked() {
        try (RunningServer server = RunningServer.start()) {
            Session boss = admin(server);
            Session bob = server.register("bob");
            String path = V2 + "/users/@bob:test";
            act(server, boss, "PUT", path, "{\"locked\":true}").good();
            Answer answer =
                    server.call("GET", "/_matrix/client/v3/account/whoami", bob.token(), null);
            assertEquals("M_USER_LOCKED", answer.at("errcode"));
            assertEquals(
                    0,
                    act(server, boss, "GET", V2 + "/users?name=bob", null)
                            .json()
                            .path("total")
                            .asInt());
            act(server, boss, "PUT", path, "{\"locked\":false}").good();
            server.ok("GET", bob, "/account/whoami", null);
        }
    }

    @Test
    void x05_searchedTextsAreNoPatterns() {
        try (RunningServer server = RunningServer.start()) {
            Session boss = admin(server);
            act(
                    server,
                    boss,
                    "PUT",
                    V2 + "/users/@a_b:test",
                    "{\"displayname\":\"50% \\\"x\\\"\"}");
            act(server, boss, "PUT", V2 + "/users/@axb:test", "{\"displayname\":\"plain\"}");
            assertEquals(List.of("@a_b:test"), found(server, boss, "name=a_b"));
            assertEquals(List.of("@a_b:test"), found(server, boss, "name=0%25"));
            assertEquals(List.of("@a_b:test"), found(server, boss, "name=%22X%22"));
            assertEquals(List.of("@a_b:test"), found(server, boss, "user_id=A_"));
            assertEquals(List.of(), found(server, boss, "name=%25" + "%25"));
            assertEquals(List.of(), found(server, boss, "name='%22;--%5C"));
            assertEquals(3, found(server, boss, "").size());
        }
    }

    private static List<String> found(RunningServer server, Session who, String query) {
        return act(server, who, "GET", V2 + "/users?" + query, null)
                .good()
                .json()
                .path("users")
                .findValuesAsText("name");
    }

    @Test
    void x03_redactionGoesOnAfterAStop() throws InterruptedException {
        try (RunningServer server = RunningServer.start()) {
            Session boss = admin(server);
            Session bob = server.register("bob");
            String room = room(server, bob, "{}");
            String event = send(server, bob, room, "mine").good().at("event_id");
            TaskRow cutOff =
                    new TaskRow(
                            "cutoff",
                            new UserId(bob.user()),
                            1,
                            "active",
                            "{\"as\":\"@bob:test\",\"rooms\":[\"" + room + "\"],\"limit\":10}",
                            "{}");
            server.database()
                    .write(tx -> {
                        RedactionTasks.insert(tx, cutOff, 0);
                        return true;
                    });
            String start = V1 + "/user/@bob:test/redact";
            assertEquals(
                    400,
                    act(server, boss, "POST", start, "{\"rooms\":[]}").status(),
                    "one at a time");
            server.core().admin.redactions().resume();
            String status = V1 + "/user/redact_status/cutoff";
            Answer answer = act(server, boss, "GET", status, null).good();
            for (int i = 0; i < TRIES && !answer.at("status").equals("complete"); i++) {
                Thread.onSpinWait();
                answer = act(server, boss, "GET", status, null).good();
            }
            assertEquals("complete", answer.at("status"));
            assertEquals("{}", answer.json().path("failed_redactions").toString());
            JsonNode redacted =
                    server.ok("GET", bob, "/rooms/" + room + "/event/" + event, null).json();
            assertTrue(redacted.path("content").isEmpty(), redacted::toString);
        }
    }

    private static final List<String> HOSTILE =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "1.5",
                    "9223372036854775808",
                    "\"\"",
                    "\"a\\u0000b\"",
                    "\"@x\\u0000:test\"",
                    "\"" + "x".repeat(70_000) + "\"",
                    "[]",
                    "[null]",
                    "[\"a\\u0000\"]",
                    "[{}]",
                    "{}",
                    "{\"\\u0000\":true}");

    private static final List<String> KEYS =
            List.of(
                    "admin",
                    "password",
                    "displayname",
                    "avatar_url",
                    "threepids",
                    "external_ids",
                    "user_type",
                    "deactivated",
                    "locked",
                    "logout_devices",
                    "new_password",
                    "suspend",
                    "erase",
                    "valid_until_ms",
                    "messages_per_second",
                    "burst_count",
                    "devices",
                    "device_id",
                    "display_name",
                    "features",
                    "user_id",
                    "expiration_ts",
                    "rooms",
                    "limit",
                    "reason",
                    "before_ts",
                    "token",
                    "length",
                    "uses_allowed",
                    "expiry_time",
                    "suspended");

    @OnBothDatabases
    void j13_hostileRequestsOfAnAdministratorAreRefusedOrServed(TestDatabase database) {
        try (RunningServer server = RunningServer.start(database.config(), Core.Seams.NONE)) {
            Session boss = admin(server);
            server.register("bob");
            int turn = 0;
            for (Endpoint endpoint : server.endpoints()) {
                if (endpoint.authentication() == Endpoint.Authentication.ADMIN) {
                    hostilePaths(server, boss, endpoint);
                    if (!endpoint.method().equals("GET")) {
                        hostileBodies(server, boss, endpoint, turn++);
                    }
                }
            }
        }
    }

    private static void hostilePaths(RunningServer server, Session boss, Endpoint endpoint) {
        for (String segment : List.of("%00", "a%00b", "%25_", "@bob:test", "%F0%9F%8D%B2")) {
            String path = endpoint.paths().getFirst().replaceAll("\\{[^}]*}", segment);
            for (String query : List.of("", "?name=%00&user_id=%00", "?limit=99999999999999")) {
                sane(act(server, boss, endpoint.method(), path + query, "{}"), path + query);
            }
        }
    }

    private static void hostileBodies(
            RunningServer server, Session boss, Endpoint endpoint, int turn) {
        String path =
                endpoint.paths()
                        .getFirst()
                        .replace("{userId}", "@bob:test")
                        .replaceAll("\\{[^}]*}", "x");
        for (int i = 0; i < HOSTILE.size(); i++) {
            List<String> parts = new ArrayList<>();
            for (int j = 0; j < KEYS.size(); j++) {
                parts.add('"' + KEYS.get(j) + "\":" + HOSTILE.get((i + j * 7) % HOSTILE.size()));
            }
            String body = "{" + String.join(",", parts) + "}";
            sane(act(server, boss, endpoint.method(), path, body), path);
        }
        for (int i = 0; i < KEYS.size(); i++) {
            String value = HOSTILE.get((turn + i) % HOSTILE.size());
            String one = "{\"" + KEYS.get(i) + "\":" + value + "}";
            sane(act(server, boss, endpoint.method(), path, one), path + " " + one);
        }
    }

    private static void sane(Answer answer, String what) {
        assertTrue(
                answer.status() < 500,
                () -> what.substring(0, Math.min(what.length(), 300)) + " " + answer.text());
    }

    @Test
    void deletedMediaIsGoneUnlessAnotherUploadHoldsTheSameBytes() {
        try (RunningServer server = RunningServer.start()) {
            Session boss = admin(server);
            Session bob = server.register("bob");
            String upload = "/_matrix/media/v3/upload";
            String his =
                    server.call("POST", upload, bob.token(), "{\"a\":1}").good().at("content_uri");
            String hers =
                    server.call("POST", upload, boss.token(), "{\"a\":1}").good().at("content_uri");
            String only =
                    server.call("POST", upload, bob.token(), "{\"a\":2}").good().at("content_uri");
            String media = V1 + "/users/@bob:test/media";
            Answer deleted = act(server, boss, "DELETE", media, null).good();
            assertEquals(2, deleted.json().path("total").asInt());
            assertEquals(404, download(server, boss, his));
            assertEquals(404, download(server, boss, only));
            assertEquals(200, download(server, boss, hers));
            assertEquals(0, act(server, boss, "GET", media, null).json().path("total").asInt());
        }
    }

    private static int download(RunningServer server, Session who, String uri) {
        String path = "/_matrix/client/v1/media/download/" + uri.substring("mxc://".length());
        return server.call("GET", path, who.token(), null).status();
    }

    @Test
    void masterKeyIsReplacedWithoutProofOnceWhenAllowed() throws Exception {
        try (RunningServer server = RunningServer.start()) {
            AdminSubject subject = new AdminSubject(server.port(), RunningServer.SECRET);
            var names = subject.people();
            String token = names.get("alice token");
            String upload = "/_matrix/client/v3/keys/device_signing/upload";
            String body = master(publicKey());
            assertEquals(401, server.call("POST", upload, token, body).status());
            subject.call(
                            "POST",
                            V1 + "/users/@alice:test/_allow_cross_signing_replacement_without_uia",
                            names.get("admin token"),
                            "{}")
                    .good();
            server.call("POST", upload, token, body).good();
            assertEquals(401, server.call("POST", upload, token, master(publicKey())).status());
        }
    }

    /** The last 32 bytes of what the JDK writes are the key itself. */
    private static String publicKey() throws GeneralSecurityException {
        byte[] encoded =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
        byte[] key = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return Base64.getEncoder().withoutPadding().encodeToString(key);
    }

    private static String master(String key) {
        return "{\"master_key\":{\"user_id\":\"@alice:test\",\"usage\":[\"master\"],\"keys\":"
                + "{\"ed25519:%1$s\":\"%1$s\"}}}".formatted(key);
    }
}
