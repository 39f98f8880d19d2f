package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.RunningServer.Answer;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.QueuedMails;
import stockpot.server.store.QueuedMails.MailRow;
import stockpot.server.store.RegistrationTokens;
import stockpot.server.users.PuzzleStage;

/** What strangers have to show; letters stay in the queue, since nobody listens at the relay. */
class RegistrationDoorsTest {
    private static final String V3 = "/_matrix/client/v3";
    private static final String PAGES = "/_matrix/static/client/";
    private static final String MAIL =
            """
            public_baseurl: https://matrix.example.org
            admin_contact: mailto:ops@example.org
            email:
              smtp_host: localhost
              smtp_port: 1
            """;

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init") // each test starts one with its own settings
    private RunningServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Answer register(ObjectNode body) {
        return server.call("POST", V3 + "/register", null, Json.text(body));
    }

    private static ObjectNode wanted(String name) {
        return Json.object().put("username", name).put("password", "password of " + name);
    }

    private Answer login(String name) {
        ObjectNode body = Json.object().put("type", "m.login.password").put("user", name);
        body.put("password", "password of " + name);
        return server.call("POST", V3 + "/login", null, Json.text(body));
    }

    private List<MailRow> letters() {
        return server.database().read(tx -> QueuedMails.due(tx, Long.MAX_VALUE, 100));
    }

    private static String link(MailRow letter) {
        return letter.text().replaceAll("(?s).*?(https?://\\S+).*", "$1");
    }

    private static String solution(String session, int bits) {
        int nonce = 0;
        while (!PuzzleStage.solves(session, Integer.toString(nonce), bits)) {
            nonce++;
        }
        return Integer.toString(nonce);
    }

    @Test
    void puzzleIsSolvedByTheClient() {
        server = RunningServer.start("registration_puzzle_bits: 10\n");
        ObjectNode body = wanted("alice");
        Answer challenge = register(body);
        assertEquals(401, challenge.status());
        assertEquals(
                10, challenge.json().path("params").path(PuzzleStage.TYPE).path("bits").asInt());
        String session = challenge.at("session");
        String wrong = "0";
        while (PuzzleStage.solves(session, wrong, 10)) {
            wrong += "0";
        }
        ObjectNode auth = body.putObject("auth").put("type", PuzzleStage.TYPE);
        auth.put("session", session).put("nonce", wrong);
        assertEquals(401, register(body).status());
        auth.put("nonce", solution(session, 10));
        assertEquals("@alice:test", register(body).good().at("user_id"));
    }

    @Test
    void puzzleOfOneSessionSolvesNoOther() {
        server = RunningServer.start("registration_puzzle_bits: 16\n");
        String first = register(wanted("alice")).at("session");
        String nonce = solution(first, 16);
        ObjectNode body = wanted("mallory");
        String second = register(body).at("session");
        ObjectNode auth = body.putObject("auth").put("type", PuzzleStage.TYPE);
        auth.put("session", second).put("nonce", nonce);
        if (!PuzzleStage.solves(second, nonce, 16)) { // one time in 65,536 it does
            assertEquals(401, register(body).status());
        }
    }

    @Test
    void w06_puzzlePageWorksWithoutAScript() {
        server = RunningServer.start("registration_puzzle_bits: 8\n");
        ObjectNode body = wanted("alice");
        String session = register(body).at("session");
        String path = V3 + "/auth/" + PuzzleStage.TYPE + "/fallback/web";
        Answer page = server.call("GET", path + "?session=" + session, null, null).good();
        assertTrue(page.text().contains("python3"), page.text());
        assertFalse(page.text().contains("onclick"), page.text());
        assertEquals(401, server.form(path, Map.of("session", session, "nonce", "-")).status());
        server.form(path, Map.of("session", session, "nonce", solution(session, 8))).good();
        body.putObject("auth").put("session", session);
        register(body).good();
    }

    @Test
    void mailIsAskedForAndItsPageAsksByItself() {
        server = RunningServer.start(MAIL + "registrations_require_3pid: [email]\n");
        ObjectNode body = wanted("alice");
        ObjectNode dummy = wanted("mallory");
        dummy.putObject("auth").put("type", "m.login.dummy");
        assertEquals(401, register(dummy).status());
        Answer challenge = register(body);
        assertEquals(
                "[\"m.login.email.identity\"]",
                challenge.json().path("flows").path(0).path("stages").toString());
        String session = challenge.at("session");
        String path = V3 + "/auth/m.login.email.identity/fallback/web";
        Answer form = server.call("GET", path + "?session=" + session, null, null).good();
        assertTrue(form.text().contains("name=\"address\""), form.text());
        server.form(path, Map.of("session", session, "address", "alice@example.org")).good();
        assertEquals(401, server.form(path, Map.of("session", session)).status());
        MailRow letter = letters().getFirst();
        assertEquals("alice@example.org", letter.recipient());
        server.form(PAGES + "confirm", MailAccountsTest.query(link(letter))).good();
        server.form(path, Map.of("session", session)).good();
        body.putObject("auth").put("session", session);
        register(body).good();
    }

    @Test
    void onlyAllowedAddressesMayBeUsed() {
        server =
                RunningServer.start(
                        MAIL
                                + "allowed_local_3pids:\n"
                                + "  - {medium: email, pattern: '.*@example\\.org'}\n");
        for (String bad : List.of("a@example.com", "a@example.org.evil.test")) {
            ObjectNode ask = Json.object().put("email", bad).put("client_secret", "s");
            ask.put("send_attempt", 1);
            assertEquals(
                    "M_THREEPID_DENIED",
                    server.call("POST", V3 + "/register/email/requestToken", null, Json.text(ask))
                            .at("errcode"));
        }
    }

    @Test
    void f25_resetRequestsAnswerAlikeWhileTheRelayIsAway() {
        server = RunningServer.start(MAIL + "request_token_inhibit_3pid_errors: true\n");
        ObjectNode ask = Json.object().put("email", "a@example.org").put("client_secret", "s");
        ask.put("send_attempt", 1);
        server.call("POST", V3 + "/account/password/email/requestToken", null, Json.text(ask))
                .good();
        server.call("POST", V3 + "/register/email/requestToken", null, Json.text(ask)).good();
        assertEquals(1, letters().size());
    }

    @Test
    void accountsWaitUntilAnAdministratorLetsThemIn() {
        server = RunningServer.start(MAIL + "registration_needs_approval: true\n");
        ObjectNode body = wanted("alice");
        ObjectNode auth = body.putObject("auth").put("type", "m.login.dummy");
        Answer made = register(body);
        assertEquals(403, made.status(), made.text());
        assertEquals("M_USER_AWAITING_APPROVAL", made.at("errcode"));
        assertEquals("M_USER_AWAITING_APPROVAL", login("alice").at("errcode"));
        assertEquals(1, auth.size());
        MailRow letter = letters().getFirst();
        assertEquals("ops@example.org", letter.recipient());
        Map<String, String> query = MailAccountsTest.query(link(letter));
        Answer page =
                server.call(
                                "GET",
                                link(letter).replace("https://matrix.example.org", ""),
                                null,
                                null)
                        .good();
        assertTrue(page.text().contains("@alice:test"), page.text());
        assertEquals("M_USER_AWAITING_APPROVAL", login("alice").at("errcode"));
        Map<String, String> wrong = new java.util.LinkedHashMap<>(query);
        wrong.put("do", "approve");
        wrong.put("token", "guess");
        assertEquals(400, server.form(PAGES + "approve", wrong).status());
        Map<String, String> right = new java.util.LinkedHashMap<>(query);
        right.put("do", "approve");
        server.form(PAGES + "approve", right).good();
        login("alice").good();
        assertEquals(400, server.form(PAGES + "approve", right).status());
    }

    @Test
    void registeringAgainInTheSameSessionIsNoWayAroundTheWait() {
        server = RunningServer.start("registration_needs_approval: true\n");
        ObjectNode body = wanted("alice");
        String session = register(body).at("session");
        body.putObject("auth").put("type", "m.login.dummy").put("session", session);
        assertEquals("M_USER_AWAITING_APPROVAL", register(body).at("errcode"));
        assertEquals("M_USER_AWAITING_APPROVAL", register(body).at("errcode"));
    }

    @Test
    void refusedAccountIsClosed() {
        server = RunningServer.start("registration_needs_approval: true\n");
        ObjectNode body = wanted("mallory");
        body.putObject("auth").put("type", "m.login.dummy");
        register(body);
        UserId user = new UserId("@mallory:test");
        assertEquals(1, server.core().users.approval().waiting().size());
        assertTrue(server.core().users.approval().refuse(user));
        assertEquals("M_FORBIDDEN", login("mallory").at("errcode"));
        assertFalse(server.core().users.approval().approve(user));
    }

    @Test
    void inviteLinkMakesOneAccountForEachUse() throws IOException {
        Path terms = Files.writeString(folder.resolve("terms.txt"), "Be <b>kind</b>.");
        server =
                RunningServer.start(
                        "public_baseurl: https://matrix.example.org\n"
                                + "registration_requires_token: true\n"
                                + "user_consent:\n  require_at_registration: true\n"
                                + "  policy_file: "
                                + terms
                                + "\n");
        server.database()
                .write(tx ->
                        RegistrationTokens.insert(
                                tx, new RegistrationTokens.TokenRow("sesame", 1L, 0, 0, null)));
        String path = PAGES + "invite";
        assertEquals(400, server.call("GET", path + "?token=other", null, null).status());
        Answer page = server.call("GET", path + "?token=sesame", null, null).good();
        assertTrue(page.text().contains(PAGES + "terms"), page.text());
        Answer policy = server.call("GET", PAGES + "terms", null, null).good();
        assertTrue(policy.text().contains("Be &lt;b&gt;kind"), policy.text());
        Map<String, String> form =
                Map.of("token", "sesame", "username", "alice", "password", "password of alice");
        assertEquals(400, server.form(path, form).status(), "the terms were not accepted");
        Map<String, String> full = new java.util.LinkedHashMap<>(form);
        full.put("terms", "yes");
        server.form(path, full).good();
        login("alice").good();
        full.put("username", "mallory");
        assertEquals(401, server.form(path, full).status());
        assertEquals(400, server.call("GET", path + "?token=sesame", null, null).status());
    }
}
