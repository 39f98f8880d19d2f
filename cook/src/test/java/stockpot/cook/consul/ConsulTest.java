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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.fixture.Child;
import stockpot.cook.fixture.ConsulRig;
import stockpot.cook.fixture.Kitchen;

/** The agent's configuration, registration and leaving, with Consul itself. */
class ConsulTest {
    @TempDir Path folder;

    private Kitchen kitchen;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void makeAKitchen() {
        kitchen = new Kitchen(folder);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private ConsulRig rig() {
        ConsulRig rig = new ConsulRig(folder.resolve("rig"), kitchen);
        open.add(rig);
        kitchen.servers = List.of(rig.gossip());
        return rig;
    }

    private void withToken(ConsulRig rig) {
        kitchen.token = rig.token(Policy.text(kitchen.settings()));
    }

    /** Our agent as cook starts it. */
    private Child agent(ConsulRig rig) throws IOException {
        var settings = kitchen.settings();
        Files.createDirectories(ConsulAgent.folder(settings.place()));
        Path file = settings.place().current().resolve(AgentConfig.PATH);
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, AgentConfig.file(settings).bytes());
        var service = ConsulAgent.service(settings, rig.program());
        var check = Child.run(service.checkCommand());
        assertEquals(0, check.status(), check.output());
        Child agent = Child.start(folder.resolve("agent.log"), service.command());
        open.add(agent);
        return agent;
    }

    private HttpServer homeserver() throws IOException {
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), kitchen.ports.client()),
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

    private List<String> register(boolean front) {
        return new RegistrationDuty(kitchen.settings(), front).run();
    }

    @Test
    void f26_serviceIsRegisteredByTheLeastPrivilegesCriticalWhenDeadAndTakenOutAtTheEnd()
            throws IOException {
        kitchen.nodeExporter = false;
        ConsulRig rig = rig();
        withToken(rig);
        HttpServer server = homeserver();
        Child agent = agent(rig);

        assertEquals(List.of("Consul: registered matrix."), register(false));
        agent.until("passing", () -> rig.state("matrix").equals("passing"));
        JsonNode matrix = rig.health("matrix").get(0);
        assertEquals("matrix1", matrix.get("Node").get("Node").textValue());
        assertEquals(kitchen.ports.client(), matrix.get("Service").get("Port").intValue());
        assertTrue(matrix.get("Service").get("Tags").toString().contains("_app=matrix"));
        assertEquals(List.of(), Findings.of(kitchen.settings(), false));
        assertEquals(List.of(), register(false), "nothing to do the second time");

        server.stop(0);
        agent.until("critical", () -> rig.state("matrix").equals("critical"));
        var found = Findings.of(kitchen.settings(), false);
        assertEquals(1, found.size());
        assertTrue(found.getFirst().contains("\"the server answers\" of matrix is critical"), found::toString);

        assertEquals(
                List.of("Consul: matrix is in maintenance.", "Consul: took matrix out."),
                Leave.run(kitchen.settings()));
        agent.until("absent", () -> rig.state("matrix").equals("absent"));
        assertEquals(List.of(), Leave.run(kitchen.settings()));
    }
}
