package stockpot.cook.consul;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.cook.env.HostPort;
import stockpot.cook.env.Ports;
import stockpot.cook.fixture.Child;
import stockpot.cook.fixture.Parts;
import stockpot.cook.fixture.RawSettings;
import stockpot.cook.host.ConfigFile;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;

/** What the agent reads, and what is registered, from settings alone. */
class AgentConfigTest {
    @TempDir Path folder;

    private RawSettings raw() {
        return new RawSettings(folder);
    }

    private JsonNode read(RawSettings raw) throws IOException {
        return new ObjectMapper().readTree(AgentConfig.file(raw.settings()).bytes());
    }

    private Child.Ended validate(RawSettings raw) throws IOException {
        Path file = folder.resolve("agent.json");
        Files.write(file, AgentConfig.file(raw.settings()).bytes());
        return Child.run(List.of(Parts.require("consul").toString(), "validate", file.toString()));
    }

    @Test
    void z04_fileHoldsTheKeyAndIsForConsulAlone() throws IOException {
        RawSettings raw = raw();
        raw.token = "t0ken";
        ConfigFile file = AgentConfig.file(raw.settings());
        assertEquals(Mode.PRIVATE, file.mode());
        assertEquals(Owner.CONSUL, file.owner());
        assertTrue(file.secret());
        JsonNode agent = read(raw);
        assertEquals(raw.gossipKey, agent.get("encrypt").textValue());
        assertEquals("t0ken", agent.at("/acl/tokens/agent").textValue());
        assertEquals("deny", agent.at("/acl/default_policy").textValue());
        assertTrue(agent.at("/acl/tokens/default").isMissingNode(), "callers stay nobody");
        assertEquals("127.0.0.1", agent.get("client_addr").textValue());
        assertTrue(agent.get("disable_update_check").booleanValue());
        assertFalse(agent.get("server").booleanValue());
        assertEquals(0, validate(raw).status(), validate(raw).output());
    }

    @Test
    void gossipKeyOfTheFileCountsAndNotThatOfEarlierDays() throws IOException {
        assertTrue(read(raw()).get("disable_keyring_file").booleanValue());
    }

    @Test
    void portsMoveTogether() {
        assertEquals(8301, AgentConfig.gossipPort(Ports.usual(true)));
        assertEquals(1 + 199, AgentConfig.gossipPort(new Ports(1, 1, 1, 1, 1, 1, 1, 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\"b",
                "a'b",
                "a\\b",
                "a\nb",
                "a$b",
                "${x}",
                "a`b",
                "a;b",
                "a&b",
                "a|b",
                "a#b",
                "a%b",
                "a: b",
                "a\tb",
                "${jndi:ldap://x}",
                "{{ GetPrivateIP }}",
                "😀",
                "%{x}",
                "</script>"
            })
    void z01_hostileTextsAreWrittenExactly(String text) throws IOException {
        RawSettings raw = raw();
        raw.node = text;
        raw.datacenter = text;
        raw.token = text;
        JsonNode agent = read(raw);
        assertEquals(text, agent.get("node_name").textValue());
        assertEquals(text, agent.get("datacenter").textValue());
        assertEquals(text, agent.at("/acl/tokens/agent").textValue());
        // Consul has rules of its own for names; what it must never have is trouble to read.
        String said = validate(raw).output();
        assertFalse(said.contains("parse") || said.contains("invalid character"), said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "provider=aws tag_key=x",
                "exec=/bin/sh -c id",
                "{{ GetPrivateIP }}",
                "a b",
                "a,b",
                "",
                "a\nb",
                "-server",
                "[::1",
                "host:port",
                "a/b"
            })
    void z01_serversThatConsulWouldReadAsMoreThanANameAreRefused(String server) {
        RawSettings raw = raw();
        raw.servers = List.of(server);
        assertThrows(HostException.class, () -> AgentConfig.file(raw.settings()));
        RawSettings bound = raw();
        bound.address = server;
        assertThrows(HostException.class, () -> AgentConfig.file(bound.settings()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.2",
                "consul.example.org",
                "c_1:8301",
                "::1",
                "[fd00::1]:8301",
                "[::1]"
            })
    void serversOfEveryKindAreTaken(String server) throws IOException {
        RawSettings raw = raw();
        raw.servers = List.of(server);
        assertEquals(server, read(raw).at("/retry_join/0").textValue());
        assertEquals(0, validate(raw).status());
        HostPort at = Findings.hostPort(server);
        assertEquals(8301, at.port());
        assertFalse(at.host().contains("["), at::host);
    }

    @Test
    void addressIsBoundAndToldOnlyWhenGiven() throws IOException {
        RawSettings raw = raw();
        assertEquals("127.0.0.1", read(raw).get("bind_addr").textValue());
        assertEquals("127.0.0.1", read(raw).get("advertise_addr").textValue());
        raw.address = null;
        assertNull(read(raw).get("bind_addr"));
    }

    @Test
    void authorityOfTheOperatorIsTrusted() throws IOException {
        RawSettings raw = raw();
        raw.authorities = Path.of("/etc/ca.pem");
        assertTrue(read(raw).at("/tls").isMissingNode(), "it may be there for LDAP alone");
        raw.consulTls = true;
        assertEquals("/etc/ca.pem", read(raw).at("/tls/defaults/ca_file").textValue());
        assertTrue(read(raw).at("/tls/defaults/verify_outgoing").booleanValue());
        raw.authorities = null;
        assertEquals("/etc/ssl/certs", read(raw).at("/tls/defaults/ca_path").textValue());
    }

    @Test
    void servicesCarryWhatPrometheusAndProxiesLookFor() {
        RawSettings raw = raw();
        var plain = MatrixServices.of(raw.settings(), true).getFirst();
        assertEquals(raw.ports.http(), plain.getPort().orElseThrow());
        assertEquals(
                List.of(
                        "_app=matrix",
                        "_service=matrix",
                        "_hostname=chat.example.org",
                        "_datacenter=kitchen",
                        "traefik.enable=true",
                        "traefik.http.routers.matrix.rule=Host(`chat.example.org`)",
                        "traefik.http.services.matrix.loadbalancer.server.scheme=http"),
                plain.getTags());
        assertEquals(2, plain.getChecks().size());

        raw.tls = RawSettings.acme();
        raw.metricsAddress = "10.0.0.7";
        var services = MatrixServices.of(raw.settings(), true);
        var matrix = services.getFirst();
        assertEquals(raw.ports.https(), matrix.getPort().orElseThrow());
        assertTrue(matrix.getTags().contains("prometheus"));
        assertEquals(String.valueOf(raw.ports.metrics()), matrix.getMeta().get("metrics_port"));
        assertTrue(matrix.getTags().contains("traefik.tcp.routers.matrix.tls.passthrough=true"));
        var exporter = services.get(1);
        assertEquals("node-exporter", exporter.getName());
        assertEquals(raw.ports.nodeExporter(), exporter.getPort().orElseThrow());
        assertTrue(exporter.getTags().contains("_service=node-exporter"));
        assertEquals(
                matrix.getMeta().get(MatrixServices.DEFINITION),
                MatrixServices.of(raw.settings(), true)
                        .getFirst()
                        .getMeta()
                        .get(MatrixServices.DEFINITION),
                "the same settings are the same definition");
    }
}
