package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.fixture.Browser;
import stockpot.server.fixture.MailRig;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.PuzzleStage;

/** The pages as people see them: letters through a relay, links in headless Chromium. */
@Tag("slow")
class MailBrowserTest {
    private static final String V3 = "/_matrix/client/v3";

    @TempDir Path folder;

    private static String here(RunningServer server, MailRig.Letter letter) {
        return letter.link()
                .replace("https://matrix.example.org", "http://127.0.0.1:" + server.port());
    }

    private static String requestToken(RunningServer server, String path, String secret) {
        ObjectNode ask = Json.object().put("email", "alice@example.org");
        ask.put("client_secret", secret).put("send_attempt", 1);
        return server.call("POST", V3 + path + "/email/requestToken", null, Json.text(ask))
                .good()
                .at("sid");
    }

    private static ObjectNode proved(ObjectNode body, String sid, String secret) {
        body.putObject("auth")
                .put("type", "m.login.email.identity")
                .putObject("threepid_creds")
                .put("sid", sid)
                .put("client_secret", secret);
        return body;
    }

    @Test
    void w06_verificationAndResetWorkInOneRoundEachWithoutScripts() throws Exception {
        try (MailRig rig = MailRig.start(folder);
                RunningServer server = RunningServer.start(MailAccountsTest.mail(rig, ""));
                Browser browser = Browser.start(folder, false)) {
            String sid = requestToken(server, "/register", "one");
            browser.open(here(server, rig.await(1).getFirst()));
            browser.click("#go");
            assertTrue(browser.text("#done").contains("confirmed"), browser.text("#done"));
            ObjectNode body = Json.object().put("username", "alice").put("password", "first");
            server.call("POST", V3 + "/register", null, Json.text(proved(body, sid, "one"))).good();

            String reset = requestToken(server, "/account/password", "two");
            browser.open(here(server, rig.await(2).get(1)));
            browser.click("#go");
            assertTrue(browser.text("#done").contains("confirmed"), browser.text("#done"));
            ObjectNode change = Json.object().put("new_password", "second");
            server.call(
                            "POST",
                            V3 + "/account/password",
                            null,
                            Json.text(proved(change, reset, "two")))
                    .good();
            ObjectNode login = Json.object().put("type", "m.login.password").put("user", "alice");
            server.call("POST", V3 + "/login", null, Json.text(login.put("password", "second")))
                    .good();
            assertEquals(2, rig.letters().size());
        }
    }

    @Test
    void puzzleIsSolvedByThePageItself() throws Exception {
        try (RunningServer server = RunningServer.start("registration_puzzle_bits: 14\n");
                Browser browser = Browser.start(folder, true)) {
            ObjectNode body = Json.object().put("username", "bob").put("password", "p");
            String session =
                    server.call("POST", V3 + "/register", null, Json.text(body)).at("session");
            browser.open(
                    "http://127.0.0.1:"
                            + server.port()
                            + V3
                            + "/auth/"
                            + PuzzleStage.TYPE
                            + "/fallback/web?session="
                            + session);
            browser.awaitTitle("Done");
            body.putObject("auth").put("session", session);
            server.call("POST", V3 + "/register", null, Json.text(body)).good();
            assertFalse(browser.title().isEmpty());
        }
    }
}
