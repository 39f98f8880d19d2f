package stockpot.cook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.fixture.Installation;
import stockpot.cook.fixture.Installation.Ended;
import stockpot.cook.fixture.RunningCook;
import stockpot.cook.fixture.SomeSettings;

/** {@code bin/cook} from variables to a server that answers, with nothing in between replaced. */
class UpTest {
    /** The server's own business, which goes on between two runs of cook. */
    private static final List<String> ALIVE = List.of("homeserver.db", "control.sock");

    @TempDir Path folder;

    private Path root = Path.of("");
    private String ports = "";
    private int client;

    private Installation installation() throws IOException {
        return Installation.in(folder.resolve("installed"));
    }

    @BeforeEach
    void choosePorts() {
        root = folder.resolve("root");
        ports = SomeSettings.freePorts();
        client = Integer.parseInt(ports.replaceAll(".*client=(\\d+).*", "$1"));
    }

    private List<String> up(Installation installed) {
        return List.of(
                installed.program("cook").toString(), "up", "--root=" + root, "--ports=" + ports);
    }

    /** Every file with its bytes, mode, time and number. */
    private Map<String, String> everything() throws Exception {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                if (ALIVE.stream().anyMatch(file.toString()::contains)) {
                    continue;
                }
                Map<String, Object> attributes =
                        Files.readAttributes(
                                file, "unix:mode,ino,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
                boolean plain = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
                boolean holdsAlive = file.endsWith("data/stockpot");
                all.put(
                        root.relativize(file).toString(),
                        (holdsAlive ? "" : new TreeMap<>(attributes).toString())
                                + (plain ? hash(file) : ""));
            }
        }
        return all;
    }

    private static String hash(Path file) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(sha.digest(Files.readAllBytes(file)));
    }

    private static String key(RunningCook cook) throws Exception {
        return cook.get("/_matrix/key/v2/server")
                .body()
                .replaceAll(".*(ed25519:[^\"]*\":\\{\"key\":\"[^\"]*).*", "$1");
    }

    private void keepOnlyTheDataSet() throws IOException {
        for (String name : List.of("etc", "run", "log")) {
            try (Stream<Path> files = Files.walk(root.resolve(name))) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void threeVariablesAreEnoughAndASecondRunChangesNothing() throws Exception {
        Installation installed = installation();
        Map<String, String> variables = new HashMap<>(SomeSettings.least());
        String key;
        try (RunningCook cook = RunningCook.start(installed, variables, up(installed), client)) {
            assertTrue(
                    cook.get("/.well-known/matrix/client")
                            .body()
                            .contains("\"base_url\":\"https://example.com/\""),
                    cook.get("/.well-known/matrix/client").body());
            assertEquals(
                    "{\"m.server\":\"example.com:443\"}",
                    cook.get("/.well-known/matrix/server").body());
            assertTrue(cook.get("/.well-known/matrix/support").body().contains("ops@example.com"));
            key = key(cook);
            Ended status = installed.cook(Map.of(), "status", "--root", root.toString());
            assertEquals(0, status.status(), status.output());
            Map<String, String> before = everything();
            Ended plan = installed.cook(variables, words("plan", "--json"));
            assertEquals(0, plan.status(), plan.output());
            assertTrue(plan.output().contains("\"changes\" : 0"), plan.output());
            Ended again = installed.cook(variables, words("up"));
            assertEquals(0, again.status(), again.output());
            assertTrue(again.output().contains("Nothing to do"), again.output());
            assertEquals(before, everything());
            assertEquals(0, cook.stop(), cook.text());
        }
        keepOnlyTheDataSet();
        try (RunningCook cook = RunningCook.start(installed, variables, up(installed), client)) {
            assertEquals(key, key(cook));
        }
    }

    private String[] words(String command, String... more) {
        return Stream.concat(
                        Stream.of(command, "--root", root.toString(), "--ports", ports),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    void changesReachARunningServerAndAccountsOutliveAllButTheDataSet() throws Exception {
        Installation installed = installation();
        Map<String, String> variables = new HashMap<>(SomeSettings.least());
        String account =
                "{\"username\":\"alice\",\"password\":\"a long enough one\","
                        + "\"auth\":{\"type\":\"m.login.dummy\"}}";
        String login =
                "{\"type\":\"m.login.password\",\"password\":\"a long enough one\","
                        + "\"identifier\":{\"type\":\"m.id.user\",\"user\":\"alice\"}}";
        try (RunningCook cook = RunningCook.start(installed, variables, up(installed), client)) {
            assertEquals(403, cook.post("/_matrix/client/v3/register", account).statusCode());
            String process = Files.readString(root.resolve("run/stockpot.pid"));
            variables.put("REGISTRATIONENABLE", "true");
            Ended change = installed.cook(variables, words("up"));
            assertEquals(0, change.status(), change.output());
            awaitAnother(process);
            awaitStatus(cook, account, 200);
            assertEquals(0, cook.stop(), cook.text());
        }
        keepOnlyTheDataSet();
        variables.remove("ALERTEMAIL"); // stored in the data set
        try (RunningCook cook = RunningCook.start(installed, variables, up(installed), client)) {
            assertEquals(200, cook.post("/_matrix/client/v3/login", login).statusCode());
        }
        assertRefused(
                installed, Map.of("DOMAIN", "other.example"), "a server cannot change its name");
        Path signingKey = root.resolve("data/stockpot/example.com.signing.key");
        String text = Files.readString(signingKey);
        Files.writeString(signingKey, "ed25519 a_x AAAA\n");
        assertRefused(installed, Map.of(), "holds no signing key");
        Files.delete(signingKey);
        assertRefused(installed, Map.of(), "signing key");
        assertFalse(Files.exists(signingKey));
        Files.writeString(signingKey, text);
    }

    private void awaitAnother(String process) throws Exception {
        Path file = root.resolve("run/stockpot.pid");
        for (int i = 0; i < 600; i++) {
            if (Files.exists(file) && !Files.readString(file).equals(process)) {
                return;
            }
            Thread.sleep(100);
        }
        assertNotEquals(process, Files.readString(file));
    }

    private static void awaitStatus(RunningCook cook, String account, int wanted) throws Exception {
        int status = 0;
        for (int i = 0; i < 600 && status != wanted; i++) {
            try {
                status = cook.post("/_matrix/client/v3/register", account).statusCode();
            } catch (IOException e) {
                Thread.sleep(100); // it is starting
            }
        }
        assertEquals(wanted, status, cook::text);
    }

    private void assertRefused(Installation installed, Map<String, String> more, String word)
            throws Exception {
        Map<String, String> variables = new HashMap<>(SomeSettings.least());
        variables.putAll(more);
        Ended ended = installed.cook(variables, words("up"));
        assertEquals(1, ended.status(), ended.output());
        assertTrue(ended.output().contains(word), ended.output());
    }

    /** The job of the Nomad image: its env block, its command, its {@code args = [""]}. */
    @Test
    void jobOfTheNomadImageBecomesAServer() throws Exception {
        Installation installed = installation();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("IP", "10.10.10.10");
        variables.put("DOMAIN", "example.com");
        variables.put("ALERTEMAIL", "user@example.com");
        variables.put("ENABLEREGISTRATION", "false");
        variables.put("MYSHAREDSECRET", "sharedsecret");
        variables.put("SMTPHOST", "smtp.example.com");
        variables.put("SMTPPORT", "25");
        variables.put("SMTPUSER", "username");
        variables.put("SMTPPASS", "password");
        variables.put("SMTPFROM", "user@example.com");
        variables.put("LDAPSERVER", "10.10.10.20");
        variables.put("LDAPPASSWORD", "ldappassword");
        variables.put("LDAPDOMAIN", "ldapdomain");
        variables.put("NOSSL", "false");
        variables.put("CONTROLUSER", "true");
        variables.put("SSLEMAIL", "user@example.com");
        variables.put("COOK_ROOT", root.toString());
        variables.put("COOK_PORTS", ports);
        // pot's start script has sh read the command and its words; the one word is empty.
        List<String> command = List.of("sh", "-c", "exec " + installed.program("cook") + " ");
        try (RunningCook cook = RunningCook.start(installed, variables, command, client)) {
            assertEquals(200, cook.get("/_matrix/client/versions").statusCode());
            String table = Files.readString(root.resolve("run/front/services/50-stockpot/argv"));
            assertFalse(table.contains("ldappassword") || table.contains("sharedsecret"), table);
            Ended quoted =
                    installed.run(variables, List.of(installed.program("cook").toString(), ""));
            assertTrue(quoted.output().contains("Nothing to do"), quoted.output());
            Ended flags =
                    installed.cook(
                            Map.of(),
                            words(
                                    "plan",
                                    "-i",
                                    "10.10.10.10",
                                    "-d",
                                    "example.com",
                                    "-a",
                                    "user@example.com",
                                    "-e",
                                    "false",
                                    "-s",
                                    "sharedsecret",
                                    "-h",
                                    "smtp.example.com",
                                    "-p",
                                    "25",
                                    "-u",
                                    "username",
                                    "-c",
                                    "password",
                                    "-f",
                                    "user@example.com",
                                    "-l",
                                    "10.10.10.20",
                                    "-b",
                                    "ldappassword",
                                    "-t",
                                    "ldapdomain",
                                    "-n",
                                    "false",
                                    "-x",
                                    "true",
                                    "-y",
                                    "user@example.com"));
            assertEquals(0, flags.status(), flags.output());
        }
    }
}
