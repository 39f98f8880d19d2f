package stockpot.server.api.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import stockpot.server.config.RegistrationConfig;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestHttp;
import stockpot.server.fixture.TestUsers;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.users.ConsentStage;

class AccountChaptersTest {
    private static final String V3 = "/_matrix/client/v3";

    private static String token(TestUsers users, String name, String device) {
        return users.account(name, device).tokens().access();
    }

    private static HttpResponse<String> post(TestHttp http, String path, ObjectNode body) {
        return http.send(http.to(path).POST(HttpRequest.BodyPublishers.ofString(Json.text(body))));
    }

    private static ObjectNode password(String name) {
        ObjectNode body = Json.object();
        ObjectNode auth = body.putObject("auth");
        auth.put("type", "m.login.password").put("password", TestUsers.password(name));
        auth.putObject("identifier").put("type", "m.id.user").put("user", name);
        return body;
    }

    private static ObjectNode login(String name, String password) {
        ObjectNode body = Json.object().put("type", "m.login.password").put("password", password);
        body.putObject("identifier").put("type", "m.id.user").put("user", name);
        return body;
    }

    @OnBothDatabases
    void personRegistersLogsInRefreshesAndLogsOut(Database database) {
        TestUsers users = new TestUsers(database);
        try (TestHttp http = users.serve()) {
            ObjectNode register = Json.object().put("username", "Alice").put("password", "pw");
            HttpResponse<String> challenge = post(http, V3 + "/register", register);
            assertEquals(401, challenge.statusCode());
            assertFalse(TestHttp.json(challenge).has("errcode"));
            register.putObject("auth").put("type", "m.login.dummy");
            assertEquals(200, post(http, V3 + "/register", register).statusCode());
            ObjectNode login = login("alice", "pw").put("refresh_token", true);
            ObjectNode session = TestHttp.json(post(http, V3 + "/login", login));
            assertEquals("@alice:test", session.path("user_id").asText());
            assertEquals(300_000, session.path("expires_in_ms").asInt());
            ObjectNode refresh =
                    Json.object().put("refresh_token", session.path("refresh_token").asText());
            ObjectNode second = TestHttp.json(post(http, V3 + "/refresh", refresh));
            String token = second.path("access_token").asText();
            ObjectNode whoami = TestHttp.json(http.get(token, V3 + "/account/whoami"));
            assertEquals(session.path("device_id"), whoami.path("device_id"));
            assertFalse(whoami.path("is_guest").asBoolean(true));
            assertEquals(200, http.send("POST", token, V3 + "/logout", Json.object()).statusCode());
            assertEquals(401, http.get(token, V3 + "/account/whoami").statusCode());
            assertEquals(403, post(http, V3 + "/login", login("alice", "no")).statusCode());
        }
    }

    @OnBothDatabases
    void wrongLoginsAreRefusedPrecisely(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "PHONE");
        try (TestHttp http = users.serve()) {
            ObjectNode phone = Json.object().put("type", "m.login.password").put("password", "x");
            phone.putObject("identifier")
                    .put("type", "m.id.phone")
                    .put("country", "GB")
                    .put("phone", "1");
            assertEquals(403, post(http, V3 + "/login", phone).statusCode());
            assertEquals(400, post(http, V3 + "/login", Json.object()).statusCode());
            ObjectNode odd = Json.object().put("type", "m.login.magic");
            assertEquals(400, post(http, V3 + "/login", odd).statusCode());
            ObjectNode legacy =
                    Json.object()
                            .put("type", "m.login.password")
                            .put("user", "alice")
                            .put("password", TestUsers.password("alice"))
                            .put("device_id", "NEW");
            ObjectNode session = TestHttp.json(post(http, V3 + "/login", legacy));
            assertEquals("NEW", session.path("device_id").asText());
        }
    }

    @OnBothDatabases
    void c10_newPasswordEndsOtherSessionsUnlessAskedToKeepThem(Database database) {
        TestUsers users = new TestUsers(database);
        String here = token(users, "alice", "HERE");
        String there = token(users, "alice", "THERE");
        try (TestHttp http = users.serve()) {
            ObjectNode keep = password("alice").put("new_password", TestUsers.password("alice"));
            keep.put("logout_devices", false);
            String path = V3 + "/account/password";
            assertEquals(200, http.send("POST", here, path, keep).statusCode());
            assertEquals(200, http.get(there, V3 + "/account/whoami").statusCode());
            ObjectNode change = password("alice").put("new_password", "other");
            assertEquals(200, http.send("POST", here, path, change).statusCode());
            assertEquals(401, http.get(there, V3 + "/account/whoami").statusCode());
            assertEquals(200, http.get(here, V3 + "/account/whoami").statusCode());
            assertEquals(
                    403,
                    post(http, V3 + "/login", login("alice", TestUsers.password("alice")))
                            .statusCode());
            assertEquals(200, post(http, V3 + "/login", login("alice", "other")).statusCode());
            assertTrue(users.told.contains("removed @alice:test [THERE]"), users.told.toString());
        }
    }

    @OnBothDatabases
    void closedAccountIsGoneForGood(Database database) throws Exception {
        TestUsers users = new TestUsers(database);
        String token = token(users, "alice", "HERE");
        try (TestHttp http = users.serve()) {
            ObjectNode body = password("alice").put("erase", true);
            String path = V3 + "/account/deactivate";
            assertEquals(401, http.send("POST", token, path, Json.object()).statusCode());
            assertEquals(200, http.send("POST", token, path, body).statusCode());
            assertEquals(401, http.get(token, V3 + "/account/whoami").statusCode());
            assertEquals(
                    403,
                    post(http, V3 + "/login", login("alice", TestUsers.password("alice")))
                            .statusCode());
            ObjectNode again = Json.object().put("username", "alice").put("password", "pw");
            HttpResponse<String> taken = post(http, V3 + "/register", again);
            assertEquals("M_USER_IN_USE", TestHttp.json(taken).path("errcode").asText());
        }
        for (int i = 0; i < 200 && !users.told.contains("left @alice:test"); i++) {
            Thread.sleep(10);
        }
        assertTrue(users.told.contains("left @alice:test"));
    }

    @OnBothDatabases
    void devicesAreListedNamedAndDeletedWithProof(Database database) {
        TestUsers users = new TestUsers(database);
        String token = token(users, "alice", "HERE");
        String other = token(users, "alice", "THERE");
        try (TestHttp http = users.serve()) {
            ObjectNode list = TestHttp.json(http.get(token, V3 + "/devices"));
            assertEquals(2, list.path("devices").size());
            String path = V3 + "/devices/THERE";
            ObjectNode name = Json.object().put("display_name", "Work");
            assertEquals(200, http.send("PUT", token, path, name).statusCode());
            ObjectNode device = TestHttp.json(http.get(token, path));
            assertEquals("Work", device.path("display_name").asText());
            assertEquals(404, http.get(token, V3 + "/devices/NONE").statusCode());
            assertEquals(404, http.send("PUT", token, V3 + "/devices/NONE", name).statusCode());
            HttpResponse<String> challenge = http.send(http.as(token, path).DELETE());
            assertEquals(401, challenge.statusCode());
            assertTrue(TestHttp.json(challenge).has("session"));
            assertEquals(200, http.send("DELETE", token, path, password("alice")).statusCode());
            assertEquals(401, http.get(other, V3 + "/account/whoami").statusCode());
            assertEquals(404, http.get(token, path).statusCode());
            ObjectNode many = password("alice");
            many.putArray("devices").add("HERE").add("NONE");
            assertEquals(200, http.send("POST", token, V3 + "/delete_devices", many).statusCode());
            assertEquals(401, http.get(token, V3 + "/account/whoami").statusCode());
        }
    }

    @OnBothDatabases
    void c25_whatIsAUsersOwnIsClosedToOthers(Database database) {
        TestUsers users = new TestUsers(database);
        String bob = token(users, "bob", "HERE");
        token(users, "alice", "HERE");
        try (TestHttp http = users.serve()) {
            String alice = V3 + "/user/@alice:test";
            for (String path :
                    List.of(
                            alice + "/account_data/t",
                            alice + "/rooms/!r:test/account_data/t",
                            alice + "/rooms/!r:test/tags/t",
                            V3 + "/profile/@alice:test/displayname",
                            V3 + "/presence/@alice:test/status")) {
                ObjectNode body = Json.object().put("displayname", "x").put("presence", "online");
                assertEquals(403, http.send("PUT", bob, path, body).statusCode(), path);
            }
            for (String path : List.of(alice + "/account_data/t", alice + "/filter/0")) {
                assertEquals(403, http.get(bob, path).statusCode(), path);
            }
            assertEquals(
                    403,
                    http.send("POST", bob, alice + "/openid/request_token", Json.object())
                            .statusCode());
            assertEquals(403, http.get(bob, V3 + "/presence/@stranger:test/status").statusCode());
        }
    }

    @OnBothDatabases
    void accountDataTagsFiltersAndProfilesAreServed(Database database) {
        TestUsers users = new TestUsers(database);
        String token = token(users, "alice", "HERE");
        try (TestHttp http = users.serve()) {
            String own = V3 + "/user/@alice:test";
            ObjectNode data = Json.object().put("cats", true);
            String path = own + "/account_data/my.type";
            assertEquals(404, http.get(token, path).statusCode());
            assertEquals(200, http.send("PUT", token, path, data).statusCode());
            assertEquals(data, TestHttp.json(http.get(token, path)));
            assertEquals(
                    405,
                    http.send("PUT", token, own + "/account_data/m.push_rules", data).statusCode());
            String tags = own + "/rooms/%21r%3Atest/tags";
            assertEquals(200, http.send("PUT", token, tags + "/u.a", data).statusCode());
            assertEquals("{\"tags\":{\"u.a\":{\"cats\":true}}}", http.get(token, tags).body());
            ObjectNode filter =
                    TestHttp.json(http.send("POST", token, own + "/filter", Json.object()));
            String id = filter.path("filter_id").asText();
            assertEquals("{}", http.get(token, own + "/filter/" + id).body());
            String profile = V3 + "/profile/@alice:test";
            ObjectNode name = Json.object().put("displayname", "Alice Å");
            assertEquals(200, http.send("PUT", token, profile + "/displayname", name).statusCode());
            assertEquals(name, TestHttp.json(http.send(http.to(profile + "/displayname"))));
            assertEquals(name, TestHttp.json(http.send(http.to(profile))));
            assertEquals(404, http.send(http.to(V3 + "/profile/@no:test")).statusCode());
        }
    }

    @OnBothDatabases
    void c20_guestsReachOnlyWhatIsForThem(Database database) {
        TestUsers users = new TestUsers(database);
        try (TestHttp http = users.serve()) {
            ObjectNode guest =
                    TestHttp.json(post(http, V3 + "/register?kind=guest", Json.object()));
            String token = guest.path("access_token").asText();
            ObjectNode whoami = TestHttp.json(http.get(token, V3 + "/account/whoami"));
            assertTrue(whoami.path("is_guest").asBoolean());
            for (String path : List.of("/voip/turnServer", "/devices", "/account/3pid")) {
                HttpResponse<String> answer = http.get(token, V3 + path);
                assertEquals(403, answer.statusCode(), path);
                assertFalse(answer.body().contains("turn:"));
            }
            String alice = token(users, "alice", "HERE");
            ObjectNode relay = TestHttp.json(http.get(alice, V3 + "/voip/turnServer"));
            assertTrue(relay.path("username").asText().endsWith(":@alice:test"));
            assertEquals(3600, relay.path("ttl").asInt());
        }
    }

    @OnBothDatabases
    void openIdTokenProvesItsUser(Database database) {
        TestUsers users = new TestUsers(database);
        String token = token(users, "alice", "HERE");
        try (TestHttp http = users.serve()) {
            String path = V3 + "/user/@alice:test/openid/request_token";
            ObjectNode issued = TestHttp.json(http.send("POST", token, path, Json.object()));
            String info = "/_matrix/federation/v1/openid/userinfo";
            String proof = issued.path("access_token").asText();
            HttpResponse<String> owner = http.send(http.to(info + "?access_token=" + proof));
            assertEquals("{\"sub\":\"@alice:test\"}", owner.body());
            assertEquals(401, http.send(http.to(info)).statusCode());
            assertEquals(401, http.send(http.to(info + "?access_token=" + token)).statusCode());
            assertEquals(401, http.get(proof, V3 + "/account/whoami").statusCode());
        }
    }

    @OnBothDatabases
    void loginTokenIsGivenForProofAndLogsAnotherDeviceIn(Database database) {
        TestUsers users = new TestUsers(database);
        String token = token(users, "alice", "HERE");
        try (TestHttp http = users.serve()) {
            String path = "/_matrix/client/v1/login/get_token";
            assertEquals(401, http.send("POST", token, path, Json.object()).statusCode());
            ObjectNode given = TestHttp.json(http.send("POST", token, path, password("alice")));
            ObjectNode login =
                    Json.object()
                            .put("type", "m.login.token")
                            .put("token", given.path("login_token").asText());
            ObjectNode session = TestHttp.json(post(http, V3 + "/login", login));
            assertEquals("@alice:test", session.path("user_id").asText());
            assertEquals(403, post(http, V3 + "/login", login).statusCode());
        }
    }

    @OnBothDatabases
    void termsCanBeAcceptedOnAPage(Database database) {
        TestUsers.Settings settings = new TestUsers.Settings();
        settings.registration =
                TestUsers.Settings.open(
                        false, new RegistrationConfig.Terms("1", "Rules <b>", "https://x.test/"));
        TestUsers users = new TestUsers(database, settings);
        try (TestHttp http = users.serve()) {
            ObjectNode register = Json.object().put("username", "alice").put("password", "pw");
            ObjectNode challenge = TestHttp.json(post(http, V3 + "/register", register));
            assertTrue(challenge.path("params").has(ConsentStage.TERMS));
            String session = challenge.path("session").asText();
            String path = V3 + "/auth/m.login.terms/fallback/web";
            String page = http.send(http.to(path + "?session=" + session)).body();
            assertTrue(page.contains("Rules &lt;b&gt;"), page);
            HttpResponse<String> done =
                    http.send(
                            http.to(path)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "session=" + session)));
            assertEquals(200, done.statusCode());
            register.putObject("auth").put("session", session);
            assertEquals(200, post(http, V3 + "/register", register).statusCode());
        }
    }

    @OnBothDatabases
    void w06_pagesRunNoScriptOfAnybodyElse(Database database) {
        TestUsers users = new TestUsers(database);
        try (TestHttp http = users.serve()) {
            ObjectNode challenge = TestHttp.json(post(http, V3 + "/register", Json.object()));
            String session = challenge.path("session").asText();
            for (String path :
                    List.of(
                            V3 + "/auth/m.login.terms/fallback/web?session=" + session,
                            "/_matrix/static/client/login/?device_id=%3Cscript%3E")) {
                HttpResponse<String> page = http.send(http.to(path));
                assertEquals(200, page.statusCode(), path);
                String policy = page.headers().firstValue("Content-Security-Policy").orElse("none");
                assertTrue(policy.contains("default-src 'none'"), policy);
                assertTrue(policy.contains("frame-ancestors 'none'"), policy);
                assertFalse(policy.contains("unsafe"), policy);
                assertFalse(page.body().contains("<script>"), page.body());
            }
            for (String payload : List.of("%3Cscript%3E", "%22%3E%3Cimg%20src%3Dx%3E", "%27")) {
                HttpResponse<String> refused =
                        http.send(
                                http.to(
                                        V3
                                                + "/auth/m.login.terms/fallback/web?session="
                                                + payload));
                assertEquals(404, refused.statusCode());
                assertFalse(refused.body().contains("<"));
            }
        }
    }

    @OnBothDatabases
    void sharedSecretToolOfSynapseWorks(Database database) throws Exception {
        TestUsers users = new TestUsers(database);
        try (TestHttp http = users.serve()) {
            String path = "/_synapse/admin/v1/register";
            String nonce = TestHttp.json(http.send(http.to(path))).path("nonce").asText();
            javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA1");
            byte[] key = TestUsers.SHARED_SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            mac.init(new javax.crypto.spec.SecretKeySpec(key, "HmacSHA1"));
            byte[] text =
                    (nonce + "\0root\0pw\0admin").getBytes(java.nio.charset.StandardCharsets.UTF_8);
            ObjectNode body =
                    Json.object()
                            .put("nonce", nonce)
                            .put("username", "root")
                            .put("password", "pw")
                            .put("admin", true)
                            .put("mac", java.util.HexFormat.of().formatHex(mac.doFinal(text)));
            body.putNull("user_type");
            HttpResponse<String> made = post(http, path, body);
            assertEquals(200, made.statusCode(), made.body());
            assertTrue(users.accounts.isAdmin(users.user("root")));
            DeviceId device =
                    new DeviceId(
                            Objects.requireNonNull(
                                    TestHttp.json(made).path("device_id").textValue()));
            assertEquals(device, users.devices.list(users.user("root")).get(0).device());
        }
    }

    @OnBothDatabases
    void x01_moderationIsForAdministratorsAndNotAgainstThem(Database database) {
        TestUsers users = new TestUsers(database);
        String root = token(users, "root", "HERE");
        String alice = token(users, "alice", "HERE");
        token(users, "boss", "HERE");
        String[] paths = {"lock", "suspend"};
        try (TestHttp http = users.serve()) {
            ObjectNode body = Json.object().put("locked", true).put("suspended", true);
            for (String kind : paths) {
                String path = "/_matrix/client/v1/admin/" + kind + "/@alice:test";
                assertEquals(403, http.get(root, path).statusCode());
                assertEquals(403, http.send("PUT", root, path, body).statusCode());
            }
            database.write(tx ->
                    tx.update(
                            "UPDATE users SET admin = 1"
                                    + " WHERE name IN ('@root:test', '@boss:test')"));
            for (String kind : paths) {
                String base = "/_matrix/client/v1/admin/" + kind + "/";
                assertEquals(200, http.get(root, base + "@alice:test").statusCode());
                assertEquals(403, http.get(root, base + "@boss:test").statusCode());
                assertEquals(403, http.send("PUT", root, base + "@boss:test", body).statusCode());
                assertEquals(403, http.send("PUT", root, base + "@root:test", body).statusCode());
                assertEquals(404, http.get(root, base + "@nobody:test").statusCode());
                assertEquals(400, http.get(root, base + "@alice:elsewhere").statusCode());
            }
            String suspend = "/_matrix/client/v1/admin/suspend/@alice:test";
            assertEquals(200, http.send("PUT", root, suspend, body).statusCode());
            ObjectNode name = Json.object().put("displayname", "x");
            HttpResponse<String> refused =
                    http.send("PUT", alice, V3 + "/profile/@alice:test/displayname", name);
            assertEquals("M_USER_SUSPENDED", TestHttp.json(refused).path("errcode").asText());
            String lock = "/_matrix/client/v1/admin/lock/@alice:test";
            assertEquals(200, http.send("PUT", root, lock, body).statusCode());
            HttpResponse<String> locked = http.get(alice, V3 + "/account/whoami");
            assertEquals(401, locked.statusCode());
            assertEquals("M_USER_LOCKED", TestHttp.json(locked).path("errcode").asText());
            assertTrue(TestHttp.json(locked).path("soft_logout").asBoolean());
            assertEquals(200, http.send("POST", alice, V3 + "/logout", Json.object()).statusCode());
            assertTrue(users.devices.list(users.user("alice")).isEmpty());
        }
    }

    @OnBothDatabases
    void whoisShowsADevicesConnectionsToItsUser(Database database) {
        TestUsers users = new TestUsers(database);
        String alice = token(users, "alice", "HERE");
        String bob = token(users, "bob", "HERE");
        try (TestHttp http = users.serve()) {
            String path = V3 + "/admin/whois/@alice:test";
            ObjectNode seen = TestHttp.json(http.get(alice, path));
            assertEquals(
                    "127.0.0.1", seen.at("/devices/HERE/sessions/0/connections/0/ip").asText());
            assertEquals(403, http.get(bob, path).statusCode());
        }
    }
}
