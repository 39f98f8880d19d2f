package stockpot.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.StartupRefusal;
import stockpot.server.matrix.json.Json;

/** The dialogue of Synapse's tool, against a small server that writes down what it was sent. */
class RegisterUserTest {
    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<ObjectNode> requests = new ArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String answer = "{}";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/_synapse/admin/v1/register",
                exchange -> {
                    boolean get = exchange.getRequestMethod().equals("GET");
                    if (!get) {
                        requests.add(Json.parseObject(exchange.getRequestBody().readAllBytes()));
                    }
                    byte[] body =
                            (get ? "{\"nonce\":\"abc\"}" : answer).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(get ? 200 : status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    private int register(String input, String... words) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Dialogue dialogue =
                Dialogue.of(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        stream,
                        stream);
        return Words.run(new RegisterUser(dialogue, Map.of()), words);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void dialogueOfTheGuideRegistersAUser() throws IOException {
        Path config =
                Files.writeString(
                        folder.resolve("homeserver.yaml"),
                        "registration_shared_secret: shh\nany_key: is fine\n");
        assertEquals(0, register("alice\nsoup\nsoup\nno\n", "-c", config.toString(), url()));
        assertEquals(
                "New user localpart ["
                        + System.getProperty("user.name")
                        + "]: Password: Confirm password: Make admin [no]: Sending registration"
                        + " request...\nSuccess!\n",
                said());
        assertEquals(
                "{\"nonce\":\"abc\",\"username\":\"alice\",\"password\":\"soup\","
                        + "\"mac\":\"07785431ea41cf1d0d8126a3189cc678b16987cb\",\"admin\":false,"
                        + "\"user_type\":null}",
                Json.text(requests.getFirst()));
    }

    @Test
    void allOptionsAnswerEveryQuestion() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "soup\n");
        assertEquals(
                0,
                register(
                        "",
                        "--user=alice",
                        "--password-file=" + password,
                        "--admin",
                        "--user_type=support",
                        "--shared-secret=shh",
                        url()));
        ObjectNode request = requests.getFirst();
        assertEquals("soup", request.path("password").asText());
        assertTrue(request.path("admin").asBoolean());
        assertEquals("support", request.path("user_type").asText());
    }

    @Test
    void breakGlassIsAskedForAndSigned() {
        String[] words = {"-u", "alice", "-p", "soup", "-a", "--break-glass", "-k", "shh", url()};
        assertEquals(0, register("", words));
        ObjectNode request = requests.getFirst();
        assertTrue(request.path("break_glass").asBoolean());
        assertEquals("80d6ff4825e048c87fc95dda57f271c13d52c011", request.path("mac").asText());
    }

    @Test
    void refusalsAreShown() {
        status = 400;
        answer = "{\"errcode\":\"M_USER_IN_USE\",\"error\":\"User ID already taken.\"}";
        String[] words = {"-u", "alice", "-p", "soup", "--no-admin", "-k", "shh", url()};
        assertEquals(1, register("", words));
        assertEquals(
                """
                Sending registration request...
                ERROR! Received 400 Bad Request
                User ID already taken.
                """,
                said());
        assertEquals(
                0, register("", "-u", "alice", "-p", "x", "-a", "--exists-ok", "-k", "s", url()));
        assertTrue(said().endsWith("User already exists. Skipping.\n"), said());
    }

    @Test
    void passwordsThatDifferAreRefused() {
        assertEquals(1, register("soup\nsoap\n", "-u", "alice", "-k", "shh", url()));
        assertTrue(said().endsWith("Passwords do not match\n"), said());
        assertEquals(1, register("\n", "-u", "alice", "-k", "shh", url()));
        assertTrue(said().endsWith("Password cannot be blank.\n"), said());
        assertTrue(requests.isEmpty());
    }

    @Test
    void secretAndServerMustBeThere() throws IOException {
        Path config = Files.writeString(folder.resolve("c.yaml"), "server_name: a.b\n");
        assertEquals(1, register("", "-c", config.toString(), "-u", "a", "-p", "b", "-a", url()));
        assertTrue(said().contains("No 'registration_shared_secret'"), said());
        assertEquals(1, register("", "-u", "a", "-c", config.toString(), "-k", "s"));
        String closed = "http://localhost:1";
        assertThrows(
                StartupRefusal.class,
                () -> register("", "-u", "a", "-p", "b", "-a", "-k", "s", closed));
    }
}
