package stockpot.cook.consul;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.fixture.Child;
import stockpot.cook.fixture.ConsulRig;
import stockpot.cook.fixture.RawSettings;
import stockpot.cook.fixture.TestCertificate;

/** The agent's configuration, registration and leaving, with Consul itself. */
class ConsulTest {
    @TempDir Path folder;

    private RawSettings raw;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void makeAKitchen() {
        raw = new RawSettings(folder);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private ConsulRig rig() {
        ConsulRig rig = new ConsulRig(folder.resolve("rig"), raw);
        open.add(rig);
        raw.servers = List.of(rig.gossip());
        return rig;
    }

    private void withToken(ConsulRig rig) {
        raw.token = rig.token(Policy.text(raw.settings()));
    }

    /** Our agent as cook starts it. */
    private Child agent(ConsulRig rig) throws IOException {
        var settings = raw.settings();
        Files.createDirectories(ConsulAgent.folder(settings.place()));
        Path file = settings.place().current().resolve(AgentConfig.PATH);
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, AgentConfig.file(settings).bytes());
        var service = ConsulAgent.service(settings, rig.program());
        var check = Child.run(Objects.requireNonNull(service.checkCommand()));
        assertEquals(0, check.status(), check.output());
        Child agent = Child.start(folder.resolve("agent.log"), service.command());
        // Killed at the end: a polite stop takes seven seconds, and one test looks at it.
        open.add(agent::kill);
        return agent;
    }

    private HttpServer homeserver() throws IOException {
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), raw.ports.client()),
                        10);
        server.createContext(
                "/health",
                exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        open.add(() -> server.stop(0));
        return server;
    }

    /** The agent needs a while to join; what is then registered is said once. */
    private void registers(Child agent, String... services) {
        List<String> wanted =
                Stream.of(services).map(one -> "Consul: registered " + one + ".").toList();
        agent.until("registration", () -> register(false).equals(wanted));
    }

    private List<String> register(boolean front) {
        return new RegistrationDuty(raw.settings(), front, time -> Child.pause()).run();
    }

    @Test
    void f26_serviceIsRegisteredByTheLeastPrivilegesCriticalWhenDeadAndTakenOutAtTheEnd()
            throws IOException {
        raw.nodeExporter = false;
        ConsulRig rig = rig();
        withToken(rig);
        HttpServer server = homeserver();
        Child agent = agent(rig);

        registers(agent, "matrix");
        agent.until("passing", () -> rig.state("matrix").equals("passing"));
        JsonNode matrix = rig.health("matrix").get(0);
        assertEquals("matrix1", matrix.get("Node").get("Node").textValue());
        assertEquals(raw.ports.client(), matrix.get("Service").get("Port").intValue());
        assertTrue(matrix.get("Service").get("Tags").toString().contains("_app=matrix"));
        assertEquals(List.of(), Findings.of(raw.settings(), false));
        assertEquals(List.of(), register(false), "nothing to do the second time");

        server.stop(0);
        agent.until("critical", () -> rig.state("matrix").equals("critical"));
        var found = Findings.of(raw.settings(), false);
        assertEquals(1, found.size());
        assertTrue(
                found.getFirst().contains("\"the server answers\" of matrix is critical"),
                found::toString);

        assertEquals(
                List.of("Consul: matrix is in maintenance.", "Consul: took matrix out."),
                Leave.run(raw.settings()));
        agent.until("absent", () -> rig.state("matrix").equals("absent"));
        assertEquals(List.of(), Leave.run(raw.settings()));
    }

    @Test
    void f26_consulAwayAtStartAndLaterIsASentenceAndRegistrationComesWithIt() throws IOException {
        raw.nodeExporter = false;
        ConsulRig rig = rig();
        withToken(rig);
        homeserver();
        assertTrue(one(register(false)).contains("its agent does not answer at http://127.0.0.1:"));
        rig.stop();
        Child agent = agent(rig);
        agent.until("an answer", () -> !one(register(false)).contains("does not answer"));
        assertTrue(one(register(false)).contains("none of " + rig.gossip() + " accepts"));
        assertTrue(agent.isAlive());

        rig.restart();
        agent.until("registration", () -> register(false).isEmpty());
        agent.until("passing", () -> rig.state("matrix").equals("passing"));
        int index = rig.health("matrix").get(0).get("Service").get("CreateIndex").intValue();

        rig.restart();
        agent.until("passing again", () -> rig.state("matrix").equals("passing"));
        register(false);
        JsonNode again = rig.health("matrix").get(0).get("Service");
        assertEquals(index, again.get("CreateIndex").intValue(), "it never left the catalog");
    }

    @Test
    void z10_wrongGossipKeyIsNamed() throws IOException {
        ConsulRig rig = rig();
        withToken(rig);
        raw.gossipKey = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
        Child agent = agent(rig);
        agent.until("an answer", () -> one(register(false)).contains("GOSSIPKEY"));
        assertEquals(
                "Consul: "
                        + rig.gossip()
                        + " can be reached but the agent has not become a member with a leader:"
                        + " check GOSSIPKEY, DATACENTER and CONSULTLS against the cluster.",
                one(Findings.of(raw.settings(), false)));
        agent.until("a refusal", () -> rig.log().contains("No installed keys could decrypt"));
    }

    @Test
    void z10_wrongOrMissingOrWeakTokenIsNamed() throws IOException {
        ConsulRig rig = rig();
        raw.token = "7e6c3b0e-4f0c-4d5c-9a55-000000000000";
        Child agent = agent(rig);
        agent.until("an answer", () -> one(register(false)).contains("does not know CONSULTOKEN"));

        raw.token = null;
        String anonymous = one(register(false));
        assertTrue(anonymous.contains("the cluster wants a token"), anonymous);

        raw.token = rig.token("service \"other\" { policy = \"write\" }");
        String sentence = one(register(false));
        assertTrue(sentence.contains("CONSULTOKEN may not do what is needed"), sentence);
        assertTrue(sentence.contains("lacks permission 'service:write' on \"matrix\""), sentence);
        assertFalse(sentence.contains(raw.token), sentence);
        assertEquals("absent", rig.state("matrix"));
    }

    @Test
    void whatChangesIsRegisteredAnewAndWhatIsNoLongerWantedGoes() throws IOException {
        ConsulRig rig = rig();
        withToken(rig);
        homeserver();
        Child agent = agent(rig);
        registers(agent, "matrix", "node-exporter");
        agent.until("both", () -> !rig.state("node-exporter").equals("absent"));

        raw.nodeExporter = false;
        assertEquals(
                List.of("Consul: registered matrix.", "Consul: took node-exporter out."),
                register(true),
                "with a front it is another definition");
        agent.until("one", () -> rig.state("node-exporter").equals("absent"));
        assertEquals(
                raw.ports.http(),
                rig.health("matrix").get(0).get("Service").get("Port").intValue());
        assertEquals(
                List.of("Consul: registered matrix."),
                register(false),
                "and back, without its check");
        agent.until("passing", () -> rig.state("matrix").equals("passing"));
    }

    @Test
    void maintenanceOfAStopThatFailedHalfWayEndsAndTheOperatorsOwnStays() throws IOException {
        raw.nodeExporter = false;
        ConsulRig rig = rig();
        withToken(rig);
        homeserver();
        agent(rig).until("registration", () -> register(false).isEmpty());
        try (AgentApi api = AgentApi.open(raw.settings(), Child.PATIENCE)) {
            api.beginMaintenance("matrix", RegistrationDuty.STOPPING);
            assertEquals(
                    List.of("Consul: ended the maintenance of the last stop."), register(false));
            api.beginMaintenance("matrix", "new disk");
            assertEquals(List.of(), register(false));
            assertTrue(api.checks().containsKey("_service_maintenance:matrix"));
        }
    }

    @Test
    void f26_leavingNeverHoldsAStopUp() throws IOException {
        try (var silent =
                new java.net.ServerSocket(
                        raw.ports.consul(), 10, InetAddress.getLoopbackAddress())) {
            assertTrue(silent.isBound());
            long start = System.nanoTime();
            assertTrue(one(Leave.run(raw.settings())).contains("does not answer"));
            assertTrue(
                    System.nanoTime() - start < Child.PATIENCE.toNanos() / 6,
                    "15 s on a busy machine");
        }
    }

    private static String one(List<String> lines) {
        return lines.size() == 1 ? lines.getFirst() : lines.toString();
    }

    @Test
    void authorityForOtherServicesDoesNotShutAPlainConsulOut() throws IOException {
        raw.nodeExporter = false;
        ConsulRig rig = rig();
        withToken(rig);
        homeserver();
        raw.authorities = TestCertificate.make(folder, "ca");
        agent(rig)
                .until(
                        "passing",
                        () -> {
                            register(false);
                            return rig.state("matrix").equals("passing");
                        });
    }

    @Test
    void consulWithTlsIsJoinedWhenItsAuthorityIsKnownAndNotByAnother() throws IOException {
        raw.nodeExporter = false;
        Path known = TestCertificate.make(folder, "known");
        ConsulRig rig = new ConsulRig(folder.resolve("rig"), raw, known);
        open.add(rig);
        raw.servers = List.of(rig.gossip());
        withToken(rig);
        homeserver();
        raw.authorities = TestCertificate.make(folder, "other");
        raw.consulTls = true;
        Child stranger = agent(rig);
        stranger.until(
                "a refusal",
                () -> stranger.printed().contains("certificate signed by unknown authority"));
        stranger.kill();
        assertEquals("absent", rig.state("matrix"));

        raw.authorities = known;
        raw.node = "matrix2";
        withToken(rig);
        agent(rig)
                .until(
                        "passing",
                        () -> {
                            register(false);
                            return rig.state("matrix").equals("passing");
                        });
    }
}
