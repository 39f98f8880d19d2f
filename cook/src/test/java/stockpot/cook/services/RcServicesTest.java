package stockpot.cook.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.host.Applier;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Interruptions;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Owners;
import stockpot.cook.host.Programs;
import stockpot.cook.host.Step;
import stockpot.cook.host.UnixHost;

/** Services under rc(8), with sysrc and service that keep a file for each thing. */
class RcServicesTest {
    @TempDir Path folder;

    private Path run = Path.of("");

    @BeforeEach
    void makePrograms() throws IOException {
        run = Files.createDirectory(folder.resolve("run"));
        program(
                "sysrc",
                "f=" + folder + "/conf.",
                "if [ \"$1\" = -n ]; then cat \"$f$2\" 2>/dev/null; exit; fi",
                "printf '%s\\n' \"${1#*=}\" >\"$f${1%%=*}\"");
        program(
                "service",
                "case $2 in status) [ -e " + folder + "/up.$1 ]; exit ;; esac",
                "echo \"$1 $2\" >>" + folder + "/done",
                ": >" + folder + "/up.$1");
    }

    private void program(String name, String... lines) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path file =
                Files.writeString(
                        bin.resolve(name), "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Host host(Interruptions interruptions) {
        return new UnixHost(
                List.of(run),
                Owners.ofCaller(),
                new Programs(folder.resolve("bin") + ":/usr/bin:/bin"),
                interruptions);
    }

    private static Service service(String name, Service.Reload reload, String... command) {
        return new Service(
                name,
                null,
                List.of(command),
                Owner.ROOT,
                name.equals("stockpot") ? 50 : 60,
                reload,
                List.of(name + ".conf"),
                null,
                "TERM",
                Duration.ofSeconds(10),
                true);
    }

    private final List<Service> services =
            List.of(
                    service(
                            "nginx",
                            Service.Reload.HUP,
                            "/n",
                            "-c",
                            "/etc/n.conf",
                            "-g",
                            "daemon off;"),
                    service("stockpot", Service.Reload.RESTART, "/s", "--config=/x"));

    private List<Step> steps(Set<String> changing) {
        RcServices rc = new RcServices(run, services, Map.of("config", "/x", "memory", "512"));
        List<Step> steps = new ArrayList<>(List.of(rc.mark(_ -> changing)));
        steps.addAll(rc.steps());
        return steps;
    }

    private List<String> done() throws IOException {
        Path file = folder.resolve("done");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private int apply(Set<String> changing) {
        return new Applier(host(Interruptions.NONE), new Silent()).apply(steps(changing));
    }

    private static final class Silent implements Applier.Progress {
        @Override
        public void begins(Step step) {}

        @Override
        public void ended(Step step, Difference difference) {}
    }

    @Test
    void servicesAreEnabledAndStartedInOrderAndASecondRunDoesNothing() throws IOException {
        assertTrue(apply(Set.of()) > 0);
        assertEquals(List.of("stockpot start", "nginx start"), done());
        assertEquals("YES\n", Files.readString(folder.resolve("conf.stockpot_enable")));
        assertEquals("512\n", Files.readString(folder.resolve("conf.stockpot_memory")));
        assertEquals("-c /etc/n.conf\n", Files.readString(folder.resolve("conf.nginx_flags")));
        assertEquals(0, apply(Set.of()));
        assertEquals(2, done().size());
    }

    @Test
    void onlyServicesWhoseFilesChangedTakeTheChangeAndAKillBetweenDoesNotLoseIt()
            throws IOException {
        apply(Set.of());
        Host host = host(Interruptions.NONE);
        steps(Set.of("nginx.conf")).getFirst().apply(host);
        // Killed here: the next run sees no difference in the files any more.
        apply(Set.of());
        assertEquals("nginx reload", done().getLast());
        steps(Set.of("stockpot.conf")).getFirst().apply(host);
        apply(Set.of());
        assertEquals("stockpot restart", done().getLast());
        assertEquals(4, done().size());
        assertEquals(List.of(), host.list(run.resolve("rc")));
    }

    @Test
    void z03_aWordThatAShellWouldReadIsRefused() {
        Service odd = service("odd", Service.Reload.HUP, "/o", "$(id)");
        RcServices rc = new RcServices(run, List.of(odd), Map.of());
        assertThrows(HostException.class, () -> rc.variables(odd));
        assertFalse(rc.steps().isEmpty());
    }

    @Test
    void aServiceThatDoesNotStartIsASentence() throws IOException {
        program("service", "[ \"$2\" != status ] && echo 'no such user'; exit 1");
        HostException refusal = assertThrows(HostException.class, () -> apply(Set.of()));
        assertTrue(
                String.valueOf(refusal.getMessage()).contains("no such user"), refusal::getMessage);
    }
}
