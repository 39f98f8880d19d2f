package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launchers, installed in a folder with blanks in its path, with JDKs that only tell. */
class LaunchersTest {
    private static final Path BIN = Path.of("..", "bin");
    private static final List<String> LAUNCHERS =
            List.of(
                    "stockpot",
                    "cook",
                    "hash_password",
                    "register_new_matrix_user",
                    "matrix-change-user-admin-status");

    @TempDir Path folder;

    private final Map<String, String> environment = new TreeMap<>();
    private Path prefix = Path.of("");

    private record Outcome(int status, String text) {
        boolean has(String line) {
            return text.lines().anyMatch(line::equals);
        }
    }

    @BeforeEach
    void install() throws IOException {
        prefix = folder.resolve("pre fix");
        Path app = Files.createDirectories(prefix.resolve("lib/stockpot"));
        Files.createDirectories(prefix.resolve("bin"));
        for (String launcher : LAUNCHERS) {
            Files.copy(
                    BIN.resolve(launcher),
                    prefix.resolve("bin").resolve(launcher),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.copy(BIN.resolve("lib/launch.sh"), app.resolve("launch.sh"));
        Files.writeString(app.resolve("stockpot.jar"), "");
        Files.writeString(app.resolve("cook.jar"), "");
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("STOCKPOT_ROOT", folder.resolve("root").toString());
    }

    /** A Java home whose java prints its locale and its words, and ends with 7. */
    private Path java(String place, String version) throws IOException {
        Path home = folder.resolve("root" + place);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(
                home.resolve("release"),
                "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"\n");
        Path java = home.resolve("bin/java");
        Files.writeString(
                java,
                "#!/bin/sh\necho home="
                        + place
                        + "\necho \"locale=${LC_ALL-}\"\n"
                        + "echo \"stockpot=${STOCKPOT_HOME-}\"\n"
                        + "for word; do printf '%s\\n' \"$word\"; done\nexit 7\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    /** What is not installed is a named skip at home, and a failure in CI. */
    private static void demand(boolean there, String program) {
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(there, program + " is not installed");
        }
        assumeTrue(there, program + " is not installed");
    }

    private Outcome run(List<String> line) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), text);
    }

    private Outcome launch(String launcher, String... words)
            throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(List.of(prefix.resolve("bin").resolve(launcher).toString()));
        line.addAll(List.of(words));
        return run(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "busybox ash", "bash --posix"})
    void wordsAndStatusGoThroughInEveryShell(String shell)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(shell.split(" ")));
        boolean there =
                Files.isExecutable(Path.of("/bin", line.getFirst()))
                        || Files.isExecutable(Path.of("/usr/bin", line.getFirst()));
        demand(there, shell);
        java("/usr/lib/jvm/b-25", "25.0.3");
        line.addAll(
                List.of(prefix.resolve("bin/stockpot").toString(), "--config", "a b", "$x `y` *"));
        Outcome outcome = run(line);
        assertEquals(7, outcome.status(), outcome::text);
        for (String word : List.of("--config", "a b", "$x `y` *", "-jar")) {
            assertTrue(outcome.has(word), outcome::text);
        }
        String jar = prefix.toRealPath() + "/lib/stockpot/stockpot.jar";
        assertTrue(outcome.has(jar), outcome::text);
    }

    @Test
    void everyLauncherWorksThroughLinks() throws IOException, InterruptedException {
        java("/usr/lib/jvm/b-25", "25");
        Path away = Files.createDirectories(folder.resolve("else where"));
        for (String launcher : LAUNCHERS) {
            Files.createSymbolicLink(
                    away.resolve("first"), prefix.resolve("bin").resolve(launcher));
            Files.createSymbolicLink(away.resolve("second link"), Path.of("first"));
            Outcome outcome = run(List.of(away.resolve("second link").toString(), "x y"));
            assertEquals(7, outcome.status(), outcome::text);
            assertTrue(outcome.has("x y"), outcome::text);
            boolean tool = !launcher.equals("stockpot") && !launcher.equals("cook");
            assertEquals(tool, outcome.has(launcher), outcome::text);
            Files.delete(away.resolve("first"));
            Files.delete(away.resolve("second link"));
        }
        assertTrue(launch("cook").has("stockpot=" + prefix.toRealPath() + "/bin"));
    }

    @Test
    void javaIsTakenInTheOrderOfThePage() throws IOException, InterruptedException {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("/usr/local/openjdk8", "1.8.0_400");
        places.put("/usr/lib/jvm/a-17", "17.0.15");
        for (Map.Entry<String, String> old : places.entrySet()) {
            java(old.getKey(), old.getValue());
        }
        java("/opt/java/26", "26-ea");
        assertTrue(launch("stockpot").has("home=/opt/java/26"));
        java("/usr/lib/jvm/b-25", "25.0.3");
        assertTrue(launch("stockpot").has("home=/usr/lib/jvm/b-25"));
        java("/usr/local/openjdk25", "25.0.1");
        assertTrue(launch("stockpot").has("home=/usr/local/openjdk25"));
        environment.put("JAVA_HOME", java("/mine17", "17").toString());
        assertTrue(launch("stockpot").has("home=/usr/local/openjdk25"));
        environment.put("JAVA_HOME", java("/mine", "27").toString());
        assertTrue(launch("stockpot").has("home=/mine"));
        environment.put("STOCKPOT_JAVA_HOME", java("/ours", "25").toString());
        assertTrue(launch("stockpot").has("home=/ours"));
        environment.put("STOCKPOT_JAVA_HOME", folder.resolve("root/mine17").toString());
        Outcome wrong = launch("stockpot");
        assertEquals(78, wrong.status());
        assertTrue(wrong.text().contains("mine17 is no Java 25 or newer"), wrong::text);
    }

    @Test
    void withoutJavaOneLineSaysHowToGetIt() throws IOException, InterruptedException {
        for (String launcher : LAUNCHERS) {
            Outcome outcome = launch(launcher);
            assertEquals(78, outcome.status());
            assertEquals(1, outcome.text().lines().count(), outcome::text);
            assertTrue(outcome.text().startsWith("No Java 25 or newer was found. Get "));
        }
        Path release = Files.createDirectories(folder.resolve("root/etc")).resolve("os-release");
        Files.writeString(release, "NAME=x\nID=debian\n");
        assertTrue(launch("stockpot").text().contains("apt-get install openjdk-25-jdk-headless"));
        Files.writeString(release, "ID=\"linuxmint\"\nID_LIKE=\"ubuntu debian\"\n");
        assertTrue(launch("stockpot").text().contains("apt-get install openjdk-25-jdk-headless"));
        Files.writeString(release, "ID=alpine\n");
        assertTrue(launch("stockpot").text().contains("apk add openjdk25"));
    }

    @Test
    void programThatIsNotThereIsNamed() throws IOException, InterruptedException {
        Files.delete(prefix.resolve("lib/stockpot/stockpot.jar"));
        Outcome outcome = launch("stockpot");
        assertEquals(78, outcome.status());
        assertTrue(outcome.text().contains("make build"), outcome::text);
    }

    @Test
    void localeIsUtf8() throws IOException, InterruptedException {
        java("/usr/lib/jvm/b-25", "25");
        assertTrue(launch("stockpot").has("locale=C.UTF-8"));
        environment.put("LC_ALL", "C");
        assertTrue(launch("hash_password").has("locale=C.UTF-8"));
        environment.put("LC_ALL", "de_DE.utf8");
        assertTrue(launch("stockpot").has("locale=de_DE.utf8"));
    }

    private String heap() throws IOException, InterruptedException {
        Outcome outcome = launch("stockpot");
        return outcome.text()
                .lines()
                .filter(line -> line.startsWith("-Xmx"))
                .findFirst()
                .orElse("");
    }

    @Test
    void heapFollowsTheMemoryLimit() throws IOException, InterruptedException {
        java("/usr/lib/jvm/b-25", "25");
        assertEquals("-Xmx96m", heap());
        Path group = Files.createDirectories(folder.resolve("root/sys/fs/cgroup"));
        Files.writeString(group.resolve("memory.max"), "max\n");
        assertEquals("-Xmx96m", heap());
        Files.writeString(group.resolve("memory.max"), "1048576000\n");
        assertEquals("-Xmx250m", heap());
        Files.createDirectories(folder.resolve("root/proc/self"));
        Files.writeString(folder.resolve("root/proc/self/cgroup"), "0::/slice/job\n");
        Files.createDirectories(group.resolve("slice/job"));
        Files.writeString(group.resolve("slice/job/memory.max"), "209715200\n");
        assertEquals("-Xmx67m", heap());
        environment.put("NOMAD_MEMORY_LIMIT", "256");
        assertEquals("-Xmx96m", heap());
        environment.put("MEMORY", "2g");
        assertEquals("-Xmx512m", heap());
        environment.put("MEMORY", "100M");
        assertEquals("-Xmx40m", heap());
        environment.put("MEMORY", "plenty");
        assertEquals("-Xmx96m", heap());
        environment.put("STOCKPOT_HEAP", "300m");
        assertEquals("-Xmx300m", heap());
    }

    @Test
    void optionsDependOnWhatIsThere() throws IOException, InterruptedException {
        java("/usr/lib/jvm/b-25", "25");
        Outcome plain = launch("stockpot");
        assertFalse(plain.text().contains("SharedArchiveFile"), plain::text);
        assertFalse(plain.text().contains("org.sqlite.lib.path"), plain::text);
        assertTrue(plain.has("-XX:TieredStopAtLevel=1"), plain::text);
        Path app = prefix.toRealPath().resolve("lib/stockpot");
        Files.writeString(app.resolve("stockpot.jsa"), "");
        for (String system : List.of("Linux", "FreeBSD", "Mac")) {
            for (String machine : List.of("x86_64", "aarch64")) {
                Path native_ =
                        Files.createDirectories(app.resolve("native/" + system + "/" + machine));
                Files.writeString(native_.resolve("libsqlitejdbc.so"), "");
            }
        }
        environment.put("STOCKPOT_PROFILE", "fast");
        environment.put("STOCKPOT_JAVA_OPTS", "-Da=b -Dc=d");
        Outcome full = launch("stockpot");
        assertTrue(full.has("-XX:SharedArchiveFile=" + app + "/stockpot.jsa"), full::text);
        assertTrue(full.text().contains("-Dorg.sqlite.lib.path=" + app + "/native/"), full::text);
        assertTrue(full.has("-Dorg.sqlite.lib.name=libsqlitejdbc.so"), full::text);
        assertFalse(full.has("-XX:TieredStopAtLevel=1"), full::text);
        assertTrue(full.has("-Da=b") && full.has("-Dc=d"), full::text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"make", "bmake"})
    void makeUnderstandsTheMakefile(String make) throws IOException, InterruptedException {
        boolean there = Files.isExecutable(Path.of("/usr/bin", make));
        demand(there, make);
        String top = Path.of("..").toRealPath().toString();
        for (String target :
                List.of(
                        "build", "run", "test", "check", "fmt", "install", "sbom", "bench",
                        "interop", "clean")) {
            Outcome outcome = run(List.of(make, "-n", "-C", top, target));
            assertEquals(0, outcome.status(), outcome::text);
        }
        Outcome help = run(List.of(make, "-C", top, "help"));
        assertTrue(help.text().contains("make run "), help::text);
        Outcome without = run(List.of(make, "-C", top, "build"));
        assertTrue(without.status() != 0, without::text);
        assertTrue(without.text().contains("No Java 25 or newer was found. Get "), without::text);
    }
}
