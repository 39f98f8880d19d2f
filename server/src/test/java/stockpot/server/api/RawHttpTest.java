package stockpot.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.server.api.http.HttpLimits;
import stockpot.server.fixture.TestHttp;
import stockpot.server.matrix.json.Json;

/** What no client sends: byte for byte over plain sockets. */
class RawHttpTest {
    private static final String HEAD = " HTTP/1.1\r\nHost: x\r\n";
    private final AtomicInteger served = new AtomicInteger();

    private final TestHttp http =
            new TestHttp.Builder()
                    .limits(
                            new HttpLimits(
                                    8192,
                                    16384,
                                    100,
                                    Duration.ofSeconds(2),
                                    Duration.ofSeconds(2),
                                    Duration.ofSeconds(2),
                                    Duration.ofSeconds(3),
                                    Duration.ofSeconds(60),
                                    100))
                    .start(() ->
                            java.util.List.of(
                                    Endpoint.at(
                                            "POST",
                                            Endpoint.Authentication.NONE,
                                            this::take,
                                            "/take"),
                                    Endpoint.at(
                                            "POST",
                                            Endpoint.Authentication.NONE,
                                            this::swallow,
                                            "/swallow"),
                                    Endpoint.at(
                                            "GET",
                                            Endpoint.Authentication.NONE,
                                            r -> Response.empty(),
                                            "/give"),
                                    Endpoint.at(
                                            "GET",
                                            Endpoint.Authentication.NONE,
                                            r -> large(),
                                            "/large")));

    private Response take(Request request) {
        Response answer = Response.json(request.bodyOrEmpty());
        served.incrementAndGet();
        return answer;
    }

    /** Does the worst a handler can do with an error of its body: nothing. */
    private Response swallow(Request request) {
        try (InputStream in = request.stream(1000)) {
            in.readAllBytes();
        } catch (IOException e) {
            return Response.json(Json.object().put("swallowed", true));
        }
        return Response.empty();
    }

    private static Response large() {
        byte[] piece = new byte[1 << 16];
        return new Response(
                200,
                java.util.Map.of(),
                new Response.Stream(
                        1L << 30,
                        out -> {
                            for (int i = 0; i < 1 << 14; i++) {
                                out.write(piece);
                            }
                        }));
    }

    @AfterEach
    void close() {
        http.close();
    }

    private static int answers(String text) {
        int count = 0;
        for (int at = text.indexOf("HTTP/1.1 "); at >= 0; at = text.indexOf("HTTP/1.1 ", at + 1)) {
            count++;
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "Content-Length: +2\r\n\r\n{}",
                "Content-Length: -2\r\n\r\n{}",
                "Content-Length: 0x2\r\n\r\n{}",
                "Content-Length: 2,2\r\n\r\n{}",
                "Content-Length: 2 2\r\n\r\n{}",
                "Content-Length:\r\n\r\n{}",
                "Content-Length: \u0662\r\n\r\n{}",
                "Content-Length: 99999999999999999999\r\n\r\n{}",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                "Content-Length : 2\r\n\r\n{}",
                "X\tY: 2\r\n\r\n",
                ": 2\r\n\r\n",
                "NoColon\r\n\r\n",
                "X: a\u0000b\r\n\r\n",
                "X: a\rb\r\n\r\n",
                "X: a\nContent-Length: 2\r\n\r\n{}",
                "Host: y\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n 2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2 \r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n100000000000000000002\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2;a\nb\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX\u0001: y\r\n\r\n"
            })
    void w01_ambiguousLengthsAreRefusedAndTheConnectionCloses(String rest) throws IOException {
        String second = "GET /give" + HEAD + "\r\n";
        String all = http.raw("POST /take" + HEAD + rest + second);
        assertTrue(all.startsWith("HTTP/1.1 400 "), all);
        assertEquals(1, answers(all), all);
        assertTrue(all.contains("Connection: close"), all);
        assertTrue(all.contains("\"errcode\":\"M_UNRECOGNIZED\""), all);
        assertEquals(0, served.get());
    }

    @Test
    void w01_otherTransferCodingsAreNotImplemented() throws IOException {
        String all =
                http.raw("POST /take" + HEAD + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
        assertTrue(all.startsWith("HTTP/1.1 501 "), all);
        assertEquals(1, answers(all));
    }

    @Test
    void w01_chunkSizeLineIsBounded() throws IOException {
        String all =
                http.raw(
                        "POST /take"
                                + HEAD
                                + "Transfer-Encoding: chunked\r\n\r\n2;"
                                + "a".repeat(300)
                                + "\r\n{}\r\n0\r\n\r\n");
        assertTrue(all.startsWith("HTTP/1.1 400 "), all);
    }

    @Test
    void w01_trailersAreBounded() throws IOException {
        String all =
                http.raw(
                        "POST /take"
                                + HEAD
                                + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
                                + "X: y\r\n".repeat(1000)
                                + "\r\n");
        assertTrue(all.startsWith("HTTP/1.1 400 "), all);
    }

    @Test
    void w01_aHandlerThatSwallowsABodyErrorStillLosesTheConnection() throws IOException {
        String all =
                http.raw(
                        "POST /swallow"
                                + HEAD
                                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"
                                + "GET /give"
                                + HEAD
                                + "\r\n");
        assertEquals(1, answers(all), all);
        assertTrue(all.contains("swallowed"), all);
    }

    @Test
    void chunkedBodiesAndPipelinesWork() throws IOException {
        String all =
                http.raw(
                        "POST /take"
                                + HEAD
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + "3;x=y\r\n{\"a\r\n4\r\n\":1}\r\n0\r\nT: v\r\n\r\n"
                                + "POST /take"
                                + HEAD
                                + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");
        assertEquals(2, answers(all), all);
        assertTrue(all.contains("{\"a\":1}"), all);
        assertEquals(2, served.get());
    }

    @Test
    void w01_bodyNobodyReadIsNotTakenForARequest() throws IOException {
        String inner = "GET /give" + HEAD + "\r\n";
        String all =
                http.raw(
                        "POST /nothing"
                                + HEAD
                                + "Content-Length: "
                                + inner.length()
                                + "\r\n\r\n"
                                + inner
                                + "GET /give"
                                + HEAD
                                + "Connection: close\r\n\r\n");
        assertEquals(2, answers(all), all);
        assertTrue(all.startsWith("HTTP/1.1 404 "), all);
        assertTrue(all.contains("HTTP/1.1 200 OK"), all);
    }

    @Test
    void connectionCloseIsDoneAtOnce() throws IOException {
        long before = System.nanoTime();
        try (Socket socket = http.connect()) {
            send(socket, "GET /give" + HEAD + "Connection: keep-alive, Close\r\n\r\n");
            String all =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertEquals(1, answers(all));
        }
        assertTrue(System.nanoTime() - before < 1_000_000_000L);
    }

    @Test
    void http10IsAnsweredAndClosed() throws IOException {
        String all = http.raw("GET /give HTTP/1.0\r\n\r\n");
        assertTrue(all.startsWith("HTTP/1.1 200 OK"), all);
        assertTrue(all.contains("Connection: close"), all);
    }

    @Test
    void otherVersionsAreNotSpoken() throws IOException {
        assertTrue(http.raw("GET /give HTTP/2.0\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 505 "));
        assertTrue(http.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").startsWith("HTTP/1.1 505 "));
        assertTrue(http.raw("GET /give\r\n\r\n").startsWith("HTTP/1.1 400 "));
    }

    @Test
    void expectContinueIsAnsweredWhenTheBodyIsWanted() throws IOException {
        try (Socket socket = http.connect()) {
            send(socket, "POST /take" + HEAD + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            byte[] line = socket.getInputStream().readNBytes(25);
            assertEquals(
                    "HTTP/1.1 100 Continue\r\n\r\n", new String(line, StandardCharsets.US_ASCII));
            send(socket, "{}");
            assertEquals('H', socket.getInputStream().read());
        }
    }

    @Test
    void w03_headersMustBeCompleteInTime() throws IOException, InterruptedException {
        try (Socket socket = http.connect()) {
            long before = System.nanoTime();
            send(socket, "GET /give HTTP/1.1\r\n");
            drip(socket, "X-A: b\r\n".repeat(50));
            assertEquals(-1, quietRead(socket));
            assertTrue(System.nanoTime() - before < 5_000_000_000L);
        }
    }

    @Test
    void w03_bodiesMustKeepComing() throws IOException {
        try (Socket socket = http.connect()) {
            send(socket, "POST /take" + HEAD + "Content-Length: 20\r\n\r\n{");
            assertEquals(-1, quietRead(socket));
        }
        assertEquals(0, served.get());
    }

    @Test
    void w03_silentConnectionsEnd() throws IOException {
        try (Socket socket = http.connect()) {
            assertEquals(-1, quietRead(socket));
        }
    }

    @Test
    void w03_oneHundredHeadersAndNoMore() throws IOException {
        String hundred = "X: y\r\n".repeat(98) + "Connection: close\r\n\r\n";
        assertTrue(http.raw("GET /give" + HEAD + hundred).startsWith("HTTP/1.1 200 "));
        assertTrue(http.raw("GET /give" + HEAD + "Y: z\r\n" + hundred).startsWith("HTTP/1.1 431 "));
        String large = "X: " + "y".repeat(16_300) + "\r\nConnection: close\r\n\r\n";
        assertTrue(http.raw("GET /give" + HEAD + large).startsWith("HTTP/1.1 200 "));
        assertTrue(
                http.raw("GET /give" + HEAD + "Y: " + "z".repeat(90) + "\r\n" + large)
                        .startsWith("HTTP/1.1 431 "));
    }

    @Test
    void w04_requestLinesOfEightKibibytesFit() throws IOException {
        int room = 8192 - "GET /give? HTTP/1.1".length();
        String end = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        assertTrue(http.raw("GET /give?" + "a".repeat(room) + end).startsWith("HTTP/1.1 200 "));
        assertTrue(http.raw("GET /give?" + "a".repeat(room + 1) + end).startsWith("HTTP/1.1 414 "));
        assertTrue(http.raw("GET /" + "a".repeat(1_000_000) + end).startsWith("HTTP/1.1 414 "));
    }

    @Test
    void w05_absoluteTargetsAndHostsHaveNoEffect() throws IOException {
        String absolute =
                http.raw(
                        "GET http://evil.example/give"
                                + HEAD
                                + "X-Forwarded-Host: third\r\nConnection: close\r\n\r\n");
        assertTrue(absolute.startsWith("HTTP/1.1 200 "), absolute);
        assertTrue(!absolute.contains("evil") && !absolute.contains("third"), absolute);
        assertTrue(http.raw("GET /give HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 400 "));
        assertTrue(http.raw("GET ftp://x/give" + HEAD + "\r\n").startsWith("HTTP/1.1 400 "));
        assertTrue(http.raw("GET give" + HEAD + "\r\n").startsWith("HTTP/1.1 400 "));
    }

    @Test
    void f40_whoDoesNotReadLosesTheConnection() throws IOException, InterruptedException {
        try (Socket socket = http.connect()) {
            send(socket, "GET /large" + HEAD + "\r\n");
            for (int i = 0; i < 150 && http.openConnections() > 0; i++) {
                Thread.sleep(100);
            }
            assertEquals(0, http.openConnections());
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static void drip(Socket socket, String text) throws InterruptedException {
        try {
            for (int i = 0; i < text.length(); i++) {
                send(socket, text.substring(i, i + 1));
                Thread.sleep(50);
            }
        } catch (IOException e) {
            // The server closed: that is what is tested.
        }
    }

    private static int quietRead(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            return -1; // reset
        }
    }
}
