package stockpot.cook.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.env.Ports;
import stockpot.cook.env.Settings;
import stockpot.cook.fixture.BindingSource;
import stockpot.cook.fixture.FreePorts;
import stockpot.cook.fixture.FrontSettings;
import stockpot.cook.fixture.Hosts;
import stockpot.cook.fixture.Nginx;
import stockpot.cook.host.Host;

/** How long is waited between tries; the authority is a stand-in that refuses everything. */
class WaitingTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir Path root;
    private Host host;
    private final MovableClock clock = new MovableClock();
    private final List<String> asked = new ArrayList<>();
    private HttpServer authority;
    private Settings settings;
    private Nginx nginx;
    private int directoryStatus = 200;
    private String retryAfter = "7200";

    @BeforeEach
    void begin() throws IOException, InterruptedException {
        host = Hosts.below(root);
        authority =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        authority.createContext("/", this::answer);
        authority.start();
        Ports ports = FreePorts.all();
        settings =
                new FrontSettings(root, ports)
                        .domain("example.org")
                        .publicHost("example.org")
                        .tls(acme(null, "a@example.org", URI.create("http://127.0.0.1:1/")))
                        .make();
        nginx = new Nginx(host);
        nginx.write(settings, null);
        nginx.start(settings);
    }

    @AfterEach
    void end() {
        nginx.close();
        authority.stop(0);
    }

    private Settings.Tls.Acme acme(
            Settings.Tls.@Nullable Binding binding, String email, URI source) {
        return new Settings.Tls.Acme(base().resolve("/dir"), email, binding, source, null);
    }

    private URI base() {
        return URI.create("http://127.0.0.1:" + authority.getAddress().getPort());
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        exchange.getResponseHeaders().set("Replay-Nonce", "bm9uY2U" + asked.size());
        int status = 200;
        String body = "";
        switch (path) {
            case "/dir" -> {
                status = directoryStatus;
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
                body =
                        ("{'newNonce':'B/nonce','newAccount':'B/account','newOrder':'B/order',"
                                        + "'revokeCert':'B/revoke','keyChange':'B/key'}")
                                .replace('\'', '"')
                                .replace("B/", base() + "/");
            }
            case "/account" -> {
                status = 201;
                exchange.getResponseHeaders().set("Location", base() + "/account/1");
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                body = "{\"status\":\"valid\"}";
            }
            case "/order" -> {
                status = 429;
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
                exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
                body =
                        "{\"type\":\"urn:ietf:params:acme:error:rateLimited\","
                                + "\"detail\":\"too many certificates (5) already issued\"}";
            }
            default -> {}
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
        if (!head && bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private Renewal renewal() {
        return new Renewal(host, settings, () -> {}, clock, new Random(1), name -> true);
    }

    private Attempts.State state() {
        return new Attempts(host, root.resolve("data/certificates/example.org")).read();
    }

    private long orders() {
        return asked.stream().filter("/order"::equals).count();
    }

    @Test
    void z11_limitOfTheAuthorityHoldsOverTwentyRestartsAndForce() {
        Renewal.Outcome first = renewal().tend(false);
        assertTrue(first.lines().getFirst().contains("too many certificates"), first.toString());
        assertEquals(1, orders());
        for (int restart = 0; restart < 20; restart++) {
            assertFalse(renewal().tend(restart % 2 == 0).good());
        }
        assertEquals(1, orders());
        assertEquals(Failure.Kind.LIMIT, state().kind());
        Duration wait = Duration.between(clock.instant(), state().next());
        assertTrue(wait.compareTo(Duration.ofMinutes(119)) > 0, "at least Retry-After: " + wait);
        allowTheClock();
        assertFalse(renewal().tend(false).good());
        assertEquals(2, orders());
        assertEquals(2, state().failures());
    }

    /** Two hours later, with an authority that does not tell the time. */
    private void allowTheClock() {
        Path file = root.resolve("data/certificates/example.org/attempts.json");
        try {
            String text = Files.readString(file);
            String next = String.valueOf(state().next());
            Files.writeString(file, text.replace(next, clock.instant().minusSeconds(1).toString()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void z11_authorityWithTroubleIsAskedOnceAndLaterAgain() {
        directoryStatus = 503;
        retryAfter = "600";
        for (int restart = 0; restart < 20; restart++) {
            assertFalse(renewal().tend(false).good());
        }
        assertEquals(1, asked.size());
        assertEquals(Failure.Kind.AWAY, state().kind());
        Duration wait = Duration.between(clock.instant(), state().next());
        assertTrue(wait.compareTo(Duration.ofMinutes(9)) > 0, "Retry-After counts: " + wait);
    }

    @Test
    void z11_tryThatWasKilledCounts() {
        Attempts attempts = new Attempts(host, root.resolve("data/certificates/example.org"));
        attempts.begin(Attempts.State.NONE, clock.instant(), new Random(1));
        assertFalse(renewal().tend(false).good());
        assertEquals(List.of(), asked);
    }

    @Test
    void waitsDoubleUpToTheirEnd() {
        assertEquals(Duration.ofMinutes(1), Failure.Kind.AWAY.wait(1));
        assertEquals(Duration.ofMinutes(8), Failure.Kind.AWAY.wait(4));
        assertEquals(Duration.ofHours(6), Failure.Kind.AWAY.wait(1_000));
        assertEquals(Duration.ofHours(12), Failure.Kind.NAMES.wait(60));
        Attempts attempts = new Attempts(host, root.resolve("x"));
        Attempts.State state = Attempts.State.NONE;
        for (int i = 0; i < 60; i++) {
            Failure failure = Failure.of(Failure.Kind.LIMIT, "no");
            state = attempts.failed(state, failure, NOW, new Random(i));
            Duration wait = Duration.between(NOW, state.next());
            assertTrue(wait.compareTo(Duration.ofHours(31)) < 0, wait.toString());
        }
        assertEquals(state, attempts.read());
    }

    @Test
    void f45_nextTryOfAWrongClockIsNotBelieved() {
        Attempts.State far =
                new Attempts.State(1, NOW.plus(Duration.ofDays(3_650)), true, null, null);
        assertTrue(Attempts.mayTry(far, NOW, false));
        Attempts.State near = new Attempts.State(1, NOW.plusSeconds(60), false, null, null);
        assertFalse(Attempts.mayTry(near, NOW, false));
        assertTrue(Attempts.mayTry(near, NOW, true));
        assertTrue(Attempts.mayTry(near, NOW.plusSeconds(60), false));
    }

    @Test
    void damagedMemoryIsNoFailure() throws IOException {
        Path file = root.resolve("data/certificates/example.org/attempts.json");
        Files.createDirectories(file.getParent());
        for (String text : List.of("", "{", "[]", "{\"next\":\"x\"}", "{\"kind\":\"x\"}")) {
            Files.writeString(file, text);
            assertEquals(0, state().failures(), text);
        }
    }

    @Test
    void bindingNeedsItsSettings() throws IOException {
        URI zeroSsl = URI.create("https://acme.zerossl.com/v2/DV90");
        URI source = URI.create("https://api.zerossl.com/acme/eab-credentials-email");
        var noMail = new Settings.Tls.Acme(zeroSsl, null, null, source, null);
        assertTrue(sentence(noMail).contains("SSLEMAIL"));
        var other =
                new Settings.Tls.Acme(
                        URI.create("https://ca.example/dir"), "a@b", null, source, null);
        assertTrue(sentence(other).contains("ACME_EAB_KID"));
        try (BindingSource refusing =
                new BindingSource(400, "{\"success\":false,\"error\":{\"code\":2800}}")) {
            assertTrue(sentence(acme(null, "a@b", refusing.uri())).contains("status 400"));
        }
        try (BindingSource broken = new BindingSource(200, "<html>")) {
            assertTrue(sentence(acme(null, "a@b", broken.uri())).contains("status 200"));
        }
        assertTrue(
                sentence(acme(null, "a@b", URI.create("http://127.0.0.1:1/")))
                        .contains("no connection"));
    }

    private static String sentence(Settings.Tls.Acme acme) {
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            return "got " + Binding.of(acme, client).keyId();
        } catch (FailureException e) {
            return e.failure().sentence();
        }
    }
}
