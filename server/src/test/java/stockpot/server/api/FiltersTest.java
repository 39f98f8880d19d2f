package stockpot.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.http.HttpLimits;
import stockpot.server.fixture.TestHttp;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.json.Json;

class FiltersTest {
    private static final Endpoint WHO =
            Endpoint.client(
                    "GET",
                    "/who",
                    r -> Response.json(Json.object().put("user", r.caller().user().value())));

    private static final Endpoint WHERE =
            Endpoint.at(
                    "GET",
                    Authentication.NONE,
                    r -> Response.json(Json.object().put("from", r.clientAddress())),
                    "/where");

    private static Endpoint segment(AtomicInteger reached) {
        return Endpoint.at(
                "GET",
                Authentication.NONE,
                r -> {
                    reached.incrementAndGet();
                    return Response.json(Json.object().put("id", r.param("id")));
                },
                "/a/{id}/b");
    }

    private static String error(HttpResponse<String> answer) {
        return answer.statusCode() + " " + TestHttp.json(answer).path("errcode").asText();
    }

    private static String error(String raw) {
        int at = raw.indexOf("\"errcode\":\"") + 11;
        return raw.substring(9, 12) + " " + raw.substring(at, raw.indexOf('"', at));
    }

    // C05, C23

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "Bearer", "bearer  ", "Basic YTpi", "alice", ""})
    void c05_emptyAndOddTokensAreNobodys(String header) throws IOException {
        try (TestHttp http = TestHttp.serving(WHO)) {
            String all =
                    http.raw(
                            "GET /_matrix/client/v3/who HTTP/1.1\r\nHost: x\r\nAuthorization: "
                                    + header
                                    + "\r\nConnection: close\r\n\r\n");
            assertEquals("401 M_MISSING_TOKEN", error(all));
        }
    }

    @Test
    void c05_severalTokensAreRefused() throws IOException {
        try (TestHttp http = TestHttp.serving(WHO)) {
            String line = "Authorization: Bearer alice\r\n";
            String end = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
            String path = "GET /_matrix/client/v3/who";
            assertEquals("401 M_MISSING_TOKEN", error(http.raw(path + end + line + line + "\r\n")));
            assertEquals(
                    "401 M_MISSING_TOKEN",
                    error(http.raw(path + "?access_token=bob" + end + line + "\r\n")));
            assertEquals(
                    "401 M_UNKNOWN_TOKEN",
                    error(
                            http.raw(
                                    path
                                            + end
                                            + "Authorization: Bearer "
                                            + "a".repeat(10_000)
                                            + "\r\n\r\n")));
        }
    }

    @Test
    void c23_tokenInTheQueryIsTaken() {
        try (TestHttp http = TestHttp.serving(WHO)) {
            HttpResponse<String> answer =
                    http.send(http.to("/_matrix/client/v3/who?access_token=bob").GET());
            assertEquals("{\"user\":\"@bob:test\"}", answer.body());
            assertEquals(
                    "no-referrer", answer.headers().firstValue("Referrer-Policy").orElseThrow());
        }
    }

    @Test
    void c05_emptyTokenInTheQueryIsNobodys() {
        try (TestHttp http = TestHttp.serving(WHO)) {
            assertEquals(
                    "401 M_MISSING_TOKEN",
                    error(http.send(http.to("/_matrix/client/v3/who?access_token=").GET())));
        }
    }

    @Test
    void x01_onlyAdministratorsReachAdministration() {
        Endpoint admin =
                Endpoint.at(
                        "GET", Authentication.ADMIN, r -> Response.empty(), "/_synapse/admin/x");
        try (TestHttp http = TestHttp.serving(admin)) {
            assertEquals("403 M_FORBIDDEN", error(http.get("alice", "/_synapse/admin/x")));
            assertEquals(
                    "403 M_GUEST_ACCESS_FORBIDDEN", error(http.get("guest", "/_synapse/admin/x")));
            assertEquals(200, http.get("admin", "/_synapse/admin/x").statusCode());
        }
    }

    @Test
    void c20_guestsReachOnlyWhatIsForThem() {
        Endpoint open =
                Endpoint.at("GET", Authentication.GUEST, r -> Response.empty(), "/for/guests");
        try (TestHttp http = TestHttp.serving(WHO, open)) {
            assertEquals(
                    "403 M_GUEST_ACCESS_FORBIDDEN",
                    error(http.get("guest", "/_matrix/client/v3/who")));
            assertEquals(200, http.get("guest", "/for/guests").statusCode());
        }
    }

    // N04

    @ParameterizedTest
    @CsvSource({
        "/a/x/b, 200",
        "/a/x%2Fy/b, 200",
        "/a/x%252Fy/b, 200",
        "/a/%E2%82%AC/b, 200",
        "/a/x+y/b, 200",
        "/a/x%00y/b, 400",
        "/a/%ff/b, 400",
        "/a/%C0%AF/b, 400",
        "/a/%ED%A0%80/b, 400",
        "/a/%zz/b, 400",
        "/a/%4/b, 400",
        "/a/x;p=1/b, 400",
        "/a/%2e%2E/b, 400",
        "/a/./b, 404",
        "/a/../a/x/b, 404",
        "/y/../a/x/b, 404",
        "//a/x/b, 404",
        "/a//b, 404",
        "/a/x//b, 404",
        "/a/x/b/, 404",
        "/a/x/%62, 404",
        "/%61/x/b, 404",
        "/a%2Fx%2Fb, 404",
        "/A/x/b, 404"
    })
    void n04_pathsAreReadInOneWayOnly(String path, int status) throws IOException {
        AtomicInteger reached = new AtomicInteger();
        try (TestHttp http = TestHttp.serving(segment(reached))) {
            String all =
                    http.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertTrue(all.startsWith("HTTP/1.1 " + status + " "), all);
            assertEquals(status == 200 ? 1 : 0, reached.get());
        }
    }

    @Test
    void n04_segmentsAreDecodedOnce() {
        try (TestHttp http = TestHttp.serving(segment(new AtomicInteger()))) {
            assertEquals("{\"id\":\"x/y\"}", http.get("alice", "/a/x%2Fy/b").body());
            assertEquals("{\"id\":\"x%2Fy\"}", http.get("alice", "/a/x%252Fy/b").body());
            assertEquals("{\"id\":\"a+b\"}", http.get("alice", "/a/a+b/b").body());
        }
    }

    @Test
    void emptyStateKeyMayStandBehindASlash() {
        Endpoint state =
                Endpoint.client(
                        "GET",
                        "/rooms/{roomId}/state/{eventType}",
                        r -> Response.json(Json.object().put("type", r.param("eventType"))));
        try (TestHttp http = TestHttp.serving(state)) {
            String path = "/_matrix/client/v3/rooms/!r/state/m.room.name";
            assertEquals(http.get("alice", path).body(), http.get("alice", path + "/").body());
            assertEquals(404, http.get("alice", path + "//").statusCode());
        }
    }

    @Test
    void twoEndpointsOfOnePathDoNotStart() {
        assertThrows(IllegalStateException.class, () -> TestHttp.serving(WHO, WHO).close());
    }

    @Test
    void literalGoesBeforeVariable() {
        Endpoint any =
                Endpoint.at(
                        "GET", Authentication.NONE, r -> Response.json(Json.array()), "/x/{y}/z");
        Endpoint one = Endpoint.at("GET", Authentication.NONE, r -> Response.empty(), "/x/one/w");
        try (TestHttp http = TestHttp.serving(any, one)) {
            assertEquals("{}", http.get("alice", "/x/one/w").body());
            assertEquals("[]", http.get("alice", "/x/one/z").body());
        }
    }

    // W02

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1 | 1.2.3.4 | 1.2.3.4",
                "10.0.0.1 | 9.9.9.9, 1.2.3.4 | 1.2.3.4",
                "10.0.0.1 | 9.9.9.9, 1.2.3.4, 10.0.0.7 | 1.2.3.4",
                "10.0.0.1 | 10.0.0.9, 10.0.0.7 | 10.0.0.9",
                "10.0.0.1 | evil, 10.0.0.7 | 10.0.0.7",
                "10.0.0.1 | 127.1 | 10.0.0.1",
                "10.0.0.1 | '' | 10.0.0.1",
                "10.0.0.1 | 1.2.3.4:5678 | 1.2.3.4",
                "10.0.0.1 | [2001:db8::5]:99 | 2001:db8:0:0:0:0:0:5",
                "fd00:0:0:0:0:0:0:1 | 2001:db8::5 | 2001:db8:0:0:0:0:0:5",
                "fd00:0:0:0:0:0:0:1 | 2001:db8::6, fd00::9 | 2001:db8:0:0:0:0:0:6",
                "fe00:0:0:0:0:0:0:1 | 2001:db8::5 | fe00:0:0:0:0:0:0:1",
                "11.0.0.1 | 1.2.3.4 | 11.0.0.1"
            })
    void w02_forwardedForIsBelievedFromTrustedProxiesOnly(
            String peer, String header, String expected) throws IOException {
        ClientAddresses addresses = new ClientAddresses(List.of("10.0.0.0/8", "fd00::/16"));
        assertEquals(expected, addresses.of(InetAddress.getByName(peer), header));
    }

    @Test
    void w02_forwardedForOfStrangersIsIgnored() {
        try (TestHttp http = TestHttp.serving(WHERE);
                TestHttp behind =
                        new TestHttp.Builder()
                                .trustedProxies("127.0.0.0/8")
                                .start(() -> List.of(WHERE))) {
            assertEquals(
                    "{\"from\":\"127.0.0.1\"}",
                    http.send(http.to("/where").header("X-Forwarded-For", "1.2.3.4")).body());
            assertEquals(
                    "{\"from\":\"1.2.3.4\"}",
                    behind.send(behind.to("/where").header("X-Forwarded-For", "1.2.3.4")).body());
        }
    }

    // W06, W07, W08, W11

    @Test
    void w06_pagesAreStrict() {
        Endpoint page =
                Endpoint.at("GET", Authentication.NONE, r -> Response.html(200, "<p>x"), "/page");
        try (TestHttp http = TestHttp.serving(page)) {
            var headers = http.get("alice", "/page").headers();
            String policy = headers.firstValue("Content-Security-Policy").orElseThrow();
            assertTrue(policy.contains("default-src 'none'"), policy);
            assertTrue(policy.contains("frame-ancestors 'none'"), policy);
            assertFalse(policy.contains("unsafe"), policy);
            assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElseThrow());
            assertEquals("DENY", headers.firstValue("X-Frame-Options").orElseThrow());
        }
    }

    @Test
    void w07_clientsOfBrowsersMayReadAnswersAndErrorsButNotFederation() {
        Endpoint federation =
                Endpoint.at(
                        "GET", Authentication.NONE, r -> Response.empty(), "/_matrix/federation/x");
        try (TestHttp http = TestHttp.serving(WHO, federation)) {
            for (String path :
                    List.of("/_matrix/client/v3/who", "/_matrix/client/v3/no", "/_matrix/x;y")) {
                var headers = http.send(http.to(path).GET()).headers();
                assertEquals(
                        "*", headers.firstValue("Access-Control-Allow-Origin").orElse(""), path);
                assertTrue(headers.firstValue("Access-Control-Allow-Credentials").isEmpty());
            }
            var wrong = http.send(http.to("/_matrix/client/v3/who").DELETE());
            assertEquals("405 M_UNRECOGNIZED", error(wrong));
            assertTrue(wrong.headers().firstValue("Access-Control-Allow-Origin").isPresent());
            assertTrue(
                    http.get("alice", "/_matrix/federation/x")
                            .headers()
                            .firstValue("Access-Control-Allow-Origin")
                            .isEmpty());
        }
    }

    @Test
    void w08_methodsHaveNoSideEffects() throws IOException {
        AtomicInteger reached = new AtomicInteger();
        Endpoint counted =
                Endpoint.at(
                        "PUT",
                        Authentication.NONE,
                        r -> {
                            reached.incrementAndGet();
                            return Response.empty();
                        },
                        "/put");
        try (TestHttp http = TestHttp.serving(WHO, counted)) {
            for (String method : List.of("HEAD", "TRACE", "CONNECT", "GET", "FOO", "put")) {
                String all =
                        http.raw(method + " /put HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                assertTrue(all.startsWith("HTTP/1.1 405 "), method + all);
            }
            var options =
                    http.send(
                            http.to("/put").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
            assertEquals(204, options.statusCode());
            assertTrue(
                    options.headers()
                            .firstValue("Access-Control-Allow-Headers")
                            .orElse("")
                            .contains("Authorization"));
            assertEquals(0, reached.get());
            String head =
                    http.raw(
                            "HEAD /_matrix/client/v3/who?access_token=bob HTTP/1.1\r\nHost: x\r\n\r\n");
            assertTrue(head.contains("Content-Length: 20") && head.endsWith("\r\n\r\n"), head);
        }
    }

    @Test
    void w11_failuresTellNothingOfTheInside() {
        Endpoint failing =
                Endpoint.at(
                        "GET",
                        Authentication.NONE,
                        r -> {
                            throw new IllegalStateException("SELECT secret FROM /etc/x");
                        },
                        "/fails");
        Endpoint deep = Endpoint.at("GET", Authentication.NONE, r -> deeper(r, 0), "/deep");
        try (TestHttp http = TestHttp.serving(WHO, failing, deep)) {
            for (String path : List.of("/fails", "/deep")) {
                HttpResponse<String> answer = http.get("alice", path);
                assertEquals("500 M_UNKNOWN", error(answer));
                String text = TestHttp.json(answer).get("error").asText();
                assertTrue(text.startsWith("Internal server error, reference "), text);
                assertFalse(
                        answer.body().contains("SELECT") || answer.body().contains("Exception"));
            }
            for (int i = 0; i < 1000; i++) { // r14: nothing is poisoned
                assertEquals(200, http.get("alice", "/_matrix/client/v3/who").statusCode());
            }
        }
    }

    private static Response deeper(Request request, int depth) {
        return depth < 0 ? Response.empty() : deeper(request, depth + 1);
    }

    @Test
    void w12_metricsHaveTheirOwnListenerAndNoIds() {
        AtomicInteger reached = new AtomicInteger();
        var registry = new io.prometheus.client.CollectorRegistry();
        Endpoint metrics = new stockpot.server.api.ops.MetricsPage(registry).endpoints().getFirst();
        try (TestHttp http = TestHttp.serving(metrics, WHO, segment(reached))) {
            assertEquals(404, http.get("alice", "/metrics").statusCode());
            http.get("alice", "/_matrix/client/v3/who");
            http.get("alice", "/a/@alice:test/b");
            http.get("alice", "/nothing/@alice:test");
            String counted = String.join("\n", names(http.registry()));
            assertTrue(counted.contains("/a/{id}/b"), counted);
            assertFalse(counted.contains("@alice"), counted);
        }
        try (TestHttp http =
                new TestHttp.Builder()
                        .resources(stockpot.server.config.ListenersConfig.Resource.METRICS)
                        .start(() -> List.of(metrics, WHO))) {
            assertEquals(200, http.get("alice", "/metrics").statusCode());
            assertEquals(404, http.get("alice", "/_matrix/client/v3/who").statusCode());
        }
    }

    private static List<String> names(io.prometheus.client.CollectorRegistry registry) {
        List<String> all = new ArrayList<>();
        registry.metricFamilySamples()
                .asIterator()
                .forEachRemaining(family -> family.samples.forEach(s -> all.add(s.toString())));
        return all;
    }

    // J14 and ceilings

    @Test
    void j14_compressedBodiesAreRefused() {
        try (TestHttp http = TestHttp.serving(echo())) {
            var body = HttpRequest.BodyPublishers.ofString("{}");
            assertEquals(
                    415,
                    http.send(http.to("/echo").header("Content-Encoding", "gzip").POST(body))
                            .statusCode());
            assertEquals(
                    200,
                    http.send(http.to("/echo").header("Content-Type", "image/png").POST(body))
                            .statusCode());
        }
    }

    @Test
    void j10_bodiesEndAtOneMebibyte() {
        try (TestHttp http = TestHttp.serving(echo())) {
            assertEquals(200, http.send(http.to("/echo").POST(sized(1 << 20))).statusCode());
            assertEquals(
                    "413 M_TOO_LARGE",
                    error(http.send(http.to("/echo").POST(sized((1 << 20) + 1)))));
            var chunked =
                    HttpRequest.BodyPublishers.ofInputStream(
                            () -> new java.io.ByteArrayInputStream(json((1 << 20) + 1)));
            assertEquals("413 M_TOO_LARGE", error(http.send(http.to("/echo").POST(chunked))));
        }
    }

    @Test
    void j08_emptyAndBrokenBodiesAreNotJson() {
        try (TestHttp http = TestHttp.serving(echo())) {
            for (String body : List.of("", "{", "{}x", "nothing")) {
                assertEquals(
                        "400 M_NOT_JSON",
                        error(
                                http.send(
                                        http.to("/echo")
                                                .POST(HttpRequest.BodyPublishers.ofString(body)))));
            }
        }
    }

    private static Endpoint echo() {
        return Endpoint.at("POST", Authentication.NONE, r -> size(r), "/echo");
    }

    private static Response size(Request request) {
        return Response.json(Json.object().put("size", request.body().size()));
    }

    private static HttpRequest.BodyPublisher sized(int bytes) {
        return HttpRequest.BodyPublishers.ofByteArray(json(bytes));
    }

    private static byte[] json(int bytes) {
        return ("{\"a\":\"" + "x".repeat(bytes - 8) + "\"}")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    // R02, R03, rate limits, F04

    @Test
    void r02_requestsEndInTimeUnlessTheyAskForMore() {
        HttpLimits usual = HttpLimits.standard(100);
        HttpLimits limits =
                new HttpLimits(
                        usual.requestLineBytes(),
                        usual.headerBytes(),
                        usual.headerCount(),
                        usual.headTime(),
                        usual.bodyIdle(),
                        usual.writeIdle(),
                        usual.keepAlive(),
                        Duration.ofSeconds(1),
                        100);
        Endpoint slow = Endpoint.at("GET", Authentication.NONE, r -> sleeping(3000), "/slow");
        Endpoint poll =
                Endpoint.at(
                        "GET",
                        Authentication.NONE,
                        r -> {
                            r.longPoll(Duration.ofSeconds(5));
                            return sleeping(3000);
                        },
                        "/poll");
        try (TestHttp http =
                new TestHttp.Builder().limits(limits).start(() -> List.of(slow, poll))) {
            assertEquals("503 M_UNKNOWN", error(http.get("alice", "/slow")));
            assertEquals(200, http.get("alice", "/poll").statusCode());
        }
    }

    private static Response sleeping(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Response.empty();
    }

    @Test
    void r03_oneUserCannotFillTheServer() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Endpoint gate =
                Endpoint.client(
                        "GET",
                        "/gate",
                        r -> {
                            running.incrementAndGet();
                            try {
                                open.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return Response.empty();
                        });
        int all = FairUse.MOST_RUNNING + FairUse.MOST_QUEUED + 20;
        try (TestHttp http = TestHttp.serving(gate, WHO)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < all; i++) {
                threads.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    int status =
                                            http.get("alice", "/_matrix/client/v3/gate")
                                                    .statusCode();
                                    (status == 429 ? refused : done).incrementAndGet();
                                }));
            }
            for (int i = 0; i < 200 && refused.get() < 20; i++) {
                Thread.sleep(50);
            }
            assertEquals(FairUse.MOST_RUNNING, running.get());
            assertEquals(20, refused.get());
            assertEquals(200, http.get("bob", "/_matrix/client/v3/who").statusCode());
            open.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(FairUse.MOST_RUNNING + FairUse.MOST_QUEUED, done.get());
        }
    }

    @Test
    void r11_fairUseForgetsThoseWhoLeft() {
        FairUse fairUse = new FairUse();
        for (int i = 0; i < 1000; i++) {
            fairUse.begin(new stockpot.server.matrix.id.UserId("@u" + i + ":test")).end();
        }
        assertEquals(0, fairUse.users());
    }

    @Test
    void bucketsRefuseWithATimeToComeBack() {
        Endpoint limited = WHO.limited(RateLimit.MESSAGE);
        try (TestHttp http = new TestHttp.Builder().bucket(0.5, 2).start(() -> List.of(limited))) {
            String path = "/_matrix/client/v3/who";
            assertEquals(200, http.get("alice", path).statusCode());
            assertEquals(200, http.get("alice", path).statusCode());
            HttpResponse<String> third = http.get("alice", path);
            assertEquals("429 M_LIMIT_EXCEEDED", error(third));
            long wait = TestHttp.json(third).get("retry_after_ms").asLong();
            assertTrue(wait > 500 && wait <= 2001, "" + wait);
            assertEquals("2", third.headers().firstValue("Retry-After").orElseThrow());
            assertEquals(200, http.get("bob", path).statusCode());
        }
    }

    @Test
    void c02_aNetworkOfIpv6IsOneClient() {
        assertEquals("2001:db8:0:1", RateLimits.network("2001:db8:0:1:5:6:7:8"));
        assertEquals("192.0.2.1", RateLimits.network("192.0.2.1"));
    }

    @Test
    void f04_stoppingRefusesNewRequestsAndAnswersLongPolls() throws InterruptedException {
        CountDownLatch woken = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        Endpoint poll =
                Endpoint.at(
                        "GET",
                        Authentication.NONE,
                        r -> {
                            r.longPoll(Duration.ofSeconds(30));
                            waiting.countDown();
                            try {
                                woken.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return Response.empty();
                        },
                        "/poll");
        try (TestHttp http = TestHttp.serving(WHO, poll)) {
            http.drain().onDrain(woken::countDown);
            AtomicInteger status = new AtomicInteger();
            Thread poller =
                    Thread.ofVirtual()
                            .start(() -> status.set(http.get("alice", "/poll").statusCode()));
            waiting.await();
            assertTrue(http.drain().drain(Duration.ofSeconds(5)));
            poller.join();
            assertEquals(200, status.get());
            HttpResponse<String> late = http.get("alice", "/_matrix/client/v3/who");
            assertEquals(503, late.statusCode());
            assertTrue(late.headers().firstValue("Retry-After").isPresent());
        }
    }

    @Test
    void refusalsOfHandlersKeepTheirShape() {
        Endpoint refusing =
                Endpoint.at(
                        "GET",
                        Authentication.NONE,
                        r -> {
                            throw MatrixErrors.of(403, "M_X", "no", Json.object().put("extra", 1));
                        },
                        "/refuse");
        try (TestHttp http = TestHttp.serving(refusing)) {
            HttpResponse<String> answer = http.get("alice", "/refuse");
            assertEquals(403, answer.statusCode());
            assertEquals("{\"errcode\":\"M_X\",\"error\":\"no\",\"extra\":1}", answer.body());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "1x", "", "-", "--1", "99999999999999999999", "11", "-1", "\u0661"})
    void numbersOfTheQueryAreChecked(String value) {
        Endpoint number =
                Endpoint.at(
                        "GET",
                        Authentication.NONE,
                        r -> Response.json(Json.object().put("n", r.queryInt("n", 5, 0, 10))),
                        "/number");
        try (TestHttp http = TestHttp.serving(number)) {
            String encoded =
                    java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8);
            assertEquals("400 M_INVALID_PARAM", error(http.get("alice", "/number?n=" + encoded)));
            assertEquals("{\"n\":5}", http.get("alice", "/number").body());
            assertEquals("{\"n\":7}", http.get("alice", "/number?n=7").body());
        }
    }

    @Test
    void queriesHaveALimit() {
        String raw = "a=b&".repeat(QueryString.MOST_PARAMETERS);
        assertEquals(QueryString.MOST_PARAMETERS, QueryString.parse(raw).all("a").size());
        assertThrows(MatrixException.class, () -> QueryString.parse(raw + "a=b"));
    }
}
