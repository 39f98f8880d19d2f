package stockpot.cook.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import stockpot.cook.packaging.Scripts.Outcome;

/** {@code cook-stop}, which pot calls when it takes a jail down. */
class CookStopTest {
    static final String[] SHELLS = Scripts.SHELLS;

    /** A service(8) whose services run while a file of their name is there. */
    private static final String SERVICES =
            """
            #!/bin/sh
            cd "$STATE" || exit 1
            case "$2" in
                onestatus) [ -e "$1.on" ] ;;
                onegracefulstop) echo "$1 drains" >>said; while [ -e stockpot.on ]; do sleep 0.1; done
                    echo "$1 drained" >>said; rm -f "$1.on" ;;
                onestop) echo "$1 stops" >>said; [ -e "$1.stuck" ] && exec sleep 600; rm -f "$1.on" ;;
                *) echo "unknown: $*" >>said; exit 1 ;;
            esac
            """;

    /** What a program does once its traps are set: tells so, and waits. */
    private static final String READY = ": >\"$0.ready\"\nwhile :; do sleep 0.1; done\n";

    @TempDir Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path stop = Path.of("");
    private Path run = Path.of("");
    private Path state = Path.of("");

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        Installed installed = Installed.hollow(folder);
        stop = installed.bin("cook-stop");
        run = Files.createDirectories(folder.resolve("run"));
        state = Files.createDirectories(folder.resolve("state"));
        Scripts.program(folder.resolve("fakes/service"), SERVICES);
        Scripts.program(installed.bin("cook"), "#!/bin/sh\necho \"cook $*\" >>\"$STATE/said\"\n");
    }

    @AfterEach
    void leaveNothingRunning() {
        started.forEach(Process::destroyForcibly);
    }

    private Outcome stop(String shell, String seconds) throws IOException, InterruptedException {
        return new Scripts(shell)
                .with("COOK_RUN", run.toString())
                .with("COOK_STOP_SECONDS", seconds)
                .with("STATE", state.toString())
                .over(folder.resolve("fakes"))
                .run(stop);
    }

    private long begin(String name, String script) throws IOException {
        Path program = Scripts.program(folder.resolve("programs/" + name), script);
        Process process = new ProcessBuilder(program.toString()).start();
        started.add(process);
        Files.writeString(run.resolve(name + ".pid"), process.pid() + "\n");
        return process.pid();
    }

    private void awaitReady() throws InterruptedException {
        Path ready = folder.resolve("programs/front.ready");
        Scripts.await("the front", () -> Files.exists(ready));
    }

    private void on(String... services) throws IOException {
        for (String service : services) {
            Files.writeString(state.resolve(service + ".on"), "");
        }
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void inANormalJailTheFrontDrainsWhileTheServerStops(String shell)
            throws IOException, InterruptedException {
        on("nginx", "stockpot", "consul", "syslog-ng");
        Outcome outcome = stop(shell, "30").good();
        outcome.says("cook-stop: stopped stockpot\ncook-stop: stopped nginx\n")
                .says("cook-stop: stopped consul\ncook-stop: stopped syslog-ng\ncook-stop: done");
        assertFalse(outcome.text().contains("sshd"), "what did not run was not stopped");
        List<String> said = Files.readAllLines(state.resolve("said"));
        assertEquals("cook leave", said.getFirst());
        assertTrue(said.indexOf("nginx drained") > said.indexOf("stockpot stops"), said::toString);
        assertTrue(said.indexOf("consul stops") > said.indexOf("nginx drained"), said::toString);
        assertEquals("syslog-ng stops", said.getLast());
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void serviceThatHangsIsNamedAndTheRestIsStopped(String shell)
            throws IOException, InterruptedException {
        on("stockpot", "node_exporter", "syslog-ng");
        Files.writeString(state.resolve("stockpot.stuck"), "");
        long before = System.nanoTime();
        stop(shell, "3")
                .good()
                .says("cook-stop: stockpot did not stop")
                .says("cook-stop: stopped syslog-ng")
                .says("cook-stop: done");
        assertTrue(System.nanoTime() - before < Duration.ofSeconds(30).toNanos());
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void frontIsToldAndAwaited(String shell) throws IOException, InterruptedException {
        long server = begin("stockpot", "#!/bin/sh\nexec sleep 600\n");
        begin("front", "#!/bin/sh\ntrap 'sleep 1; kill " + server + "; exit 0' TERM\n" + READY);
        on("nginx");
        awaitReady();
        Outcome outcome = stop(shell, "30").good();
        outcome.says("cook-stop: stopped stockpot").says("cook-stop: the front has ended");
        assertFalse(Scripts.lives(server));
        assertFalse(Files.exists(state.resolve("said")), "services of rc(8) are not its business");
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void realFrontEndsWithAllItsServices(String shell) throws IOException, InterruptedException {
        Path table = run.resolve("table");
        for (String service : List.of("10-consul", "50-stockpot")) {
            Path argv = table.resolve("services").resolve(service).resolve("argv");
            Scripts.write(argv, "/bin/sleep\n600\n");
        }
        Path log = folder.resolve("front.log");
        Path front = Scripts.top("bin/lib/front.sh");
        started.add(new Scripts(shell).begin(log, front, table.toString()));
        for (String service : List.of("consul", "stockpot")) {
            Path pid = run.resolve(service + ".pid");
            Scripts.await(service, () -> !Scripts.text(pid).isBlank());
        }
        long server = Long.parseLong(Scripts.text(run.resolve("stockpot.pid")).strip());
        stop(shell, "30")
                .good()
                .says("cook-stop: stopped consul")
                .says("cook-stop: stopped stockpot")
                .says("cook-stop: the front has ended");
        assertFalse(Scripts.lives(server));
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void frontThatDoesNotEndIsSaidWithinTheLimit(String shell)
            throws IOException, InterruptedException {
        long front = begin("front", "#!/bin/sh\ntrap '' TERM\n" + READY);
        awaitReady();
        stop(shell, "1").good().says("did not end within 1 s");
        assertTrue(Scripts.lives(front));
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void nothingToStopIsNoFailure(String shell) throws IOException, InterruptedException {
        Files.writeString(run.resolve("front.pid"), "999999999\n");
        assertEquals("cook-stop: done\n", stop(shell, "30").good().text());
        Files.writeString(run.resolve("front.pid"), "soup\n");
        stop(shell, "soon").good().says("COOK_STOP_SECONDS=soon is no number");
    }

    @Test
    void wordsAreRefusedAndHelpIsThere() throws IOException, InterruptedException {
        new Scripts("dash").run(stop, "now").bad().says("it takes no words, not now");
        new Scripts("dash").run(stop, "--help").good().says("COOK_STOP_SECONDS");
    }
}
