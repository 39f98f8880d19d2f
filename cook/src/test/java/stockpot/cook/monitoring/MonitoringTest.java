package stockpot.cook.monitoring;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.cook.env.HostPort;
import stockpot.cook.env.Settings;
import stockpot.cook.fixture.Child;
import stockpot.cook.fixture.FreePorts;
import stockpot.cook.fixture.Parts;
import stockpot.cook.fixture.RawSettings;
import stockpot.cook.fixture.SyslogNg;
import stockpot.cook.fixture.TestCertificate;
import stockpot.cook.host.HostException;
import stockpot.cook.services.Service;

/** Logs and metrics, with syslog-ng and node_exporter themselves. */
class MonitoringTest {
    @TempDir Path folder;

    private static void write(Settings settings) throws IOException {
        Path file = settings.place().current().resolve(SyslogConfig.PATH);
        Files.createDirectories(file.getParent());
        Files.write(file, SyslogConfig.file(settings).bytes());
        Files.createDirectories(settings.place().log());
        Files.createDirectories(LogShipper.queue(settings.place()));
        Files.createDirectories(LogShipper.run(settings.place()));
    }

    private Child ship(Settings settings) throws IOException {
        write(settings);
        Service service = LogShipper.service(settings, Parts.require("syslog-ng"));
        var check = Child.run(Objects.requireNonNull(service.checkCommand()));
        assertEquals(0, check.status(), check.output());
        return Child.start(folder.resolve("shipper.out"), service.command());
    }

    private static void log(Settings settings, String file, String line) throws IOException {
        Files.writeString(settings.place().log().resolve(file), line + "\n", CREATE, APPEND);
    }

    @Test
    void linesArriveAsRfc5424AndAnOutageIsBufferedAcrossARestart() throws IOException {
        RawSettings raw = new RawSettings(folder);
        int port = FreePorts.one();
        raw.remoteLog = new HostPort("127.0.0.1", port);
        Settings settings = raw.settings();
        try (SyslogNg receiver = new SyslogNg(folder.resolve("receiver"), port)) {
            Child shipper = ship(settings);
            try {
                log(settings, "homeserver.log", "2026-11-28T10:00:00.000Z ERROR store.Writer: no");
                log(settings, "syslog-ng.log", "would go round and round");
                log(settings, "nginx-access.log", "GET /sync?access_token=syt_abc&since=1 200");
                log(
                        settings,
                        "nginx-access.log",
                        "Authorization: Bearer syt_def, {\"password\": \"x9\"}");
                shipper.until("three lines", () -> receiver.messages().size() >= 3);
                JsonNode first =
                        receiver.messages().stream()
                                .filter(m -> m.get("PROGRAM").asText().equals("homeserver"))
                                .findFirst()
                                .orElseThrow();
                assertEquals("chat.example.org", first.get("HOST").textValue());
                assertEquals("err", first.get("PRIORITY").textValue());
                assertEquals("daemon", first.get("FACILITY").textValue());
                assertEquals(
                        "2026-11-28T10:00:00.000Z ERROR store.Writer: no",
                        first.get("MESSAGE").textValue());
                assertEquals(3, receiver.messages().size(), "nothing of syslog-ng's own");
                assertTrue(
                        receiver.has("access_token=********&since=1"),
                        receiver.messages()::toString);
                for (String secret : List.of("syt_abc", "syt_def", "x9")) {
                    assertFalse(receiver.has(secret), secret);
                }

                receiver.stop();
                for (int i = 0; i < 500; i++) {
                    log(settings, "homeserver.log", "while away " + i + ".");
                }
                Path disk = LogShipper.queue(settings.place());
                shipper.until("trouble", () -> shipper.printed().contains("Syslog connection"));
                assertTrue(Files.isDirectory(disk));
            } finally {
                shipper.close();
            }
            receiver.restart();
            try (Child again = ship(settings)) {
                again.until("the last", () -> receiver.has("while away 499."));
                long away =
                        receiver.messages().stream()
                                .filter(m -> m.get("MESSAGE").asText().contains("while away"))
                                .map(m -> m.get("MESSAGE").asText())
                                .distinct()
                                .count();
                assertEquals(500, away, "none is lost");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "a\"b",
                "a\\b",
                "a`HOME`b",
                "a$HOST b",
                "a${HOST}b",
                "a;}b",
                "a#b",
                "ü☃",
                "a'b",
                "%s@x",
                "\\"
            })
    void z01_hostilePathsAreTextsInSyslogNg(String name) throws IOException {
        assumeTrue(
                Charset.forName(System.getProperty("sun.jnu.encoding"))
                        .newEncoder()
                        .canEncode(name),
                "the locale cannot write it");
        RawSettings raw = new RawSettings(folder.resolve(name));
        int port = FreePorts.one();
        raw.remoteLog = new HostPort("127.0.0.1", port);
        Settings settings = raw.settings();
        try (SyslogNg receiver = new SyslogNg(folder.resolve("receiver"), port);
                Child shipper = ship(settings)) {
            log(settings, "homeserver.log", "here");
            shipper.until("a line", () -> receiver.has("here"));
        }
    }

    @Test
    void z01_controlCharactersAndHostsAreRefusedOrText() {
        assertThrows(HostException.class, () -> SyslogConfig.quoted("a\nb"));
        RawSettings raw = new RawSettings(folder);
        raw.remoteLog = new HostPort("x\"); file(\"/etc/passwd", 514);
        assertTrue(
                SyslogConfig.file(raw.settings())
                        .text()
                        .contains("syslog(\"x\\\"); file(\\\"/etc/passwd\" port(514)"));
    }

    @Test
    void portOfSyslogOverTlsMeansTls() throws IOException {
        RawSettings raw = new RawSettings(folder);
        raw.remoteLog = new HostPort("log.example.org", SyslogConfig.TLS_PORT);
        Settings settings = raw.settings();
        write(settings);
        assertTrue(SyslogConfig.file(settings).text().contains("transport(\"tls\")"));
        var service = LogShipper.service(settings, Parts.require("syslog-ng"));
        var check = Child.run(Objects.requireNonNull(service.checkCommand()));
        assertEquals(0, check.status(), check.output());
    }

    @Test
    void overTlsLinesGoToATrustedReceiverAndToNoOther() throws IOException {
        Path known = TestCertificate.make(folder, "known");
        Path other = TestCertificate.make(folder, "other");
        RawSettings raw = new RawSettings(folder);
        raw.remoteLog = new HostPort("localhost", SyslogConfig.TLS_PORT);
        raw.authorities = known;
        Settings settings = raw.settings();
        try (SyslogNg receiver =
                        new SyslogNg(folder.resolve("receiver"), SyslogConfig.TLS_PORT, other);
                Child shipper = ship(settings)) {
            log(settings, "homeserver.log", "a line");
            shipper.until("refusal", () -> shipper.printed().contains("certificate"));
            assertEquals(List.of(), receiver.messages());
        }
        try (SyslogNg receiver =
                        new SyslogNg(folder.resolve("receiver2"), SyslogConfig.TLS_PORT, known);
                Child shipper = ship(settings)) {
            shipper.until("the line", () -> receiver.has("a line"));
        }
    }

    @Test
    void nodeExporterGivesTheMachinesMetricsAndOurOwn() throws Exception {
        RawSettings raw = new RawSettings(folder);
        Settings settings = raw.settings();
        Path own = NodeExporter.textfiles(settings.place());
        Files.createDirectories(own);
        Files.writeString(own.resolve("cook.prom"), "stockpot_certificate_days 30\n");
        Path program = Parts.find("node_exporter");
        if (program == null) {
            program = Parts.require("prometheus-node-exporter");
        }
        Service service = NodeExporter.service(settings, program);
        var http = HttpClient.newHttpClient();
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + raw.ports.nodeExporter()
                                                + "/metrics"))
                        .build();
        try (Child exporter = Child.start(folder.resolve("exporter.out"), service.command())) {
            exporter.until(
                    "metrics",
                    () -> {
                        try {
                            String text =
                                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
                            return text.contains("stockpot_certificate_days 30")
                                    && text.contains("node_time_seconds");
                        } catch (IOException e) {
                            return false;
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
        }
    }

    @Test
    void z16_metricsOfTheMachineAreForLoopbackUnlessAnAddressIsGiven() {
        RawSettings raw = new RawSettings(folder);
        raw.address = null;
        int port = raw.ports.nodeExporter();
        assertEquals("127.0.0.1:" + port, NodeExporter.listen(raw.settings()));
        raw.confined = false;
        assertEquals(":" + port, NodeExporter.listen(raw.settings()));
        raw.consul = false;
        assertEquals("127.0.0.1:" + port, NodeExporter.listen(raw.settings()));
        raw.address = "fd00::7";
        assertEquals("[fd00::7]:" + port, NodeExporter.listen(raw.settings()));
    }
}
