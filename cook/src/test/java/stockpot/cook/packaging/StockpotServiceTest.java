package stockpot.cook.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import stockpot.cook.packaging.Scripts.Outcome;

/** The service {@code rc.d/stockpot} under stand-ins for rc.subr(8) and daemon(8). */
class StockpotServiceTest {
    static final String[] SHELLS = Scripts.SHELLS;

    /** Stands in for the server: tells who it is, and what signals come. */
    private static final String TELLER =
            """
            #!/bin/sh
            case "$*" in
                *--check-config*)
                    if grep -q wrong "$2"; then echo "line 1: wrong is no key"; exit 1; fi
                    id -un >>"$2.checked" 2>/dev/null || echo "unwritable, as it should be"
                    exit 0 ;;
            esac
            trap 'echo bye; exit 0' TERM
            trap 'echo reloaded' HUP
            echo "up as $(id -un) MEMORY=${MEMORY-} STOCKPOT_TMP=${STOCKPOT_TMP-} words=$*"
            while :; do sleep 0.1; done
            """;

    @TempDir Path folder;

    private Path script = Path.of("");
    private Path run = Path.of("");
    private Path log = Path.of("");
    private Path config = Path.of("");
    private Scripts shell = new Scripts("dash");

    private void prepare(String shellName, Installed installed)
            throws IOException, InterruptedException {
        Scripts.mode(folder, "rwxr-xr-x");
        script = installed.service("stockpot");
        run = folder.resolve("var/run/stockpot");
        log = folder.resolve("var/log/server/homeserver.log");
        Files.createDirectories(folder.resolve("var/run"));
        Files.createDirectories(folder.resolve("var/log"));
        config = folder.resolve("homeserver.yaml");
        shell =
                new Scripts(shellName)
                        .with("RC_ROOT", folder.toString())
                        .with("RC_TRACE", "yes")
                        .over(Scripts.freeBsd().resolve("bin"));
        Scripts.write(
                folder.resolve("etc/rc.conf"),
                """
                stockpot_config="%s"
                stockpot_rundir="%s"
                stockpot_logfile="%s"
                stockpot_runas="nobody"
                stockpot_group="nogroup"
                stockpot_restart_delay="1"
                stockpot_memory="700m"
                """
                        .formatted(config, run, log));
    }

    private Outcome rc(String word) throws IOException, InterruptedException {
        return shell.run(script, word);
    }

    private long pid(String file) {
        String text = Scripts.text(run.resolve(file)).strip();
        return text.isEmpty() ? -1 : Long.parseLong(text);
    }

    private void awaitLog(String part, int times) throws InterruptedException {
        Scripts.await(part, () -> Scripts.count(Scripts.text(log), part) >= times);
    }

    @AfterEach
    void leaveNothingRunning() {
        for (String file : List.of("supervisor.pid", "stockpot.pid")) {
            long pid = pid(file);
            if (pid > 1) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void serviceLivesAsRcExpects(String shellName) throws IOException, InterruptedException {
        Scripts.demandRoot();
        Installed installed = Installed.hollow(folder);
        prepare(shellName, installed);
        Scripts.program(installed.bin("stockpot"), TELLER);
        Scripts.write(config, "server_name: example.com\n");

        rc("start").good().says("Set stockpot_enable to YES");
        assertFalse(Files.exists(run), "a service that is not enabled does nothing");
        rc("enable").good();
        rc("status").bad().says("is not running");
        rc("configtest").good();
        rc("start").good().says("-C daemon -n 16384 -c 0");
        awaitLog("up as nobody MEMORY=700m STOCKPOT_TMP=" + run + "/tmp", 1);
        awaitLog("words=--config " + config, 1);
        rc("status").good();
        rc("start").bad().says("already running");
        rc("reload").good();
        awaitLog("reloaded", 1);

        long first = pid("stockpot.pid");
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        awaitLog("up as nobody", 2);
        assertNotEquals(first, pid("stockpot.pid"));
        rc("status").good();

        long second = pid("stockpot.pid");
        rc("stop").good();
        assertFalse(Scripts.lives(second));
        awaitLog("bye", 1);
        rc("status").bad();
        rc("reload").bad();
    }

    @Test
    void wrongConfigurationStopsNothingAndStartsNothing() throws IOException, InterruptedException {
        Scripts.demandRoot();
        Installed installed = Installed.hollow(folder);
        prepare("dash", installed);
        Scripts.program(installed.bin("stockpot"), TELLER);
        Scripts.write(config, "server_name: example.com\n");
        rc("onestart").good();
        awaitLog("up as nobody", 1);
        long pid = pid("stockpot.pid");

        Scripts.write(config, "wrong\n");
        rc("onereload").bad().says("line 1: wrong is no key").says("is refused");
        rc("onerestart").bad().says("is refused");
        assertTrue(Scripts.lives(pid), "it goes on with what it has");
        assertFalse(Scripts.text(log).contains("reloaded"));
        rc("onestop").good();
        rc("onestart").bad().says("is refused");
        Files.delete(config);
        rc("onestart").bad().says("homeserver.yaml is not readable");
        assertEquals(-1, pid("supervisor.pid"));
    }

    @Test
    void z04_z15_foldersAndLogAreNotForOthersAndTheServerIsNobodyElse()
            throws IOException, InterruptedException {
        Scripts.demandRoot();
        Installed installed = Installed.hollow(folder);
        prepare("dash", installed);
        Scripts.program(installed.bin("stockpot"), TELLER);
        Scripts.write(config, "server_name: example.com\n");
        rc("onestart").good();
        awaitLog("up as nobody", 1);
        assertEquals("rwxr-x---", Scripts.modeOf(run));
        assertEquals("rwx------", Scripts.modeOf(run.resolve("tmp")));
        assertEquals("rw-r-----", Scripts.modeOf(log));
        assertEquals("rwxr-x---", Scripts.modeOf(log.resolveSibling("")));
        assertEquals("root", Files.getOwner(log).getName());
        // The check ran as the server's user: root could have written beside the file.
        assertFalse(Files.exists(Path.of(config + ".checked")));
        rc("onestop").good();

        Path settings = folder.resolve("etc/rc.conf");
        Files.writeString(
                settings, Files.readString(settings).replace("\"nobody\"", "\"no-such-user\""));
        rc("onestart").bad().says("there is no user no-such-user: pw useradd");
    }

    @Test
    void foldersOfTheSystemKeepTheirRights() throws IOException, InterruptedException {
        Scripts.demandRoot();
        Installed installed = Installed.hollow(folder);
        prepare("dash", installed);
        Scripts.program(installed.bin("stockpot"), TELLER);
        Scripts.write(config, "server_name: example.com\n");
        Path settings = folder.resolve("etc/rc.conf");
        log = folder.resolve("var/log/stockpot.log");
        Scripts.mode(folder.resolve("var/log"), "rwxr-xr-x");
        Files.writeString(settings, Files.readString(settings) + "stockpot_logfile=" + log + "\n");
        rc("onestart").good();
        awaitLog("up as nobody", 1);
        assertEquals("rwxr-xr-x", Scripts.modeOf(folder.resolve("var/log")));
        assertEquals("root", Files.getOwner(folder.resolve("var/log")).getName());
        rc("onestop").good();
    }

    @Test
    void z03_valuesOfRcConfAreNotReadAsShell() throws IOException, InterruptedException {
        Scripts.demandRoot();
        Installed installed = Installed.hollow(folder);
        prepare("dash", installed);
        Scripts.program(installed.bin("stockpot"), TELLER);
        Scripts.write(config, "server_name: example.com\n");
        Path settings = folder.resolve("etc/rc.conf");
        log = folder.resolve("var/log/a $(touch x);`touch y` b/homeserver.log");
        Files.writeString(
                settings, Files.readString(settings) + "stockpot_logfile='" + log + "'\n");
        rc("onestart").good();
        awaitLog("up as nobody", 1);
        assertFalse(Files.exists(Path.of("x")) || Files.exists(Path.of("y")));
        rc("onestop").good();
    }

    @Test
    void realServerStartsAnswersAndStopsWithoutAnyJail() throws IOException, InterruptedException {
        Scripts.demandRoot();
        Installed installed = Installed.working(folder);
        prepare("dash", installed);
        int port = freePort();
        Path data = folder.resolve("data");
        config = data.resolve("homeserver.yaml");
        Path settings = folder.resolve("etc/rc.conf");
        Files.writeString(
                settings, Files.readString(settings) + "stockpot_config=" + config + "\n");
        shell.call(
                        List.of(
                                installed.bin("stockpot").toString(),
                                "--generate-config",
                                "--server-name=example.com",
                                "--report-stats=no",
                                "--config-path=" + config,
                                "--data-directory=" + data,
                                "--port=" + port))
                .good();
        shell.call(List.of("chown", "-R", "nobody:nogroup", data.toString())).good();

        rc("configtest").good();
        rc("onestart").good();
        Scripts.await("an answer", () -> answers(port));
        long pid = pid("stockpot.pid");
        rc("onestop").good();
        assertFalse(Scripts.lives(pid));
        assertFalse(answers(port));
        assertEquals("nobody", Files.getOwner(data.resolve("homeserver.db")).getName());
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static boolean answers(int port) {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + "/_matrix/client/versions"))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
