package stockpot.cook.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.cook.packaging.Scripts.Outcome;

/** The start script of containers: numbers to run as, folders, and what it starts. */
class ContainerTest {
    static final String[] SHELLS = Scripts.SHELLS;

    private static final String TELLER =
            "#!/bin/sh\necho \"${0##*/} as $(id -u):$(id -g) groups $(id -G) tmp=${STOCKPOT_TMP-}"
                    + " home=${HOME-} words $*\"\n";

    @TempDir Path folder;

    private Path data = Path.of("");
    private Path settings = Path.of("");
    private @Nullable Process server;

    @BeforeEach
    void makeVolumes() throws IOException {
        Scripts.mode(folder, "rwxr-xr-x");
        data = Files.createDirectories(folder.resolve("data"));
        settings = Files.createDirectories(folder.resolve("config"));
    }

    @AfterEach
    void leaveNothingRunning() throws InterruptedException {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    private Scripts container(String shell) {
        return new Scripts(shell).with("DATADIR", data.toString());
    }

    private Installed telling() throws IOException, InterruptedException {
        Installed installed = Installed.hollow(folder);
        for (String program : List.of("stockpot", "cook", "hash_password")) {
            Scripts.program(installed.bin(program), TELLER);
        }
        return installed;
    }

    private Path script(Installed installed) {
        return installed.lib("container.sh");
    }

    private int owner(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void serverRunsAsTheNumbersGiven(String shell) throws IOException, InterruptedException {
        Scripts.demandRoot();
        Installed installed = telling();
        Scripts.write(data.resolve("homeserver.yaml"), "");
        new Scripts(shell).call(List.of("chown", "-R", "12345:23456", data.toString())).good();
        container(shell)
                .with("UID", "12345")
                .with("GID", "23456")
                .run(script(installed))
                .good()
                .says("stockpot as 12345:23456 groups 23456 tmp=" + data + "/tmp home=" + data)
                .says("words --config " + data + "/homeserver.yaml");
        assertEquals(12345, owner(data.resolve("tmp")));
        assertEquals("rwx------", Scripts.modeOf(data.resolve("tmp")));
    }

    @Test
    void freshVolumeIsHandedToThatUserAndAFullOneOfAnotherIsRefused()
            throws IOException, InterruptedException {
        Scripts.demandRoot();
        Installed installed = telling();
        container("dash").run(script(installed), "hash_password").good().says("as 3400:3400");
        assertEquals(3400, owner(data));
        container("dash")
                .with("UID", "12345")
                .run(script(installed), "hash_password")
                .bad()
                .says("belongs to 3400:3400 and is not empty")
                .says("UID=3400 GID=3400")
                .says("chown -R 12345:12345");
        assertEquals(3400, owner(data), "what is another's is not changed");
    }

    @Test
    void z06_linksAreNotFollowed() throws IOException, InterruptedException {
        Scripts.demandRoot();
        Installed installed = telling();
        Path other = Files.createDirectories(folder.resolve("other"));
        data = Files.createSymbolicLink(folder.resolve("link"), other);
        container("dash").run(script(installed)).bad().says("is a link");
        assertEquals(0, owner(other));
        assertFalse(Files.exists(other.resolve("tmp")), "nothing was made behind the link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "-1", "1 2", "$(id)"})
    void numbersAreNumbers(String number) throws IOException, InterruptedException {
        Scripts.demandRoot();
        container("dash")
                .with("UID", number)
                .run(script(telling()))
                .bad()
                .says("UID=" + number + " must be a number");
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void wordsSayWhatIsStarted(String shell) throws IOException, InterruptedException {
        Installed installed = telling();
        Path script = script(installed);
        container(shell).run(script).bad().says("generate example.com").says("DOMAIN");
        container(shell)
                .with("DOMAIN", "example.com")
                .run(script)
                .good()
                .says("cook as ")
                .says("words up");
        container(shell).run(script, "cook", "plan", "a b").good().says("words plan a b");
        container(shell)
                .run(script, "--generate-config", "--server-name", "x")
                .good()
                .says("stockpot as ")
                .says("words --generate-config --server-name x");
        container(shell).run(script, "echo", "soup").good().says("soup");
        container(shell).run(script, "generate").bad().says("generate needs the server's name");
        container(shell).run(script, "generate", "a", "b").bad().says("takes one name");
    }

    @Test
    void configurationIsTakenFromItsOwnFolder() throws IOException, InterruptedException {
        Installed installed = telling();
        Scripts.write(settings.resolve("homeserver.yaml"), "");
        container("dash")
                .with("SYNAPSE_CONFIG_DIR", settings.toString())
                .run(script(installed))
                .good()
                .says("words --config " + settings + "/homeserver.yaml");
    }

    /** The run lines of the two old images, with a program tree that the user cannot write. */
    @Test
    void generatedServerRunsAsOtherNumbersOnAReadOnlyTree()
            throws IOException, InterruptedException {
        Scripts.demandRoot();
        Installed installed = Installed.working(folder);
        Path script = script(installed);
        Scripts shell =
                container("dash")
                        .with("UID", "12345")
                        .with("GID", "23456")
                        .with("SYNAPSE_CONFIG_DIR", settings.toString());
        shell.run(script, "generate", "example.com").good();
        Path config = settings.resolve("homeserver.yaml");
        String made = Files.readString(config);
        assertTrue(made.contains("data_dir: \"" + data + "\""), made);
        // A container is reached by its own address.
        assertTrue(made.contains("bind_addresses: ['0.0.0.0']"), made);
        assertEquals("rw-------", Scripts.modeOf(config));
        assertTrue(Files.exists(data.resolve("example.com.signing.key")));
        assertTrue(Files.exists(settings.resolve("example.com.log.config")));
        shell.run(script, "generate", "example.com").bad().says("exists and is not overwritten");
        assertEquals(made, Files.readString(config));

        int port = StockpotServiceTest.freePort();
        Files.writeString(config, made.replace("port: 8008", "port: " + port));
        Path log = folder.resolve("log");
        Process started = shell.begin(log, script);
        server = started;
        Scripts.await(
                "an answer or the end",
                () -> StockpotServiceTest.answers(port) || !started.isAlive());
        assertTrue(started.isAlive(), () -> Scripts.text(log));
        assertEquals(12345, owner(data.resolve("homeserver.db")));
        assertEquals(12345, owner(Path.of("/proc/" + started.pid())), "it is the server itself");
        started.destroy();
        assertEquals(0, started.waitFor(), () -> Scripts.text(log));
    }

    @Test
    void generateTakesTheOldVariables() throws IOException, InterruptedException {
        Installed installed = Installed.working(folder);
        Outcome outcome =
                container("dash")
                        .with("SYNAPSE_SERVER_NAME", "synapse.example.com")
                        .with("SYNAPSE_REPORT_STATS", "yes")
                        .run(script(installed), "generate")
                        .good();
        String made = Files.readString(data.resolve("homeserver.yaml"));
        assertTrue(made.contains("server_name: \"synapse.example.com\""), outcome.text());
        assertTrue(made.contains("report_stats: true"), made);
        assertTrue(Files.exists(data.resolve("synapse.example.com.signing.key")));
    }
}
