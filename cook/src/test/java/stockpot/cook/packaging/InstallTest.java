package stockpot.cook.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.cook.packaging.Scripts.Outcome;

/** {@code make install} and {@code make dist}, without the building. */
class InstallTest {
    @TempDir Path folder;

    private Outcome make(String make, String... words) throws IOException, InterruptedException {
        Path dist = folder.resolve("dist");
        for (String file : List.of("stockpot.jar", "cook.jar", "lib/some.jar", "stockpot.jsa")) {
            Scripts.write(dist.resolve(file), "");
        }
        Scripts.mode(dist.resolve("lib/some.jar"), "rw-rw-rw-");
        List<String> line = new ArrayList<>(List.of(Scripts.need(make), "-s", "-C"));
        line.add(Scripts.top("").toString());
        line.addAll(List.of(words));
        line.add("DIST=" + dist);
        return new Scripts("dash").call(line);
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"make", "bmake"})
    void installGoesBelowDestdirOnly(String make) throws IOException, InterruptedException {
        Path stage = folder.resolve("stage");
        make(make, "install-files", "DESTDIR=" + stage, "PREFIX=/opt/s", "SYSTEM=FreeBSD").good();
        List<String> files = files(stage);
        for (String file :
                List.of(
                        "bin/cook",
                        "bin/cook-stop",
                        "bin/stockpot",
                        "lib/stockpot/stockpot.jar",
                        "lib/stockpot/launch.sh",
                        "lib/stockpot/container.sh",
                        "etc/rc.d/stockpot",
                        "etc/rc.d/cook",
                        "etc/newsyslog.conf.d/stockpot.conf.sample",
                        "share/examples/stockpot/docker/Dockerfile",
                        "share/examples/stockpot/nomad/stockpot.nomad.hcl",
                        "share/doc/stockpot/LICENSE")) {
            assertTrue(files.contains("opt/s/" + file), () -> file + " of " + files);
        }
        assertTrue(files.stream().allMatch(file -> file.startsWith("opt/s/")));
        assertFalse(files.contains("opt/s/lib/stockpot/stockpot.jsa"), "it is of another machine");
        assertFalse(files.contains("opt/s/etc/newsyslog.conf.d/stockpot.conf"), "the operator's");
        for (String service : List.of("stockpot", "cook")) {
            String text = Files.readString(stage.resolve("opt/s/etc/rc.d/" + service));
            assertFalse(text.contains("%%"), "z14: no placeholder is left");
            assertTrue(text.contains("/opt/s/bin/"));
        }
    }

    @Test
    void z04_installedFilesAreWritableByTheirOwnerOnly() throws IOException, InterruptedException {
        Path stage = folder.resolve("stage");
        make("make", "install-files", "DESTDIR=" + stage, "SYSTEM=FreeBSD").good();
        try (Stream<Path> files = Files.walk(stage)) {
            for (Path file : files.toList()) {
                String mode = Scripts.modeOf(file);
                assertEquals('-', mode.charAt(4), () -> mode + " of " + file);
                assertEquals('-', mode.charAt(7), () -> mode + " of " + file);
            }
        }
        assertTrue(Files.isExecutable(stage.resolve("usr/local/bin/cook-stop")));
    }

    @Test
    void otherSystemsGetNoServicesOfRcAndOldLibrariesGo() throws IOException, InterruptedException {
        Path stage = folder.resolve("stage");
        Path old = Scripts.write(stage.resolve("usr/local/lib/stockpot/lib/old.jar"), "");
        make("make", "install-files", "DESTDIR=" + stage, "SYSTEM=Linux").good();
        assertFalse(Files.exists(stage.resolve("usr/local/etc")));
        assertFalse(Files.exists(old), "it would be on the class path");
    }

    @Test
    void missingBuildIsSaidWithTheRemedy() throws IOException, InterruptedException {
        new Scripts("dash")
                .run(
                        Scripts.top("bin/build/install.sh"),
                        folder.resolve("nothing").toString(),
                        folder.resolve("stage").toString(),
                        "/usr/local")
                .bad()
                .says("run 'make build' first");
        assertFalse(Files.exists(folder.resolve("stage")));
    }

    @Test
    void operatorsRotationOfLogsIsKept() throws IOException, InterruptedException {
        Path prefix = folder.resolve("prefix");
        Path rotation = prefix.resolve("etc/newsyslog.conf.d/stockpot.conf");
        make("make", "install-files", "PREFIX=" + prefix, "SYSTEM=FreeBSD").good();
        assertTrue(Files.exists(rotation));
        Files.writeString(rotation, "# mine\n");
        make("make", "install-files", "PREFIX=" + prefix, "SYSTEM=FreeBSD").good();
        assertEquals("# mine\n", Files.readString(rotation));
    }

    @Test
    void distHoldsTheInstallationAndItsListOfFiles() throws IOException, InterruptedException {
        Path stage = folder.resolve("out/stage");
        Path flavour = folder.resolve("flavour");
        make("make", "dist-files", "STAGE=" + stage, "FLAVOUR=" + flavour).good();
        List<String> packed =
                new Scripts("dash")
                        .call(
                                List.of(
                                        "tar",
                                        "-tzf",
                                        flavour.resolve("stockpot.d/stockpot.tgz").toString()))
                        .good()
                        .text()
                        .lines()
                        .filter(name -> !name.endsWith("/"))
                        .sorted()
                        .toList();
        assertEquals(files(stage), packed);
        List<String> list = Files.readAllLines(folder.resolve("out/pkg-plist"));
        List<String> listed =
                list.stream()
                        .filter(line -> !line.startsWith("@") || line.startsWith("@sample "))
                        .map(line -> "usr/local/" + line.replace("@sample ", ""))
                        .sorted()
                        .toList();
        assertEquals(packed, listed);
        assertEquals(new TreeSet<>(list).size(), list.size(), "each once");
        assertTrue(list.contains("@sample etc/newsyslog.conf.d/stockpot.conf.sample"));
        assertTrue(list.contains("@dir(root,stockpot,0750) etc/stockpot"));
    }

    @Test
    void linesOfNewsyslogHaveTheirFields() throws IOException {
        List<String> lines =
                Files.readAllLines(Scripts.top("rc.d/newsyslog.conf")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .toList();
        assertEquals(2, lines.size());
        for (String line : lines) {
            assertTrue(
                    line.matches(
                            "/var/log/\\S+ +root:[a-z]+ +6[04]0 +\\d+ +\\d+ +(\\*|@T\\d\\d) +[A-Z]+"
                                    + "( +/var/run/\\S+\\.pid +1)?"),
                    line);
        }
        String service = Files.readString(Scripts.top("rc.d/stockpot"));
        assertTrue(service.contains("/var/log/stockpot/homeserver.log"));
        assertTrue(lines.getFirst().contains("/var/run/stockpot/supervisor.pid 1"));
    }

    @Test
    void z19_classArchiveIsMadeAndItsServerLeavesNothingBehind()
            throws IOException, InterruptedException {
        Path classes = folder.resolve("dist/warm-up");
        Files.createDirectories(classes);
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-d",
                                classes.toString(),
                                Scripts.top("bin/build/WarmUp.java").toString()));
        Installed installed = Installed.working(folder);
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        new Scripts("dash")
                .with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary)
                .run(installed.lib("warm-up.sh"))
                .good();
        assertTrue(Files.size(installed.lib("stockpot.jsa")) > 1_000_000);
        // The throw-away server had a signing key and secrets.
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(
                    List.of(),
                    left.map(file -> file.getFileName().toString())
                            .filter(name -> !name.startsWith("sqlite-"))
                            .toList());
        }
    }
}
