package stockpot.cook.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.env.HostPort;
import stockpot.cook.env.Ports;
import stockpot.cook.env.Settings;
import stockpot.cook.fixture.FrontSettings;
import stockpot.cook.fixture.Hosts;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;

class AlertsTest {
    private static final Instant END = Instant.parse("2027-02-01T12:00:00Z");
    private static final String HOST = "chat.example.org";

    @TempDir Path root;
    private Host host;
    private final List<Alert> sent = new ArrayList<>();
    private boolean wayIsShut;
    private Settings settings;
    private CertificateStore store;

    @BeforeEach
    void begin() {
        host = Hosts.below(root);
        settings =
                new FrontSettings(root, Ports.usual(true))
                        .tls(new Settings.Tls.SelfSigned())
                        .make();
        store = new CertificateStore(host, settings.place(), HOST);
    }

    private void install(Duration life) {
        SampleCertificates.Pair pair = SampleCertificates.issued(END.minus(life), life, HOST);
        Instant within = END.minus(life).plusSeconds(1);
        assertEquals(null, store.take(pair.chain(), pair.key(), List.of(HOST), within, () -> {}));
    }

    private List<String> run(Instant now) {
        AlertWay way =
                new AlertWay() {
                    @Override
                    public String name() {
                        return "test";
                    }

                    @Override
                    public void send(Alert alert, Instant when) {
                        if (wayIsShut) {
                            throw new HostException("shut");
                        }
                        sent.add(alert);
                    }
                };
        return new Alerts(host, settings, () -> now, root.resolve("metrics"), List.of(way)).run();
    }

    private Instant before(int days) {
        return END.minus(Duration.ofDays(days));
    }

    @Test
    void z11_alertsComeAt14And7And1DaysAndEveryDayAfter() {
        install(Duration.ofDays(90));
        for (int hours = 40 * 24; hours > -3 * 24; hours -= 6) {
            run(END.minus(Duration.ofHours(hours)));
        }
        assertEquals(
                List.of("14d", "7d", "1d", "ended", "ended", "ended", "ended"),
                sent.stream().map(Alert::level).toList());
        assertTrue(sent.getFirst().text().contains(HOST));
        assertTrue(sent.getLast().text().contains("ended at 2027-02-01T12:00:00Z"));
    }

    @Test
    void shortLifeShrinksTheTimes() {
        install(Duration.ofDays(6));
        run(END.minus(Duration.ofDays(5)));
        run(END.minus(Duration.ofDays(2)));
        assertEquals(List.of(), sent);
        run(END.minus(Duration.ofHours(31)));
        assertEquals(List.of("14d"), sent.stream().map(Alert::level).toList());
    }

    @Test
    void z20_oneAlertADayForEachCauseAlsoAfterRestarts() {
        Attempts attempts = new Attempts(host, store.folder());
        Failure failure = Failure.of(Failure.Kind.NAMES, "Names lead elsewhere.");
        attempts.failed(Attempts.State.NONE, failure, before(30), new Random(1));
        for (int i = 0; i < 20; i++) {
            run(before(30).plusSeconds(i));
        }
        run(before(29));
        assertEquals(2, sent.size());
        assertEquals("certificate-missing", sent.getFirst().cause());
        assertEquals(
                "chat.example.org has no certificate. Names lead elsewhere.",
                sent.getFirst().text());
    }

    @Test
    void alertThatDidNotLeaveIsSentTheNextTime() {
        install(Duration.ofDays(90));
        wayIsShut = true;
        assertTrue(run(before(10)).toString().contains("did not leave by test: shut"));
        wayIsShut = false;
        run(before(10));
        run(before(10));
        assertEquals(1, sent.size());
    }

    @Test
    void metricSaysWhenItEndsAndHowOftenItFailed() throws IOException {
        install(Duration.ofDays(90));
        run(before(60));
        String text = Files.readString(root.resolve("metrics/stockpot_certificates.prom"));
        assertTrue(
                text.contains(
                        "stockpot_certificate_not_after_seconds{host=\"chat.example.org\"} "
                                + END.getEpochSecond()
                                + "\n"),
                text);
        assertTrue(text.contains("stockpot_certificate_failures{host=\"chat.example.org\"} 0\n"));
    }

    @Test
    void z20_bodyForAlertmanagerIsValidJsonWhateverTheTextHolds() throws IOException {
        String text = "a \"quoted\" \\ text,\nwith\tlines }]";
        Alert alert = new Alert("certificate-ends", "7d", text, before(7), false);
        JsonNode body =
                JsonMapper.builder()
                        .build()
                        .readTree(AlertWay.alertmanagerBody(alert, settings, before(7)));
        assertEquals(text, body.at("/0/annotations/summary").asText());
        assertEquals("critical", body.at("/0/labels/severity").asText());
        assertEquals("StockpotCertificate", body.at("/0/labels/alertname").asText());
        assertTrue(
                Instant.parse(body.at("/0/endsAt").asText())
                        .isAfter(Instant.parse(body.at("/0/startsAt").asText())));
    }

    @Test
    void alertReachesAlertmanagerAndSaysWhenItDoesNot() throws IOException {
        List<String> posted = new CopyOnWriteArrayList<>();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.createContext(
                "/api/v2/alerts",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    posted.add(new String(body, StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(posted.size() == 1 ? 200 : 400, -1);
                    exchange.close();
                });
        server.start();
        try {
            HostPort where = new HostPort("127.0.0.1", server.getAddress().getPort());
            AlertWay way = AlertWay.alertmanager(where, settings);
            Alert alert = new Alert("certificate-ends", "14d", "text", before(14), false);
            way.send(alert, before(14));
            assertEquals(
                    "text",
                    new JsonMapper()
                            .readTree(posted.getFirst())
                            .at("/0/annotations/summary")
                            .asText());
            assertThrows(HostException.class, () -> way.send(alert, before(14)));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void letterHoldsCauseAndRemedy() {
        List<String> letters = new ArrayList<>();
        AlertWay.mail((subject, text) -> letters.add(subject + " | " + text))
                .send(new Alert("certificate-ends", "7d", "The text.", END, false), END);
        assertEquals(List.of("Stockpot: certificate ends | The text."), letters);
    }

    @Test
    void withoutTlsThereIsNothingToSay() {
        settings = new FrontSettings(root, Ports.usual(false)).make();
        assertEquals(List.of(), run(END));
        assertFalse(Files.exists(root.resolve("metrics")));
    }
}
