package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.RunningServer.Answer;
import stockpot.server.RunningServer.Session;
import stockpot.server.fixture.MailRig;
import stockpot.server.matrix.json.Json;

/** Proving addresses, over HTTP and with letters that went through a relay. */
class MailAccountsTest {
    private static final String V3 = "/_matrix/client/v3";
    private static final String CONFIRM = "/_matrix/static/client/confirm";

    @TempDir static Path folder;
    private static MailRig rig;
    private RunningServer server;

    @BeforeAll
    static void startRelay() throws IOException {
        rig = MailRig.start(folder);
    }

    @AfterAll
    static void stopRelay() {
        if (rig != null) {
            rig.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        rig.clear();
        server = RunningServer.start(mail(rig, ""));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** The lines of a server that sends mail by that relay. */
    static String mail(MailRig rig, String more) {
        return """
        public_baseurl: https://matrix.example.org
        email:
          smtp_host: localhost
          smtp_port: %d
          tls: starttls
          smtp_user: %s
          smtp_pass: %s
          ca_file: %s
          notif_from: "%%(app)s <matrix@example.org>"
        %s
        """
                .formatted(
                        rig.port("starttls"),
                        MailRig.USER,
                        MailRig.PASSWORD,
                        rig.authority(),
                        more);
    }

    private void restart(String more) {
        server.close();
        server = RunningServer.start(mail(rig, more));
    }

    private Answer ask(
            String path, String mail, String secret, int attempt, @Nullable String next) {
        ObjectNode body = Json.object().put("email", mail).put("client_secret", secret);
        body.put("send_attempt", attempt);
        if (next != null) {
            body.put("next_link", next);
        }
        return server.call("POST", V3 + path + "/email/requestToken", null, Json.text(body));
    }

    private Answer post(String path, @Nullable String token, ObjectNode body) {
        return server.call("POST", V3 + path, token, Json.text(body));
    }

    static Map<String, String> query(String link) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : URI.create(link).getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private Answer confirm(String link) {
        return server.form(CONFIRM, query(link));
    }

    private static String path(String link) {
        URI address = URI.create(link);
        return address.getRawPath() + "?" + address.getRawQuery();
    }

    private static ObjectNode creds(String sid, String secret) {
        return Json.object().put("sid", sid).put("client_secret", secret);
    }

    /** Registers with a proved address, as a client does. */
    private Session registerWithMail(String name, String mail) throws InterruptedException {
        int before = rig.letters().size();
        String sid = ask("/register", mail, "secret." + name, 1, null).good().at("sid");
        confirm(rig.await(before + 1).get(before).link()).good();
        ObjectNode body =
                Json.object().put("username", name).put("password", "password of " + name);
        ObjectNode auth = body.putObject("auth").put("type", "m.login.email.identity");
        auth.set("threepid_creds", creds(sid, "secret." + name));
        Answer made = post("/register", null, body).good();
        return new Session(made.at("user_id"), made.at("access_token"), made.at("device_id"), null);
    }

    private Answer reset(String sid, String secret, String password) {
        ObjectNode body = Json.object().put("new_password", password);
        ObjectNode auth = body.putObject("auth").put("type", "m.login.email.identity");
        auth.set("threepid_creds", creds(sid, secret));
        return post("/account/password", null, body);
    }

    private Answer login(String mail, String password) {
        ObjectNode body = Json.object().put("type", "m.login.password").put("password", password);
        body.putObject("identifier")
                .put("type", "m.id.thirdparty")
                .put("medium", "email")
                .put("address", mail);
        return post("/login", null, body);
    }

    @Test
    void addressIsProvedAtRegistrationAndLogsIn() throws Exception {
        Session alice = registerWithMail("alice", "Alice@Example.org");
        String list = server.ok("GET", alice, "/account/3pid", null).text();
        assertTrue(list.contains("\"alice@example.org\""), list);
        assertEquals(
                alice.user(), login("ALICE@example.org", "password of alice").good().at("user_id"));
        assertEquals(403, login("alice@example.org", "wrong").status());
        MailRig.Letter letter = rig.letters().getFirst();
        assertTrue(letter.link().startsWith("https://matrix.example.org/_matrix/static/client/"));
        assertEquals("Matrix <matrix@example.org>", letter.header("From"));
        assertTrue(letter.json().path("login").asBoolean());
    }

    @Test
    void c08_clientWaitsUntilTheLinkIsConfirmed() throws Exception {
        String sid = ask("/register", "a@example.org", "s", 1, null).good().at("sid");
        ObjectNode body = Json.object().put("username", "alice").put("password", "p");
        ObjectNode auth = body.putObject("auth").put("type", "m.login.email.identity");
        auth.set("threepid_creds", creds(sid, "s"));
        Answer early = post("/register", null, body);
        assertEquals(401, early.status());
        assertEquals("M_UNAUTHORIZED", early.at("errcode"));
        auth.put("session", early.at("session"));
        confirm(rig.await(1).getFirst().link()).good();
        assertEquals("@alice:test", post("/register", null, body).good().at("user_id"));
    }

    @Test
    void c08_sessionIsUsedOnceAndForItsPurposeOnly() throws Exception {
        String sid = ask("/register", "a@example.org", "s", 1, null).good().at("sid");
        confirm(rig.await(1).getFirst().link()).good();
        assertEquals(401, reset(sid, "s", "new").status());
        assertEquals(401, reset(sid, "other", "new").status());
        Session bob = server.register("bob");
        ObjectNode add = creds(sid, "s");
        add.set("auth", passwordOf(bob));
        assertEquals(
                "M_THREEPID_AUTH_FAILED",
                post("/account/3pid/add", bob.token(), add).at("errcode"));
        registerBy(sid, "s", "alice").good();
        Answer again = registerBy(sid, "s", "mallory");
        assertEquals(401, again.status(), again.text());
    }

    private Answer registerBy(String sid, String secret, String name) {
        ObjectNode body = Json.object().put("username", name).put("password", "p");
        ObjectNode auth = body.putObject("auth").put("type", "m.login.email.identity");
        auth.set("threepid_creds", creds(sid, secret));
        return post("/register", null, body);
    }

    private static ObjectNode passwordOf(Session session) {
        String name = session.user().substring(1, session.user().indexOf(':'));
        return Json.object()
                .put("type", "m.login.password")
                .put("user", session.user())
                .put("password", "password of " + name);
    }

    @Test
    void c08_twoSessionsOfOneAddressMakeOneAccount() throws Exception {
        String one = ask("/register", "a@example.org", "one", 1, null).good().at("sid");
        String two = ask("/register", "a@example.org", "two", 1, null).good().at("sid");
        rig.await(2).forEach(letter -> confirm(letter.link()).good());
        registerBy(one, "one", "alice").good();
        assertEquals("M_THREEPID_IN_USE", registerBy(two, "two", "mallory").at("errcode"));
    }

    @Test
    void c09_lookingAtTheLinkConfirmsNothing() throws Exception {
        String sid = ask("/register", "a@example.org", "s", 1, null).good().at("sid");
        String link = rig.await(1).getFirst().link();
        Answer page = server.call("GET", path(link), null, null).good();
        assertTrue(page.text().contains("a@example.org"), page.text());
        assertTrue(
                page.headers().firstValue("Content-Security-Policy").orElse("").contains("'none'"));
        assertFalse(page.text().contains("<script"), page.text());
        server.call("GET", path(link), null, null).good();
        assertEquals(401, registerBy(sid, "s", "alice").status());
        confirm(link).good();
        confirm(link).good(); // twice is no harm
        registerBy(sid, "s", "alice").good();
        assertEquals(400, server.call("GET", path(link), null, null).status());
        assertEquals(400, server.call("GET", path(link) + "x", null, null).status());
    }

    @Test
    void c10_resetSetsThePasswordAndEndsOtherSessions() throws Exception {
        Session alice = registerWithMail("alice", "alice@example.org");
        String sid = ask("/account/password", "alice@example.org", "r", 1, null).good().at("sid");
        MailRig.Letter letter = rig.await(2).get(1);
        assertTrue(letter.part(0).contains("@alice:test"), letter.part(0));
        assertEquals(401, reset(sid, "r", "brand new").status());
        confirm(letter.link()).good();
        assertEquals(200, reset(sid, "r", "brand new").status());
        assertEquals(401, server.call("GET", V3 + "/account/whoami", alice.token(), null).status());
        assertEquals(403, login("alice@example.org", "password of alice").status());
        login("alice@example.org", "brand new").good();
        assertEquals(401, reset(sid, "r", "once more").status());
    }

    @Test
    void c10_resetLeavesSessionsWhereTheClientSaysSo() throws Exception {
        Session alice = registerWithMail("alice", "alice@example.org");
        String sid = ask("/account/password", "alice@example.org", "r", 1, null).good().at("sid");
        confirm(rig.await(2).get(1).link()).good();
        ObjectNode body = Json.object().put("new_password", "n").put("logout_devices", false);
        ObjectNode auth = body.putObject("auth").put("type", "m.login.email.identity");
        auth.set("threepid_creds", creds(sid, "r"));
        post("/account/password", null, body).good();
        server.ok("GET", alice, "/account/whoami", null);
    }

    @Test
    void c09_resetGoesToTheStoredAddressOnly() throws Exception {
        registerWithMail("alice", "alice@example.org");
        for (String alike :
                new String[] {
                    "alıce@example.org",
                    "alice@exampłe.org",
                    "alice@example.org ",
                    "ALİCE@example.org"
                }) {
            assertEquals(400, ask("/account/password", alike, "r", 1, null).status(), alike);
        }
        assertEquals(
                "M_THREEPID_NOT_FOUND",
                ask("/account/password", "alice@example.com", "r", 1, null).at("errcode"));
        ask("/account/password", "ALICE@example.org", "r", 1, null).good();
        assertEquals("alice@example.org", rig.await(2).get(1).to());
        assertEquals(2, rig.letters().size());
    }

    @Test
    void strangersLearnNothingWhereTheOperatorSaysSo() throws Exception {
        restart("request_token_inhibit_3pid_errors: true");
        registerWithMail("alice", "alice@example.org");
        ask("/account/password", "nobody.here@example.org", "r", 1, null).good().at("sid");
        ask("/register", "alice@example.org", "r", 1, null).good().at("sid");
        ask("/account/password", "alice@example.org", "r", 1, null).good();
        assertEquals("alice@example.org", rig.await(2).get(1).to());
        assertEquals(2, rig.letters().size());
    }

    @Test
    void sameAttemptSendsNoSecondLetter() throws Exception {
        String sid = ask("/register", "a@example.org", "s", 1, null).good().at("sid");
        rig.await(1);
        assertEquals(sid, ask("/register", "a@example.org", "s", 1, null).good().at("sid"));
        assertEquals(sid, ask("/register", "A@example.org", "s", 2, null).good().at("sid"));
        MailRig.Letter second = rig.await(2).get(1);
        assertEquals(2, rig.letters().size());
        assertEquals(
                400,
                server.call("GET", path(rig.letters().getFirst().link()), null, null).status(),
                "the link of the first letter is not good any more");
        confirm(second.link()).good();
    }

    @Test
    void c19_inputsHaveSizesAndNextLinkStaysAtHome() throws Exception {
        assertEquals(400, ask("/register", "a@example.org", "s".repeat(256), 1, null).status());
        assertEquals(400, ask("/register", "a@example.org", "s s", 1, null).status());
        String home = "https://matrix.example.org/app";
        assertEquals(
                400, ask("/register", "a@example.org", "s", 1, home + "x".repeat(1024)).status());
        ask("/register", "a@example.org", "s", 1, "https://evil.test/").good();
        Answer without = confirm(rig.await(1).getFirst().link()).good();
        assertFalse(without.text().contains("evil.test"), without.text());
        ask("/register", "b@example.org", "s", 1, home).good();
        Answer with = confirm(rig.await(2).get(1).link()).good();
        assertTrue(with.text().contains(home), with.text());
        assertEquals(401, registerBy("x".repeat(256), "s", "alice").status());
        restart("next_link_domain_whitelist: [app.example.org]");
        assertEquals(400, ask("/register", "c@example.org", "s", 1, home).status());
        assertEquals(
                400,
                ask(
                                "/register",
                                "c@example.org",
                                "s",
                                1,
                                "javascript://app.example.org/%0aalert(1)")
                        .status());
        ask("/register", "c@example.org", "s", 1, "https://app.example.org/").good();
    }

    @Test
    void c17_addressesThatAreNoneAreRefused() {
        for (String bad :
                new String[] {
                    "a@example.org\r\nBcc: b@example.org",
                    "a@example.org\0",
                    "a@example.org,b@example.org",
                    "<a@example.org>",
                    "a@@example.org",
                    "-oQ/tmp@example.org",
                    "a",
                    "@example.org",
                    ""
                }) {
            assertEquals(400, ask("/register", bad, "s", 1, null).status(), bad);
        }
        assertTrue(rig.letters().isEmpty());
    }

    @Test
    void addressIsAddedBehindThePasswordAndDeleted() throws Exception {
        Session bob = server.register("bob");
        String sid = ask("/account/3pid", "bob@example.org", "s", 1, null).good().at("sid");
        confirm(rig.await(1).getFirst().link()).good();
        ObjectNode add = creds(sid, "s");
        Answer challenge = post("/account/3pid/add", bob.token(), add);
        assertEquals(401, challenge.status());
        add.set("auth", passwordOf(bob).put("session", challenge.at("session")));
        post("/account/3pid/add", bob.token(), add).good();
        login("bob@example.org", "password of bob").good();
        ObjectNode address = Json.object().put("medium", "email").put("address", "Bob@example.org");
        assertEquals(
                "no-support",
                post("/account/3pid/delete", bob.token(), address).at("id_server_unbind_result"));
        assertEquals(403, login("bob@example.org", "password of bob").status());
        assertEquals(
                "M_THREEPID_NOT_FOUND",
                ask("/account/password", "bob@example.org", "r", 1, null).at("errcode"));
    }

    @Test
    void nothingIsBoundAnywhereWithoutAnIdentityServer() {
        Session bob = server.register("bob");
        ObjectNode bind = creds("1", "s").put("id_server", "evil.test");
        bind.put("id_access_token", "t");
        assertEquals(
                "M_SERVER_NOT_TRUSTED",
                post("/account/3pid/bind", bob.token(), bind).at("errcode"));
        ObjectNode unbind = Json.object().put("medium", "email").put("address", "b@example.org");
        assertEquals(
                "no-support",
                post("/account/3pid/unbind", bob.token(), unbind).at("id_server_unbind_result"));
    }

    @Test
    void changesCanBeTurnedOff() {
        restart("enable_3pid_changes: false");
        Session bob = server.register("bob");
        ObjectNode address = Json.object().put("medium", "email").put("address", "b@example.org");
        assertEquals(403, post("/account/3pid/delete", bob.token(), address).status());
        assertEquals(403, post("/account/3pid/add", bob.token(), creds("1", "s")).status());
    }

    @Test
    void lettersSpeakTheReadersLanguage() throws Exception {
        restart("  language: de");
        ask("/register", "a@example.org", "s", 1, null).good();
        assertTrue(rig.await(1).getFirst().part(0).startsWith("Jemand möchte"));
    }
}
