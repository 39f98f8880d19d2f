package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import stockpot.server.RunningServer.Session;
import stockpot.server.config.ControlPlace;
import stockpot.server.matrix.json.Json;

/** The operator of the machine asks a running server about accounts, over its control socket. */
class AccountOperatorTest {
    private static ObjectNode ask(RunningServer server, String request) throws IOException {
        var path = server.config().server().dataDir().resolve(ControlPlace.SOCKET);
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
                BufferedReader answers =
                        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            var out = Channels.newOutputStream(channel);
            out.write((request + "\n").getBytes(StandardCharsets.UTF_8));
            return Json.parseObject(String.valueOf(answers.readLine()));
        }
    }

    private static void done(RunningServer server, String request) throws IOException {
        ObjectNode answer = ask(server, request);
        assertTrue(answer.path("ok").asBoolean(), answer::toString);
    }

    private static String refused(RunningServer server, String request) throws IOException {
        ObjectNode answer = ask(server, request);
        assertFalse(answer.path("ok").asBoolean(), answer::toString);
        return answer.path("error").asText();
    }

    private static int login(RunningServer server, String user, String password) {
        return server.call(
                        "POST",
                        "/_matrix/client/v3/login",
                        null,
                        "{\"type\":\"m.login.password\",\"identifier\":{\"type\":\"m.id.user\","
                                + "\"user\":\""
                                + user
                                + "\"},\"password\":\""
                                + password
                                + "\"}")
                .status();
    }

    @Test
    void x02_newPasswordLetsInAndIsInNoLogAndNoBook() throws IOException {
        try (CapturedLog log = CapturedLog.begin(Level.ALL);
                RunningServer server = RunningServer.start()) {
            Session bob = server.register("bob");
            done(server, "{\"operation\":\"passwd\",\"user\":\"Bob\",\"password\":\"hush hush\"}");
            assertEquals(200, login(server, "bob", "hush hush"));
            assertEquals(403, login(server, "bob", "password of bob"));
            String whoami = "/_matrix/client/v3/account/whoami";
            assertEquals(401, server.call("GET", whoami, bob.token(), null).status());
            ObjectNode acts = ask(server, "{\"operation\":\"users-acts\"}");
            JsonNode act = acts.path("acts").path(0);
            assertEquals("control passwd", act.path("act").asText());
            assertEquals(200, act.path("status").asInt());
            assertTrue(act.path("actor").asText().startsWith("system user "));
            assertFalse(acts.toString().contains("hush"));
            assertTrue(log.atLeast(Level.ALL).stream().noneMatch(line -> line.contains("hush")));
        }
    }

    @Test
    void accountsAreMadeShownLockedAndClosed() throws IOException {
        try (RunningServer server = RunningServer.start()) {
            done(
                    server,
                    "{\"operation\":\"users-create\",\"user\":\"carol\",\"password\":\"a secret\","
                            + "\"admin\":true,\"displayname\":\"Carol\"}");
            assertEquals(
                    "User ID already taken",
                    refused(server, "{\"operation\":\"users-create\",\"user\":\"carol\"}"));
            ObjectNode shown = ask(server, "{\"operation\":\"users-show\",\"user\":\"carol\"}");
            assertTrue(shown.path("user").path("admin").asBoolean());
            assertEquals("Carol", shown.path("user").path("displayname").asText());
            done(server, "{\"operation\":\"set-admin\",\"user\":\"@carol:test\",\"admin\":false}");
            done(server, "{\"operation\":\"users-lock\",\"user\":\"carol\"}");
            assertEquals(401, login(server, "carol", "a secret"));
            ObjectNode list = ask(server, "{\"operation\":\"users-list\",\"name\":\"caro\"}");
            assertEquals(1, list.path("total").asInt());
            assertTrue(list.path("users").path(0).path("locked").asBoolean());
            assertFalse(list.path("users").path(0).path("admin").asBoolean());
            done(server, "{\"operation\":\"users-unlock\",\"user\":\"carol\"}");
            assertEquals(200, login(server, "carol", "a secret"));
            done(server, "{\"operation\":\"users-deactivate\",\"user\":\"@carol:test\"}");
            assertEquals(403, login(server, "carol", "a secret"));
            assertEquals(
                    "@carol:test is deactivated",
                    refused(
                            server,
                            "{\"operation\":\"passwd\",\"user\":\"carol\",\"password\":\"x\"}"));
        }
    }

    @Test
    void whatCannotBeDoneIsASentence() throws IOException {
        try (RunningServer server = RunningServer.start()) {
            assertEquals(
                    "there is no user nobody",
                    refused(server, "{\"operation\":\"users-lock\",\"user\":\"nobody\"}"));
            assertEquals(
                    "missing key 'user'",
                    refused(server, "{\"operation\":\"passwd\",\"password\":\"x\"}"));
            assertEquals(
                    "@x:elsewhere does not belong to test",
                    refused(server, "{\"operation\":\"users-create\",\"user\":\"@x:elsewhere\"}"));
            assertTrue(refused(server, "{\"operation\":\"soup\"}").startsWith("operations are "));
        }
    }
}
