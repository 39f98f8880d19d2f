package stockpot.cook.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.env.Ports;
import stockpot.cook.env.Settings;
import stockpot.cook.fixture.FreePorts;
import stockpot.cook.fixture.FrontSettings;
import stockpot.cook.fixture.Hosts;
import stockpot.cook.fixture.Nginx;
import stockpot.cook.fixture.RawHttp;
import stockpot.cook.fixture.Upstream;

/** A real nginx without TLS, as a proxy in front of it sees it. */
class PlainFrontTest {
    private static final String HOST = "chat.example.org";

    @TempDir Path root;
    private Ports ports;
    private Nginx nginx;
    private Upstream upstream;

    @BeforeEach
    void begin() throws IOException {
        ports = FreePorts.all();
        nginx = new Nginx(Hosts.below(root));
        upstream = new Upstream(ports.client());
    }

    @AfterEach
    void end() {
        nginx.close();
        upstream.close();
    }

    private FrontSettings settings() {
        return new FrontSettings(root, ports);
    }

    private void start(Settings settings) throws IOException, InterruptedException {
        nginx.write(settings, null);
        assertEquals(0, nginx.check(settings).status(), () -> nginx.check(settings).output());
        nginx.start(settings);
    }

    private RawHttp.Answer get(String path, String... headers) throws IOException {
        return RawHttp.get(ports.http(), HOST, path, headers);
    }

    private static JsonNode json(RawHttp.Answer answer) throws IOException {
        return JsonMapper.builder().build().readTree(answer.body());
    }

    @Test
    void matrixArrivesAsItWasSent() throws Exception {
        start(settings().make());
        String path = "/_matrix/client/v3/rooms/%21a%2Fb:c/state?x=%2F&access_token=t";
        assertEquals(200, get(path).status());
        assertEquals(path, upstream.last().path());
        assertEquals("HTTP/1.1", upstream.last().protocol());
        assertEquals(HOST, upstream.last().header("Host"));
        assertEquals("(none)", upstream.last().header("Connection"));
        RawHttp.Answer federation =
                RawHttp.get(ports.federation(), HOST, "/_matrix/federation/v1/version");
        assertEquals(200, federation.status());
    }

    @Test
    void z16_nothingButMatrixIsOpenToTheOutside() throws Exception {
        start(settings().make());
        for (String path :
                List.of(
                        "/_synapse/admin/v1/register",
                        "/_synapse/admin/v2/users",
                        "/_synapse/metrics",
                        "/metrics",
                        "/ready",
                        "//_synapse/admin/v1/register",
                        "/%5fsynapse/admin/v1/register",
                        "/_matrix/../_synapse/admin/v1/register",
                        "/_matrix/%2e%2e/_synapse/admin/v1/register",
                        "/x/../_matrix/client/versions",
                        "/%5fmatrix/client/versions",
                        "//_matrix/client/versions",
                        "/_synapse/client/../admin/v1/register",
                        "/_synapse/client/..%2fadmin/v1/register",
                        "/health/../metrics",
                        "/health%3f")) {
            RawHttp.Answer answer = get(path);
            assertEquals(404, answer.status(), path);
            assertEquals("M_UNRECOGNIZED", json(answer).path("errcode").asText(), path);
        }
        assertEquals(List.of(), upstream.seen());
        assertEquals(200, get("/health").status());
        assertEquals(200, get("/_synapse/client/pick_idp?x=1").status());
    }

    @Test
    void wellKnownNamesTheAddressOfTheProxyInFront() throws Exception {
        start(settings().alertEmail("o'neil+a\"b@example.org").make());
        RawHttp.Answer client = get("/.well-known/matrix/client");
        assertEquals(
                "https://chat.example.org", json(client).at("/m.homeserver/base_url").asText());
        assertEquals("*", client.header("Access-Control-Allow-Origin"));
        assertEquals("application/json", client.header("Content-Type"));
        assertEquals("", client.header("Strict-Transport-Security"));
        RawHttp.Answer server =
                RawHttp.get(ports.http(), "example.org", "/.well-known/matrix/server");
        assertEquals("chat.example.org:443", json(server).path("m.server").asText());
        JsonNode contact = json(get("/.well-known/matrix/support")).at("/contacts/0");
        assertEquals("o'neil+a\"b@example.org", contact.path("email_address").asText());
        assertEquals("m.role.admin", contact.path("role").asText());
    }

    @Test
    void w02_forwardedHeadersCountFromTrustedProxiesAlone() throws Exception {
        start(settings().trustedProxies("127.0.0.1", "10.0.0.0/8", "fd00::/8").make());
        String path = "/_matrix/client/versions";
        get(
                path,
                "X-Forwarded-For: 203.0.113.9, 198.51.100.7, 10.1.2.3",
                "X-Forwarded-Proto: https");
        assertEquals("198.51.100.7", upstream.last().header("X-Forwarded-For"));
        assertEquals("https", upstream.last().header("X-Forwarded-Proto"));
        get(path, "X-Forwarded-Proto: gopher");
        assertEquals("http", upstream.last().header("X-Forwarded-Proto"));
    }

    @Test
    void w02_forwardedHeadersOfAStrangerAreReplaced() throws Exception {
        start(settings().trustedProxies("192.0.2.0/24").make());
        get("/_matrix/client/versions", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https");
        assertEquals("127.0.0.1", upstream.last().header("X-Forwarded-For"));
        assertEquals("http", upstream.last().header("X-Forwarded-Proto"));
    }

    @Test
    void serverThatIsAwayIs503WithATimeToComeBack() throws Exception {
        start(settings().make());
        upstream.close();
        for (String path : List.of("/_matrix/client/versions", "/health", "/_matrix/media/v3/x")) {
            RawHttp.Answer answer = get(path);
            assertEquals(503, answer.status(), path);
            assertEquals("10", answer.header("Retry-After"), path);
            assertEquals("*", answer.header("Access-Control-Allow-Origin"), path);
            assertEquals("M_UNKNOWN", json(answer).path("errcode").asText(), path);
        }
    }

    @Test
    void z17_uploadsEndAtTheOneLimit() throws Exception {
        start(settings().maxUploadBytes(100_000).make());
        String upload = "/_matrix/media/v3/upload";
        RawHttp.Answer fits = post(upload, "x".repeat(100_000));
        assertEquals(200, fits.status());
        assertEquals(100_000, upstream.last().bytes());
        RawHttp.Answer large = post(upload, "x".repeat(100_001));
        assertEquals(413, large.status());
        assertEquals("M_TOO_LARGE", json(large).path("errcode").asText());
        assertEquals(413, post("/_matrix/client/v3/sync", "x".repeat(100_001)).status());
    }

    private RawHttp.Answer post(String path, String body) throws IOException {
        return RawHttp.send(ports.http(), null, HOST, "POST", path, body, List.of());
    }

    @Test
    void x02_noLogHoldsAQuery() throws Exception {
        start(settings().trustedProxies("127.0.0.1").make());
        String secret = "syt_notForTheLog";
        String query = "?access_token=" + secret;
        get("/_matrix/client/v3/sync" + query, "Referer: https://x/?loginToken=" + secret);
        for (int i = 0; i < 80; i++) {
            get("/_matrix/client/v3/login" + query); // some are refused for their number
        }
        post("/_matrix/media/v3/upload" + query, "x".repeat(60 << 20));
        get("/_matrix/../x" + query);
        upstream.close();
        get("/_matrix/client/v3/sync" + query);
        nginx.close();
        int lines = 0;
        try (Stream<Path> logs = Files.list(root.resolve("log"))) {
            for (Path log : logs.toList()) {
                String text = Files.readString(log);
                assertFalse(text.contains(secret), log + ": " + text);
                lines += text.lines().filter(line -> line.contains("/_matrix/")).toList().size();
            }
        }
        assertTrue(lines >= 83, "requests are logged: " + lines);
    }

    @Test
    void c02_whoGuessesPasswordsIsSlowedDown() throws Exception {
        start(settings().trustedProxies("127.0.0.1").make());
        RawHttp.Answer slowed = null;
        for (int i = 0; i < 200 && slowed == null; i++) {
            RawHttp.Answer answer = get("/_matrix/client/v3/login", "X-Forwarded-For: 203.0.113.9");
            slowed = answer.status() == 429 ? answer : null;
        }
        Objects.requireNonNull(slowed, "nobody was slowed down");
        assertEquals("M_LIMIT_EXCEEDED", json(slowed).path("errcode").asText());
        assertEquals("2", slowed.header("Retry-After"));
        assertEquals(
                200, get("/_matrix/client/v3/login", "X-Forwarded-For: 203.0.113.10").status());
        assertEquals(200, get("/_matrix/client/versions", "X-Forwarded-For: 203.0.113.9").status());
    }

    @Test
    void nobodyIsCountedBehindAProxyThatIsNotTrusted() throws Exception {
        start(settings().make());
        for (int i = 0; i < 150; i++) {
            assertEquals(200, get("/_matrix/client/v3/login").status());
        }
    }

    @Test
    void elementIsServedFromItsFolder() throws Exception {
        Path element = Files.createDirectories(root.resolve("element \"web\" {1};"));
        Files.writeString(element.resolve("index.html"), "<p>Element</p>");
        Files.writeString(element.resolve("config.json"), "{\"not\":\"this\"}");
        start(settings().elementWeb(element).make());
        assertEquals("/element/", get("/").header("Location"));
        RawHttp.Answer page = get("/element/");
        assertEquals("<p>Element</p>", page.body());
        assertEquals("text/html", page.header("Content-Type"));
        assertEquals("SAMEORIGIN", page.header("X-Frame-Options"));
        JsonNode config = json(get("/element/config.json"));
        assertEquals(
                "https://chat.example.org",
                config.at("/default_server_config/m.homeserver/base_url").asText());
        assertEquals(404, get("/element../log/nginx-access.log").status());
        assertEquals(404, get("/element/nothing.js").status());
    }

    @Test
    void versionOfNginxIsNotTold() throws Exception {
        start(settings().make());
        assertEquals("nginx", get("/_matrix/client/versions").header("Server"));
        assertFalse(get("/x").body().contains("1."));
    }
}
