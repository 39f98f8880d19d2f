package stockpot.cook.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.env.Ports;
import stockpot.cook.env.Secret;
import stockpot.cook.env.Settings;
import stockpot.cook.fixture.BindingSource;
import stockpot.cook.fixture.FreePorts;
import stockpot.cook.fixture.FrontSettings;
import stockpot.cook.fixture.Hosts;
import stockpot.cook.fixture.Nginx;
import stockpot.cook.fixture.Pebble;
import stockpot.cook.fixture.RawHttp;
import stockpot.cook.fixture.Upstream;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;

/** A real authority and a real nginx. */
class AcmeTest {
    private static final String HOST = "chat.example.org";
    private static final String DOMAIN = "example.org";
    private static final Duration LIFE = Duration.ofDays(90);
    private static final int REQUESTS = 2_000;

    @TempDir Path root;
    private Host host;
    private final MovableClock clock = new MovableClock();
    private final AtomicBoolean domainLeadsHere = new AtomicBoolean();
    private Ports ports;
    private Pebble pebble;
    private Nginx nginx;
    private Upstream upstream;
    private BindingSource source;
    private Settings settings;

    @BeforeEach
    void begin() throws IOException, InterruptedException {
        host = Hosts.below(root);
        ports = FreePorts.all();
        pebble = new Pebble(root.resolve("pebble"), ports.http(), LIFE);
        nginx = new Nginx(host);
        upstream = new Upstream(ports.client());
        source = BindingSource.giving(Pebble.KEY_ID, Pebble.HMAC);
        use(acme(null, source.uri()));
        nginx.write(settings, null);
        nginx.start(settings);
    }

    @AfterEach
    void end() {
        nginx.close();
        upstream.close();
        source.close();
        pebble.close();
    }

    private Settings.Tls.Acme acme(Settings.Tls.@Nullable Binding binding, URI from) {
        return new Settings.Tls.Acme(
                pebble.directory(), "ops+acme@example.org", binding, from, pebble.authority());
    }

    private void use(Settings.Tls.Acme acme) {
        settings = new FrontSettings(root, ports).domain(DOMAIN).publicHost(HOST).tls(acme).make();
    }

    /** The certificate in use, which has to be there. */
    private Installed installed() {
        return Objects.requireNonNull(store().installed(), "no certificate");
    }

    private CertificateStore store() {
        return new CertificateStore(host, settings.place(), HOST);
    }

    /** Writes, proves, loads again: what the planner does. */
    private void applyFront() {
        try {
            nginx.write(settings, store().installed());
        } catch (IOException e) {
            throw new HostException("not written", e);
        }
        Host.Result check = nginx.check(settings);
        if (check.status() != 0) {
            throw new HostException(check.output());
        }
        nginx.reload();
    }

    /** One that knows nothing but what is kept: as after a restart. */
    private Renewal renewal() {
        return new Renewal(
                host,
                settings,
                this::applyFront,
                clock,
                new Random(1),
                name -> domainLeadsHere.get());
    }

    private RawHttp.Answer awaitTls(SSLContext trust, String name)
            throws IOException, InterruptedException {
        for (int i = 0; !Nginx.accepts(ports.https()); i++) {
            assertTrue(i < 1_000, "443 is still closed");
            Thread.sleep(20);
        }
        return RawHttp.getTls(ports.https(), trust, name, "/_matrix/client/versions");
    }

    /** A worker from before the reload may still take a connection. */
    private RawHttp.Answer awaitRedirect(String name, String path)
            throws IOException, InterruptedException {
        for (int i = 0; i < 1_000; i++) {
            RawHttp.Answer answer = RawHttp.get(ports.http(), name, path);
            if (answer.status() == 301) {
                return answer;
            }
            assertEquals(503, answer.status());
            Thread.sleep(20);
        }
        throw new AssertionError("80 does not lead to 443");
    }

    @Test
    void certificateIsHadWithAKeyFetchedForTheAddress() throws Exception {
        pebble.start(0);
        assertFalse(Nginx.accepts(ports.https()));
        assertEquals(503, RawHttp.get(ports.http(), HOST, "/_matrix/client/versions").status());
        assertEquals(List.of("A certificate for chat.example.org is in use."), renewal().run());
        assertEquals(
                List.of("POST application/x-www-form-urlencoded email=ops%2Bacme%40example.org"),
                source.asked());
        RawHttp.Answer answer = awaitTls(pebble.trust(), HOST);
        assertEquals(200, answer.status());
        assertEquals("max-age=31536000", answer.header("Strict-Transport-Security"));
        assertEquals("https", upstream.last().header("X-Forwarded-Proto"));
        RawHttp.Answer plain = awaitRedirect(HOST, "/x?y=%2F");
        assertEquals(
                "https://chat.example.org:" + ports.https() + "/x?y=%2F", plain.header("Location"));
        assertEquals(
                200,
                RawHttp.getTls(
                                ports.federation(),
                                pebble.trust(),
                                HOST,
                                "/_matrix/federation/v1/version")
                        .status());
        assertSecretsAreTheirOwnersAlone();
        Path keyFile = installed().key();
        String before = Files.readString(keyFile);
        assertEquals(List.of(), renewal().run());
        assertEquals(before, Files.readString(keyFile));
        assertEquals(1, source.asked().size());
        assertEquals(List.of(), leftOvers());
    }

    private void assertSecretsAreTheirOwnersAlone() throws IOException {
        try (Stream<Path> all = Files.walk(settings.place().certificates())) {
            for (Path path : all.toList()) {
                if (Files.isSymbolicLink(path)) {
                    continue;
                }
                String wanted = Files.isDirectory(path) ? "rwx------" : "rw-------";
                assertEquals(
                        wanted,
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
                        path.toString());
                assertFalse(
                        Files.isRegularFile(path) && Files.readString(path).contains(Pebble.HMAC));
            }
        }
    }

    private List<Path> leftOvers() throws IOException {
        try (Stream<Path> all = Files.walk(settings.place().webroot())) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void keyThatWasGivenIsUsedAndBadNoncesAreRepeated() throws Exception {
        pebble.start(40);
        use(acme(new Settings.Tls.Binding(Pebble.KEY_ID, new Secret(Pebble.HMAC)), source.uri()));
        domainLeadsHere.set(true);
        Renewal.Outcome outcome = renewal().tend(false);
        assertTrue(outcome.good(), outcome.toString());
        assertEquals(List.of(), source.asked());
        assertTrue(pebble.log().contains("Configured to reject 40% of good nonces"));
        assertEquals(200, awaitTls(pebble.trust(), DOMAIN).status());
        RawHttp.Answer plain = awaitRedirect(DOMAIN, "/");
        assertEquals("https://example.org:" + ports.https() + "/", plain.header("Location"));
    }

    @Test
    void wrongKeyIsASentenceThatDoesNotHoldIt() throws Exception {
        pebble.start(0);
        String wrong = "d3Jvbmd3cm9uZ3dyb25nd3Jvbmd3cm9uZ3dyb25nd3Jvbmd3cm9uZw";
        use(acme(new Settings.Tls.Binding(Pebble.KEY_ID, new Secret(wrong)), source.uri()));
        Renewal.Outcome outcome = renewal().tend(false);
        assertFalse(outcome.good());
        assertTrue(outcome.lines().getFirst().contains("ACME_EAB_HMAC"), outcome.toString());
        assertFalse(outcome.toString().contains(wrong));
        assertFalse(Files.readString(store().folder().resolve("attempts.json")).contains(wrong));
        assertNull(store().installed());
    }

    @Test
    void z11_wrongNameServerEntryIsNoFailureOfTheRest() throws Exception {
        pebble.start(0);
        pebble.lead(HOST, "127.0.0.2");
        Renewal.Outcome outcome = renewal().tend(false);
        assertFalse(outcome.good());
        assertTrue(
                outcome.lines().getFirst().startsWith("The authority did not find this host as"),
                outcome.toString());
        assertEquals(200, RawHttp.get(ports.http(), HOST, "/health").status());
        assertFalse(Nginx.accepts(ports.https()));
        pebble.lead(HOST, "127.0.0.1");
        assertFalse(renewal().tend(false).good(), "before its time");
        clock.move(Duration.ofMinutes(13));
        // The authority sees the same moment: its clock is compared with ours.
        assertEquals(Failure.Kind.CLOCK, kindAfter(renewal().tend(false)));
        clock.move(Duration.ofMinutes(-13));
        assertTrue(renewal().tend(true).good());
        assertEquals(200, awaitTls(pebble.trust(), HOST).status());
    }

    private Failure.@Nullable Kind kindAfter(Renewal.Outcome outcome) {
        assertFalse(outcome.good(), outcome.toString());
        return new Attempts(host, store().folder()).read().kind();
    }

    @Test
    void domainThatIsNotFoundDoesNotKeepTheOtherNameFromItsCertificate() throws Exception {
        pebble.start(0);
        pebble.lead(DOMAIN, "127.0.0.2");
        domainLeadsHere.set(true);
        Renewal.Outcome outcome = renewal().tend(false);
        assertEquals(List.of("A certificate for chat.example.org is in use."), outcome.lines());
        assertEquals(List.of(HOST), installed().names());
        String where = awaitRedirect(DOMAIN, "/").header("Location");
        assertTrue(where.startsWith("https://" + HOST), where);
    }

    @Test
    void z11_certificateComesWhenTheAuthorityIsBack() throws Exception {
        for (int restart = 0; restart < 20; restart++) {
            Renewal.Outcome outcome = renewal().tend(false);
            assertFalse(outcome.good());
        }
        assertEquals(1, new Attempts(host, store().folder()).read().failures());
        assertEquals(200, RawHttp.get(ports.http(), HOST, "/health").status());
        pebble.start(0);
        clock.move(Duration.ofSeconds(80));
        Renewal.Outcome outcome = renewal().tend(false);
        assertTrue(outcome.good(), outcome.toString());
        assertEquals(200, awaitTls(pebble.trust(), HOST).status());
        assertFalse(Files.exists(store().folder().resolve("attempts.json")));
    }

    @Test
    void z10_clockTroubleIsToldApart() throws Exception {
        pebble.start(0);
        for (Duration off : List.of(Duration.ofDays(3_650), Duration.ofDays(-7_300))) {
            clock.move(off);
            Renewal.Outcome outcome = renewal().tend(true);
            assertFalse(outcome.good());
            assertTrue(outcome.lines().getFirst().contains("clock"), outcome.toString());
        }
        assertEquals(List.of(), source.asked());
        clock.move(Duration.ofDays(3_650));
        Renewal.Outcome outcome = renewal().tend(false);
        assertTrue(outcome.good(), outcome.toString());
    }

    @Test
    void f55_renewalUnderLoadFailsNoRequest() throws Exception {
        pebble.start(0);
        assertTrue(renewal().tend(false).good());
        SSLContext trust = pebble.trust();
        awaitTls(trust, HOST);
        AtomicInteger done = new AtomicInteger();
        AtomicBoolean renewed = new AtomicBoolean();
        List<String> versions = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                clients.add(threads.submit(load(trust, done, renewed)));
            }
            for (int i = 0; i < 4; i++) {
                Renewal.Outcome outcome = renewal().tend(true);
                assertTrue(outcome.good(), outcome.toString());
                versions.add(installed().chain().toString());
            }
            renewed.set(true);
            int failed = 0;
            for (Future<Integer> client : clients) {
                failed += client.get();
            }
            assertEquals(0, failed);
        }
        assertTrue(done.get() >= REQUESTS, "requests: " + done);
        assertEquals(4, versions.stream().distinct().count());
        assertTwoVersionsAreKept();
    }

    private Callable<Integer> load(SSLContext trust, AtomicInteger done, AtomicBoolean renewed) {
        return () -> {
            int failed = 0;
            while (done.get() < REQUESTS || !renewed.get()) {
                int number = done.incrementAndGet();
                // Half of them go on to the server, fewer than the limit for one address.
                String path =
                        number % 2 == 0 ? "/_matrix/client/versions" : "/.well-known/matrix/client";
                try {
                    int status = RawHttp.getTls(ports.https(), trust, HOST, path).status();
                    failed += status == 200 ? 0 : 1;
                } catch (IOException e) {
                    failed++;
                }
            }
            return failed;
        };
    }

    private void assertTwoVersionsAreKept() throws IOException {
        try (Stream<Path> all = Files.list(store().folder())) {
            List<Path> folders =
                    all.filter(path -> Files.isDirectory(path) && !Files.isSymbolicLink(path))
                            .toList();
            assertEquals(2, folders.size(), folders.toString());
        }
        Path current = store().folder().resolve("current").toRealPath();
        assertEquals(current, installed().chain().resolveSibling("").toRealPath());
    }

    @Test
    void renewalComesWithTheWindowOfTheAuthority() throws Exception {
        pebble.start(0);
        assertTrue(renewal().tend(false).good());
        Installed first = installed();
        Ordering ordering = new Ordering(host, settings, (Settings.Tls.Acme) settings.tls());
        Schedule.Window window =
                ordering.window(Pem.chain(Files.readString(first.chain())).getFirst());
        assertNotNull(window, "Pebble tells when to renew");
        assertEquals(List.of(), renewal().run());
        String kept = Files.readString(store().folder().resolve("renewal.json"));
        assertTrue(kept.contains(window.start().toString()), kept + window);
        assertTrue(renewal().tend(true).good());
        assertNotEquals(first.chain(), installed().chain());
    }
}
