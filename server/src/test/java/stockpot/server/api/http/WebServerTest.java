package stockpot.server.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmThreads;
import stockpot.server.ports.jvm.JvmWaiting;

class WebServerTest {
    private static Set<String> jars() throws IOException {
        Set<String> jars = new TreeSet<>();
        for (URL url :
                Collections.list(
                        WebServerTest.class
                                .getClassLoader()
                                .getResources("META-INF/MANIFEST.MF"))) {
            String file = url.getPath().replaceAll("!.*", "");
            jars.add(file.substring(file.lastIndexOf('/') + 1));
        }
        return jars;
    }

    @Test
    void w10_modulesThatAreNotUsedAreNotThere() throws IOException {
        Set<String> jars = jars();
        jars.removeIf(jar -> !jar.startsWith("helidon"));
        assertTrue(jars.stream().anyMatch(jar -> jar.startsWith("helidon-webserver-4")), "" + jars);
        for (String unused :
                List.of(
                        "http2",
                        "websocket",
                        "grpc",
                        "static-content",
                        "multipart",
                        "oidc",
                        "graphql",
                        "lra",
                        "observe",
                        "config-yaml",
                        "encoding-gzip",
                        "webclient",
                        "cors")) {
            assertTrue(
                    jars.stream().noneMatch(jar -> jar.contains(unused)), unused + " in " + jars);
        }
    }

    @Test
    void f42_connectionsStayBelowTheFileHandles() {
        List<String> lines =
                List.of(
                        "Limit                     Soft Limit           Hard Limit           Units",
                        "Max open files            1024                 4096                 files");
        assertEquals(924, FileHandles.bound(10_000, 1, lines));
        assertEquals(462, FileHandles.bound(10_000, 2, lines));
        assertEquals(500, FileHandles.bound(500, 1, lines));
        assertEquals(10_000, FileHandles.bound(10_000, 1, List.of()));
        assertEquals(
                10_000,
                FileHandles.bound(10_000, 1, List.of("Max open files unlimited unlimited files")));
    }

    private static final class Nobody implements HttpHandler {
        @Override
        public void handle(Exchange exchange) {}

        @Override
        public Refusal refusal(int status, String reason) {
            return new Refusal(new ResponseHead(), new byte[0]);
        }
    }

    private static HttpServer open(int port) {
        return HttpServer.start(
                List.of(
                        new HttpServer.Address(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                                0,
                                null)),
                new Nobody(),
                HttpLimits.standard(10),
                new JvmClock(),
                new JvmWaiting(),
                new JvmThreads());
    }

    @Test
    void takenPortIsSaid() {
        try (HttpServer first = open(0)) {
            int port = first.port(0);
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> open(port).close());
            assertTrue(String.valueOf(refused.getMessage()).contains(":" + port));
        }
    }
}
