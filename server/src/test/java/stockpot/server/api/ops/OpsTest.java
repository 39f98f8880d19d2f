package stockpot.server.api.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import stockpot.server.api.Drain;
import stockpot.server.config.ListenersConfig;
import stockpot.server.config.WellKnownConfig;
import stockpot.server.fixture.TestHttp;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmWaiting;

class OpsTest {
    private static final Path DOCS = Path.of("..", "docs", "monitoring");

    @Test
    void healthSaysThatTheProcessAnswersAndReadyWhetherItShouldWork() {
        AtomicBoolean commits = new AtomicBoolean(true);
        Health.Check check =
                new Health.Check() {
                    @Override
                    public String name() {
                        return "database";
                    }

                    @Override
                    public boolean inOrder() {
                        return commits.get();
                    }
                };
        Drain drain = new Drain(new JvmClock(), new JvmWaiting());
        try (TestHttp http = TestHttp.serving(new Health(drain, List.of(check)))) {
            assertEquals("OK", http.send(http.to("/health")).body());
            assertEquals("{\"ready\":true}", http.send(http.to("/ready")).body());
            commits.set(false);
            HttpResponse<String> waiting = http.send(http.to("/ready"));
            assertEquals(503, waiting.statusCode());
            assertEquals("{\"ready\":false,\"waiting_for\":\"database\"}", waiting.body());
            assertTrue(waiting.headers().firstValue("Retry-After").isPresent());
            assertEquals(200, http.send(http.to("/health")).statusCode());
        }
    }

    @Test
    void healthIsAnsweredWhileTheServerStops() throws InterruptedException {
        Drain drain = new Drain(new JvmClock(), new JvmWaiting());
        try (TestHttp http = TestHttp.serving(new Health(drain, List.of()), new Versions())) {
            drain.drain(java.time.Duration.ZERO);
            http.drain().drain(java.time.Duration.ZERO);
            assertEquals(200, http.send(http.to("/health")).statusCode());
            assertEquals(503, http.send(http.to("/ready")).statusCode());
            assertEquals(503, http.send(http.to("/_matrix/client/versions")).statusCode());
        }
    }

    @Test
    void healthHasItsPlaceOnListenersOfItsOwn() {
        Drain drain = new Drain(new JvmClock(), new JvmWaiting());
        try (TestHttp http =
                new TestHttp.Builder()
                        .resources(ListenersConfig.Resource.HEALTH)
                        .start(new Health(drain, List.of()), new Versions())) {
            assertEquals(200, http.send(http.to("/health")).statusCode());
            assertEquals(404, http.send(http.to("/_matrix/client/versions")).statusCode());
        }
    }

    @Test
    void versionsNameWhatClientsAskFor() {
        try (TestHttp http = TestHttp.serving(new Versions())) {
            HttpResponse<String> answer = http.send(http.to("/_matrix/client/versions"));
            String versions = TestHttp.json(answer).get("versions").toString();
            assertTrue(versions.contains("\"r0.6.1\"") && versions.contains("\"v1.11\""), versions);
            assertTrue(TestHttp.json(answer).get("unstable_features").isObject());
            assertEquals(
                    "*", answer.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
        }
    }

    @Test
    void wellKnownIsServedAsConfigured() {
        WellKnownConfig config =
                new WellKnownConfig(
                        Json.object().put("m.homeserver", "x"), null, Json.object().put("a", 1));
        try (TestHttp http = TestHttp.serving(new WellKnown(config))) {
            HttpResponse<String> client = http.send(http.to("/.well-known/matrix/client"));
            assertEquals("{\"m.homeserver\":\"x\"}", client.body());
            assertEquals(
                    "*", client.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
            assertEquals(404, http.send(http.to("/.well-known/matrix/server")).statusCode());
            assertEquals("{\"a\":1}", http.send(http.to("/.well-known/matrix/support")).body());
        }
    }

    @Test
    void rootPageIsAPageWithoutAVersion() {
        try (TestHttp http = TestHttp.serving(new RootPage())) {
            HttpResponse<String> page = http.send(http.to("/"));
            assertEquals(200, page.statusCode());
            assertTrue(page.body().contains("Matrix homeserver"));
            assertTrue(page.headers().firstValue("Content-Security-Policy").isPresent());
            assertTrue(page.headers().firstValue("Server").isEmpty());
            assertFalse(page.body().contains("SNAPSHOT"));
        }
    }

    @Test
    void metricsAreThere() {
        CollectorRegistry registry = new CollectorRegistry();
        registry.register(new ProcessMetrics());
        try (TestHttp http =
                new TestHttp.Builder()
                        .resources(ListenersConfig.Resource.METRICS)
                        .start(new MetricsPage(registry))) {
            for (String path : List.of("/metrics", "/_synapse/metrics")) {
                String text = http.send(http.to(path)).body();
                assertTrue(text.contains("\nstockpot_heap_used_bytes "), text);
                assertTrue(text.contains("\nprocess_cpu_seconds_total "), text);
            }
        }
    }

    /** A dashboard that asks for a metric nobody counts shows nothing and says nothing. */
    @Test
    void everyMetricOfTheDashboardAndTheAlertsIsCounted() throws IOException {
        TreeSet<String> counted = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                names(Files.readString(source), "\"", counted);
            }
        }
        TreeSet<String> asked = new TreeSet<>();
        names(Files.readString(DOCS.resolve("grafana-stockpot.json")), "", asked);
        names(Files.readString(DOCS.resolve("alerts.yml")), "", asked);
        TreeSet<String> missing = new TreeSet<>();
        for (String name : asked) {
            String base = name;
            for (String suffix : List.of("_bucket", "_sum", "_count")) {
                base =
                        name.endsWith(suffix)
                                ? name.substring(0, name.length() - suffix.length())
                                : base;
            }
            if (!counted.contains(base) && !counted.contains(name)) {
                missing.add(name);
            }
        }
        assertEquals(new TreeSet<String>(), missing);
        assertTrue(asked.size() >= 6, asked.toString());
    }

    private static void names(String text, String before, Set<String> into) {
        for (String prefix : List.of("stockpot_", "process_cpu_")) {
            String start = before + prefix;
            for (int at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
                int from = at + before.length();
                int to = from;
                while (to < text.length()
                        && (Character.isLetterOrDigit(text.charAt(to)) || text.charAt(to) == '_')) {
                    to++;
                }
                into.add(text.substring(from, to));
            }
        }
    }

    @Test
    void dashboardParses() throws IOException {
        JsonNode dashboard =
                new ObjectMapper().readTree(DOCS.resolve("grafana-stockpot.json").toFile());
        assertTrue(dashboard.get("panels").size() >= 6);
        new org.yaml.snakeyaml.Yaml().load(Files.readString(DOCS.resolve("alerts.yml")));
    }
}
