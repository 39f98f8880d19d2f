package stockpot.cook.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.env.Inputs;
import stockpot.cook.env.Places;
import stockpot.cook.env.Reading;
import stockpot.cook.env.SettingsReader;
import stockpot.cook.fixture.SomeSettings;
import stockpot.cook.fixture.Sshd;
import stockpot.cook.host.Applier;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Interruptions;
import stockpot.cook.host.Step;
import stockpot.cook.operator.Kitchen;
import stockpot.cook.services.Duty;
import stockpot.cook.services.Service;

/** What runs beside the server, from variables to what lies in a folder. */
class CompanionsTest {
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    @TempDir Path folder;

    private final Map<String, String> variables =
            new HashMap<>(
                    Map.of(
                            "CONSULSERVERS", "127.0.0.1:1",
                            "DATACENTER", "kitchen",
                            "NODENAME", "matrix1",
                            "GOSSIPKEY", KEY,
                            "CONSULTOKEN", "the-token-of-this-test",
                            "REMOTELOG", "127.0.0.1",
                            "CONTROLUSER", "true",
                            "IP", "127.0.0.1"));

    private Path root() {
        return folder.resolve("root");
    }

    private String programs = "";
    private String ports = SomeSettings.freePorts();

    /** Programs that only have to be found. */
    private void programsAre(String... names) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String name : names) {
            Files.writeString(bin.resolve(name), "#!/bin/sh\nexit 0\n");
            Files.setPosixFilePermissions(
                    bin.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        programs = bin.toString();
    }

    private Plan plan() {
        Inputs inputs = SomeSettings.inputs(root(), variables).withPorts(ports);
        Reading reading = SettingsReader.read(inputs);
        return kitchen().plan(reading, inputs, host(reading));
    }

    private Kitchen kitchen() {
        Places places = new Places(Map.of("STOCKPOT_HOME", programs, "PATH", programs));
        return new Kitchen(places, new SecureRandom(), Interruptions.NONE);
    }

    private Host host(Reading reading) {
        return kitchen().host(reading);
    }

    /** Names of services; whether nginx is among them depends on the machine. */
    private static List<String> besideTheFront(Plan plan) {
        return plan.services().stream()
                .map(Service::name)
                .filter(name -> !name.equals("nginx"))
                .toList();
    }

    private void apply(Plan plan) {
        new Applier(host(plan.reading()), new Silent()).apply(plan.steps());
    }

    private static final class Silent implements Applier.Progress {
        @Override
        public void begins(Step step) {}

        @Override
        public void ended(Step step, Difference difference) {}
    }

    @Test
    void z04_z05_secretsAreForTheirOwnerAndASecondRunChangesNothing() throws IOException {
        programsAre("stockpot", "consul", "syslog-ng", "node_exporter", "sshd");
        Path laidDown = root().resolve("root/importauthkey");
        Path pair = Sshd.keyPair(folder, "mine", "-t", "ed25519");
        Files.createDirectories(laidDown.getParent());
        Files.copy(Path.of(pair + ".pub"), laidDown);
        Plan plan = plan();
        assertEquals(
                List.of("syslog-ng", "consul", "node_exporter", "sshd", "stockpot"),
                besideTheFront(plan));
        assertEquals(List.of("consul"), plan.duties().stream().map(Duty::name).toList());
        for (Service service : plan.services()) {
            assertFalse(service.command().toString().contains("the-token"), "z04: argv");
            assertFalse(service.command().toString().contains(KEY), "z04: argv");
        }
        apply(plan);
        for (String secret :
                List.of("etc/current/consul/agent.json", "data/ssh/ssh_host_ed25519_key")) {
            assertEquals("rw-------", mode(secret), secret);
        }
        for (String closed : List.of("data/consul", "log/syslog-ng", "run/syslog-ng")) {
            assertEquals("rwx------", mode(closed), closed);
        }
        assertEquals("rwxr-xr-x", mode("data/ssh"));
        assertTrue(Files.readString(root().resolve("etc/current/consul/agent.json")).contains(KEY));
        assertEquals(List.of(), plan().changes(host(plan.reading())));

        byte[] hostKey = Files.readAllBytes(root().resolve("data/ssh/ssh_host_ed25519_key"));
        Files.delete(laidDown);
        assertEquals(
                List.of(), plan().changes(host(plan.reading())), "the key that was taken stays");
        assertArrayEquals(
                hostKey, Files.readAllBytes(root().resolve("data/ssh/ssh_host_ed25519_key")));
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root().resolve(path)));
    }

    @Test
    void z04_planShowsNoSecret() throws IOException {
        programsAre("stockpot", "consul", "syslog-ng", "node_exporter", "sshd");
        Plan plan = plan();
        String shown = plan.changes(host(plan.reading())).toString();
        assertTrue(shown.contains("consul/agent.json"), shown);
        assertFalse(shown.contains(KEY) || shown.contains("the-token"), shown);
    }

    @Test
    void withoutAKeySshdDoesNotRunAndAWrongOneIsASentence() throws IOException {
        programsAre("stockpot", "consul", "syslog-ng", "node_exporter", "sshd");
        assertFalse(plan().services().stream().anyMatch(s -> s.name().equals("sshd")));
        Path laidDown = root().resolve("root/importauthkey");
        Files.createDirectories(laidDown.getParent());
        Files.write(laidDown, "command=\"id\" ssh-ed25519 AAAA me".getBytes(UTF_8));
        var refusal = assertThrows(HostException.class, () -> apply(plan()));
        String said = String.valueOf(refusal.getMessage());
        assertTrue(said.contains("line 1 does not begin with a type"), said);
        assertTrue(said.contains("set CONTROLUSER to false"), said);
    }

    @Test
    void programThatIsNotThereIsNamedWithTheVariableThatWantsIt() throws IOException {
        programsAre("stockpot", "syslog-ng", "node_exporter", "sshd");
        assertTrue(refusal().contains("CONSULSERVERS is set but the program consul is not there"));
        variables.clear();
        assertEquals(1, besideTheFront(plan()).size(), "the server alone needs none of them");
    }

    private String refusal() {
        return String.valueOf(assertThrows(HostException.class, this::plan).getMessage());
    }
}
