package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stockpot.server.RunningServer.Answer;
import stockpot.server.fixture.StallingProxy;
import stockpot.server.fixture.TestDirectory;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Users;
import stockpot.server.users.Secrets;

/** People of a directory at a whole server, over HTTP. */
class DirectoryJourneyTest {
    private static final byte[] PHOTO = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 1, 2};

    private TestDirectory directory;
    private StallingProxy proxy;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void startDirectory() {
        directory = TestDirectory.plain();
        open.add(directory);
        proxy = new StallingProxy(directory.port());
        open.add(proxy);
        directory.person("alice", "displayName", "Alice Example", "mail", "alice@example.com");
        directory.person("bob");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private RunningServer server(String more) {
        String uri = "ldap://127.0.0.1:" + proxy.port();
        RunningServer server = RunningServer.start(directory.settings(uri) + more);
        open.add(server);
        return server;
    }

    private static Answer login(RunningServer server, String name, String password) {
        ObjectNode body = Json.object().put("type", "m.login.password").put("password", password);
        body.putObject("identifier").put("type", "m.id.user").put("user", name);
        return server.call("POST", "/_matrix/client/v3/login", null, Json.text(body));
    }

    private static String pw(String name) {
        return TestDirectory.password(name);
    }

    private static void refused(int status, String code, Answer answer) {
        assertEquals(status + " " + code, answer.status() + " " + answer.at("errcode"));
    }

    private static Answer made(
            RunningServer server, String name, String password, boolean admin, boolean glass) {
        return made(server, name, password, admin, glass, glass);
    }

    /** As above, with a signature that says something else of the glass than the request. */
    private static Answer made(
            RunningServer server,
            String name,
            String password,
            boolean admin,
            boolean glass,
            boolean signed) {
        String path = "/_synapse/admin/v1/register";
        String nonce = server.call("GET", path, null, null).good().at("nonce");
        String text =
                String.join("\0", nonce, name, password, admin ? "admin" : "notadmin")
                        + (signed ? "\0break_glass" : "");
        byte[] mac =
                Secrets.mac(
                        "HmacSHA1", RunningServer.SECRET, text.getBytes(StandardCharsets.UTF_8));
        ObjectNode body = Json.object().put("nonce", nonce).put("username", name);
        body.put("password", password).put("admin", admin);
        body.put("mac", HexFormat.of().formatHex(mac));
        if (glass) {
            body.put("break_glass", true);
        }
        return server.call("POST", path, null, Json.text(body));
    }

    private static void round(RunningServer server) {
        var rounds = server.core().users.directory().rounds();
        assertNotNull(rounds);
        rounds.round();
    }

    private static Answer whoami(RunningServer server, String token) {
        return server.call("GET", "/_matrix/client/v3/account/whoami", token, null);
    }

    private static boolean exists(RunningServer server, String name) {
        UserId user = new UserId("@" + name + ":test");
        return server.database().read(tx -> Users.exists(tx, user));
    }

    private static Users.UserRow account(RunningServer server, String name) {
        UserId user = new UserId("@" + name + ":test");
        Users.UserRow row = server.database().read(tx -> Users.find(tx, user));
        if (row == null) {
            throw new AssertionError("no account " + name);
        }
        return row;
    }

    private static String profile(RunningServer server, String name) {
        return server.call("GET", "/_matrix/client/v3/profile/@" + name + ":test", null, null)
                .good()
                .text();
    }

    @Test
    void firstLoginMakesTheAccountWithWhatTheDirectoryKnows() {
        directory.setBytes("alice", "jpegPhoto", PHOTO);
        RunningServer server = server("");
        refused(403, "M_FORBIDDEN", login(server, "alice", "wrong"));
        assertFalse(exists(server, "alice"));
        Answer opened = login(server, "ALICE", pw("alice")).good();
        assertEquals("@alice:test", opened.at("user_id"));
        String profile = profile(server, "alice");
        assertTrue(profile.contains("\"displayname\":\"Alice Example\""), profile);
        assertTrue(profile.contains("\"avatar_url\":\"mxc://test/"), profile);
        String media = Json.trustedValue(profile).get("avatar_url").asText().substring(6);
        Answer file =
                server.call(
                        "GET",
                        "/_matrix/client/v1/media/download/" + media,
                        opened.at("access_token"),
                        null);
        assertEquals("image/jpeg", file.good().headers().firstValue("Content-Type").orElse(""));
        ObjectNode byMail =
                Json.object().put("type", "m.login.password").put("password", pw("alice"));
        byMail.putObject("identifier")
                .put("type", "m.id.thirdparty")
                .put("medium", "email")
                .put("address", "Alice@Example.com");
        assertEquals(
                "@alice:test",
                server.call("POST", "/_matrix/client/v3/login", null, Json.text(byMail))
                        .good()
                        .at("user_id"));
    }

    @Test
    void directoryIsAskedAgainAtEachLoginAndChangesAppear() {
        RunningServer server = server("");
        login(server, "alice", pw("alice")).good();
        directory.set("alice", "userPassword", "a new one");
        refused(403, "M_FORBIDDEN", login(server, "alice", pw("alice")));
        directory.set("alice", "displayName", "Alice Married");
        login(server, "alice", "a new one").good();
        assertTrue(profile(server, "alice").contains("Alice Married"));
    }

    @Test
    void changedNameAppearsAtTheNextRoundAndOnesOwnStaysUntilThen() {
        RunningServer server = server("");
        String token = login(server, "alice", pw("alice")).good().at("access_token");
        String path = "/_matrix/client/v3/profile/@alice:test/displayname";
        server.call("PUT", path, token, "{\"displayname\":\"Ally\"}").good();
        round(server);
        assertTrue(profile(server, "alice").contains("Ally"));
        directory.set("alice", "displayName", "Alice Married");
        directory.set("alice", "mail", "married@example.com");
        round(server);
        assertTrue(profile(server, "alice").contains("Alice Married"));
        String threePids =
                server.call("GET", "/_matrix/client/v3/account/3pid", token, null).good().text();
        assertTrue(threePids.contains("married@example.com"), threePids);
        assertFalse(threePids.contains("alice@example.com"), threePids);
    }

    @Test
    void removedEntryLocksTheAccountAndItsReturnUnlocksIt() {
        RunningServer server = server("");
        String token = login(server, "alice", pw("alice")).good().at("access_token");
        directory.remove("alice");
        whoami(server, token).good();
        round(server);
        Answer locked = whoami(server, token);
        refused(401, "M_USER_LOCKED", locked);
        assertTrue(locked.json().get("soft_logout").asBoolean());
        refused(403, "M_FORBIDDEN", login(server, "alice", pw("alice")));
        directory.person("alice");
        round(server);
        whoami(server, token).good();
    }

    @Test
    void lockedEntryLocksTheAccountButALockOfOursStays() {
        RunningServer server = server("");
        String alice = login(server, "alice", pw("alice")).good().at("access_token");
        String bob = login(server, "bob", pw("bob")).good().at("access_token");
        directory.set("alice", "nsAccountLock", "true");
        refused(403, "M_FORBIDDEN", login(server, "alice", pw("alice")));
        refused(401, "M_USER_LOCKED", whoami(server, alice));
        server.database()
                .write(tx -> {
                    Users.setLocked(tx, new UserId("@bob:test"), true);
                    return true;
                });
        directory.set("alice", "nsAccountLock", "false");
        round(server);
        whoami(server, alice).good();
        refused(401, "M_USER_LOCKED", login(server, "bob", pw("bob")));
        assertTrue(account(server, "bob").locked());
        assertNotEquals("", bob);
    }

    @Test
    void groupsLetInAndMakeAdministratorsInStep() {
        String chat = directory.group("chat", "alice", "bob");
        String admins = directory.group("admins", "alice");
        directory.person("carol");
        directory.set("alice", "memberOf", chat, admins);
        directory.set("bob", "memberOf", chat);
        RunningServer server =
                server("  groups: {access: '" + chat + "', admin: '" + admins + "'}\n");
        String alice = login(server, "alice", pw("alice")).good().at("access_token");
        login(server, "bob", pw("bob")).good();
        refused(403, "M_FORBIDDEN", login(server, "carol", pw("carol")));
        assertFalse(exists(server, "carol"));
        assertTrue(account(server, "alice").admin());
        assertFalse(account(server, "bob").admin());
        directory.set("alice", "memberOf", chat);
        round(server);
        assertFalse(account(server, "alice").admin());
        directory.set("alice", "memberOf");
        round(server);
        refused(401, "M_USER_LOCKED", whoami(server, alice));
    }

    @Test
    void administratorMadeByHandIsNotUnmadeByTheDirectory() {
        String admins = directory.group("admins", "bob");
        RunningServer server = server("  groups: {admin: '" + admins + "'}\n");
        made(server, "alice", "unused", true, false).good();
        login(server, "alice", pw("alice")).good();
        assertTrue(account(server, "alice").admin());
    }

    @Test
    void accountMadeBySharedSecretBelongsToItsEntryAndItsPasswordOpensNothing() {
        RunningServer server = server("");
        made(server, "alice", "never used", true, false).good();
        assertNull(account(server, "alice").passwordHash());
        refused(403, "M_FORBIDDEN", login(server, "alice", "never used"));
        login(server, "alice", pw("alice")).good();
        assertTrue(account(server, "alice").admin());
        assertTrue(profile(server, "alice").contains("Alice Example"));
    }

    @Test
    void f24_breakGlassAccountNeedsNoDirectoryAndIsNeverTheDirectorys() {
        RunningServer server = server("");
        made(server, "alice", "behind the glass", true, true).good();
        directory.forget();
        refused(403, "M_FORBIDDEN", login(server, "alice", pw("alice")));
        login(server, "alice", "behind the glass").good();
        assertEquals(List.of(), directory.binds);
        proxy.stall(true);
        login(server, "alice", "behind the glass").good();
    }

    @Test
    void c01_breakGlassIsPartOfWhatTheSharedSecretSigns() {
        RunningServer server = server("");
        refused(403, "M_FORBIDDEN", made(server, "root", "x", true, true, false));
        refused(403, "M_FORBIDDEN", made(server, "root", "x", true, false, true));
        assertFalse(exists(server, "root"));
    }

    @Test
    void f24_directoryAwayLetsSessionsLiveAndAnswers503InTime() {
        RunningServer server = server("");
        String token = login(server, "alice", pw("alice")).good().at("access_token");
        made(server, "root", "behind the glass", true, true).good();
        proxy.stall(true);
        long begin = System.nanoTime();
        Answer away = login(server, "alice", pw("alice"));
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        refused(503, "M_UNKNOWN", away);
        assertTrue(away.headers().firstValue("Retry-After").isPresent());
        assertTrue(took.compareTo(Duration.ofSeconds(5)) <= 0, "took " + took);
        whoami(server, token).good();
        login(server, "root", "behind the glass").good();
        proxy.stall(false);
        login(server, "alice", pw("alice")).good();
    }

    @Test
    void f24_roundThatMeetsSilenceLocksNobody() {
        RunningServer server = server("");
        String token = login(server, "alice", pw("alice")).good().at("access_token");
        proxy.stall(true);
        assertThrows(MatrixException.class, () -> round(server));
        whoami(server, token).good();
        proxy.stall(false);
        round(server);
        whoami(server, token).good();
    }

    @Test
    void c16_entryDoesNotGetTheAccountThatSomebodyRegistered() {
        RunningServer server = server("passwords: both\n");
        directory.person("carol");
        directory.remove("carol");
        server.register("carol");
        directory.person("carol");
        directory.forget();
        refused(403, "M_FORBIDDEN", login(server, "carol", pw("carol")));
        assertEquals(List.of(), directory.binds);
        login(server, "carol", "password of carol").good();
        login(server, "alice", pw("alice")).good();
    }

    @Test
    void c16_nameOfAnEntryCannotBeRegistered() {
        RunningServer server = server("passwords: both\n");
        String body =
                "{\"username\":\"bob\",\"password\":\"x\",\"auth\":{\"type\":\"m.login.dummy\"}}";
        refused(400, "M_EXCLUSIVE", server.call("POST", "/_matrix/client/v3/register", null, body));
    }

    @Test
    void c16_localAccountIsSafeWhereOnlyTheDirectoryCounts() {
        RunningServer server = server("");
        UserId bob = new UserId("@bob:test");
        server.database()
                .write(tx -> {
                    Users.insert(tx, Users.UserRow.fresh(bob, "$2b$not a hash", 1, false));
                    return true;
                });
        Answer kept = login(server, "bob", pw("bob"));
        refused(403, "M_FORBIDDEN", kept);
        assertTrue(kept.at("error").contains("ask the administrator"), kept.text());
        assertEquals("$2b$not a hash", account(server, "bob").passwordHash());
    }

    @Test
    void c16_entryTakesTheAccountOnlyWhereConfigured() {
        RunningServer server = server("  take_over_accounts: true\n");
        UserId bob = new UserId("@bob:test");
        server.database()
                .write(tx -> {
                    Users.insert(tx, Users.UserRow.fresh(bob, "$2b$not a hash", 1, false));
                    return true;
                });
        refused(403, "M_FORBIDDEN", login(server, "bob", "wrong"));
        login(server, "bob", pw("bob")).good();
        assertNull(account(server, "bob").passwordHash());
    }

    @Test
    void passwordOfTheDirectoryIsNotChangedHere() {
        RunningServer server = server("");
        String token = login(server, "alice", pw("alice")).good().at("access_token");
        Answer answer =
                server.call(
                        "POST",
                        "/_matrix/client/v3/account/password",
                        token,
                        "{\"new_password\":\"mine\"}");
        refused(403, "M_FORBIDDEN", answer);
        assertTrue(answer.at("error").contains("directory"), answer.text());
        assertFalse(changesPassword(server, token));
        made(server, "root", "behind the glass", false, true).good();
        String root = login(server, "root", "behind the glass").good().at("access_token");
        assertTrue(changesPassword(server, root));
    }

    private static boolean changesPassword(RunningServer server, String token) {
        return server.call("GET", "/_matrix/client/v3/capabilities", token, null)
                .good()
                .json()
                .at("/capabilities/m.change_password/enabled")
                .asBoolean();
    }

    @Test
    void interactiveAuthAsksTheDirectory() {
        RunningServer server = server("");
        Answer opened = login(server, "alice", pw("alice")).good();
        String token = opened.at("access_token");
        String path = "/_matrix/client/v3/devices/" + opened.at("device_id");
        String session = server.call("DELETE", path, token, "{}").at("session");
        String wrong = proof(session, "not the password");
        assertEquals(401, server.call("DELETE", path, token, wrong).status());
        proxy.stall(true);
        assertEquals(503, server.call("DELETE", path, token, proof(session, pw("alice"))).status());
        proxy.stall(false);
        server.call("DELETE", path, token, proof(session, pw("alice"))).good();
    }

    private static String proof(String session, String password) {
        ObjectNode body = Json.object();
        ObjectNode auth = body.putObject("auth");
        auth.put("type", "m.login.password").put("session", session).put("password", password);
        auth.putObject("identifier").put("type", "m.id.user").put("user", "alice");
        return Json.text(body);
    }

    @Test
    void c03_everyFailureCostsOneBindOrOneHashAndLooksTheSame() {
        directory.person("gone");
        directory.person("locked");
        RunningServer server = server("");
        for (String name : List.of("alice", "gone", "locked")) {
            login(server, name, pw(name)).good();
        }
        made(server, "root", "behind the glass", false, true).good();
        made(server, "shut", "behind the glass", false, true).good();
        server.database()
                .write(tx -> {
                    Users.setDeactivated(tx, new UserId("@gone:test"), true);
                    Users.setLocked(tx, new UserId("@locked:test"), true);
                    Users.setLocked(tx, new UserId("@shut:test"), true);
                    return true;
                });
        String first = login(server, "alice", "wrong").text();
        for (String name : List.of("alice", "nobody", "gone", "locked", "no*body", "@x:other")) {
            directory.forget();
            Answer answer = login(server, name, "wrong");
            assertEquals("403 " + first, answer.status() + " " + answer.text(), name);
            assertEquals(1, directory.binds.size(), name);
        }
        for (String name : List.of("root", "shut")) {
            directory.forget();
            Answer answer = login(server, name, "wrong");
            assertEquals("403 " + first, answer.status() + " " + answer.text(), name);
            assertEquals(0, directory.binds.size(), name);
            assertEquals(0, directory.searches.size(), name);
        }
        refused(403, "M_USER_DEACTIVATED", login(server, "gone", pw("gone")));
        refused(401, "M_USER_LOCKED", login(server, "locked", pw("locked")));
    }

    @Test
    void c15_emptyPasswordLogsNobodyIn() {
        RunningServer server = server("");
        login(server, "alice", pw("alice")).good();
        directory.forget();
        for (String name : List.of("alice", "bob", "nobody")) {
            refused(403, "M_FORBIDDEN", login(server, name, ""));
        }
        assertEquals(List.of(), directory.binds);
    }

    @Test
    void flowsOfferThePasswordAndRegistrationIsShut() {
        RunningServer server = server("");
        String flows = server.call("GET", "/_matrix/client/v3/login", null, null).good().text();
        assertTrue(flows.contains("m.login.password"), flows);
        refused(403, "M_FORBIDDEN", server.call("POST", "/_matrix/client/v3/register", null, "{}"));
    }
}
