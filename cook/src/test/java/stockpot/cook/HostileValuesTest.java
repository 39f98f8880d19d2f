package stockpot.cook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import stockpot.cook.env.AppliedSettings;
import stockpot.cook.env.Inputs;
import stockpot.cook.env.Reading;
import stockpot.cook.env.SettingsException;
import stockpot.cook.env.SettingsReader;
import stockpot.cook.env.Variable;
import stockpot.cook.env.Variables;
import stockpot.cook.files.ServerConfig;
import stockpot.cook.fixture.SomeSettings;

/** Values that are meant to become something else than values (threat Z01). */
class HostileValuesTest {
    private static final List<String> PIECES =
            List.of(
                    "\"",
                    "'",
                    ";",
                    "{",
                    "}",
                    "$",
                    "`",
                    "\\",
                    "&",
                    "|",
                    "#",
                    "%",
                    ": ",
                    "\t",
                    "\n",
                    "\r\n",
                    "\0",
                    "${jndi:ldap://x/a}",
                    "$(touch /tmp/x)",
                    "`id`",
                    "; rm -rf /",
                    "}\n server {",
                    "- a",
                    "? b",
                    "!!java.net.URL",
                    "*x",
                    "&x",
                    "<<: x",
                    "|-",
                    ">",
                    "%%DOMAIN%%",
                    "{{ x }}",
                    "<%= x %>",
                    "../../etc/passwd",
                    "\u0007",
                    "\u001b[2J",
                    "\u007f",
                    "\u0085",
                    "\u2028",
                    "\u2029",
                    "\ufeff",
                    "\u202e",
                    "é",
                    "🥘",
                    "\ud800",
                    "a=b",
                    "export X=1",
                    "~",
                    "null",
                    "true",
                    "yes",
                    "0x10",
                    "1e3",
                    "=",
                    "@",
                    ",",
                    "[",
                    "]",
                    "\\n",
                    "\\u0000",
                    "''",
                    "\"\"",
                    "*/",
                    "<!--",
                    "EOF\n");

    private static final List<String> SHAPES = List.of("%s", "x%sy", " %s", "%s ");

    @TempDir Path root;

    private static List<String> values() {
        List<String> values = new ArrayList<>();
        for (String piece : PIECES) {
            for (String shape : SHAPES) {
                values.add(shape.replace("%s", piece));
            }
        }
        values.add("x".repeat(65_536));
        values.add("x".repeat(65_537));
        return values;
    }

    /** Everything an operator can say, so that every variable has an effect. */
    private Map<String, String> all() throws IOException {
        Path file = Files.writeString(root.resolve("pem"), "x");
        Map<String, String> all = new LinkedHashMap<>(SomeSettings.least());
        all.put("SMTPHOST", "smtp.example.com");
        all.put("SMTPUSER", "user");
        all.put("SMTPPASS", "password");
        all.put("SMTPFROM", "a@example.com");
        all.put("LDAPSERVER", "ldap.example.com");
        all.put("LDAPPASSWORD", "password");
        all.put("LDAPDOMAIN", "example.com");
        all.put("CONSULSERVERS", "10.0.0.1");
        all.put("DATACENTER", "dc");
        all.put("NODENAME", "node");
        all.put("GOSSIPKEY", "BBKbPdHlwUcsvwkfJDVNlZOhIxGVvDHfQSvTi5WQPx4=");
        all.put("REMOTELOG", "10.0.0.2");
        all.put("TLS_CA_FILE", file.toString());
        return all;
    }

    @Test
    void z01_everyValueOfEveryVariableIsWrittenExactlyOrRefusedByName() throws IOException {
        List<String> values = values();
        assertTrue(values.size() >= 200);
        int written = 0;
        int refused = 0;
        for (Variable variable : Variables.all()) {
            for (String value : values) {
                Map<String, String> variables = all();
                variables.put(variable.name(), value);
                Inputs inputs = Inputs.of(variables, root).withPorts("client=18008");
                try {
                    Reading reading = SettingsReader.read(inputs);
                    assertHolds(reading, inputs, variable, value);
                    written++;
                } catch (SettingsException e) {
                    refused++;
                    assertTrue(
                            e.problems().stream()
                                    .anyMatch(problem -> problem.name().contains(variable.name())),
                            () -> variable.name() + ": " + e.getMessage());
                    assertFalse(
                            variable.secret()
                                    && value.length() > 8
                                    && String.valueOf(e.getMessage()).contains(value),
                            "a secret in a message");
                }
            }
        }
        assertTrue(written > 500, "written " + written);
        assertTrue(refused > 5_000, "refused " + refused);
    }

    /** What was read, stored and rendered is the value itself, and the files are still files. */
    private static void assertHolds(Reading reading, Inputs inputs, Variable variable, String value)
            throws IOException {
        String kept = reading.values().getOrDefault(variable.name(), "");
        assertEquals(variable.secret() ? value : value.strip(), kept, variable.name());
        Map<String, String> stored =
                AppliedSettings.values(
                        AppliedSettings.text(reading, inputs).getBytes(StandardCharsets.UTF_8));
        if (!variable.name().equals("DATADIR") && !kept.isEmpty()) {
            assertEquals(kept, stored.get(variable.name()), variable.name());
        }
        if (kept.isEmpty()) {
            return; // blanks alone are as good as nothing
        }
        Map<?, ?> yaml = yaml(ServerConfig.file(reading).text());
        switch (variable.name()) {
            case "MYSHAREDSECRET" -> assertEquals(value, yaml.get("registration_shared_secret"));
            case "SMTPPASS" -> assertEquals(value, below(yaml, "email").get("smtp_pass"));
            case "SMTPUSER" -> assertEquals(kept, below(yaml, "email").get("smtp_user"));
            case "SMTPFROM" -> assertEquals(kept, below(yaml, "email").get("notif_from"));
            case "LDAPPASSWORD" ->
                    assertTrue(String.valueOf(yaml.get("modules")).contains(value), value);
            case "DOMAIN" -> assertEquals(kept, yaml.get("server_name"));
            default -> assertEquals("example.com", yaml.get("server_name"));
        }
    }

    private static Map<?, ?> below(Map<?, ?> yaml, String key) {
        Object value = yaml.get(key);
        assertNotNull(value);
        return (Map<?, ?>) value;
    }

    private static Map<?, ?> yaml(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(10_000_000);
        Object document = new Yaml(new SafeConstructor(options)).load(text);
        assertNotNull(document);
        return (Map<?, ?>) document;
    }

    /** Each secret has a text of its own; none of them may stand in what cook prints. */
    @Test
    void z04_secretsAreMaskedInThePlanAndNeverInTheTable() throws Exception {
        Map<String, String> variables = all();
        variables.put("STOCKPOT_HOME", "/opt/bin");
        variables.put("PATH", programs() + ":/usr/sbin:/usr/bin:/bin");
        variables.put("DBURL", "postgresql://u:SECRET0@h/d");
        variables.put("GOSSIPKEY", "BBKbPdHlwUcsvwkfJDVNlZOhIxGVvDHfQSvTi5WQPx4=");
        List<String> secrets = new ArrayList<>(List.of("SECRET0", variables.get("GOSSIPKEY")));
        for (String name : List.of("MYSHAREDSECRET", "SMTPPASS", "LDAPPASSWORD", "CONSULTOKEN")) {
            secrets.add("SECRET" + secrets.size());
            variables.put(name, secrets.getLast());
        }
        Path place = root.resolve("place");
        String first = printed(variables, "plan", place);
        String json = printed(variables, "plan", place, "--json");
        String applied = printed(variables, "up", place);
        Map<String, String> changed = new HashMap<>(variables);
        changed.replaceAll((_, value) -> value.replace("SECRET", "CHANGED"));
        String second = printed(changed, "plan", place);
        assertTrue(first.contains("+ SMTPPASS=********"), first);
        assertTrue(second.contains("- SMTPPASS=********"), second);
        assertTrue(second.contains("file homeserver.yaml"), second);
        for (String secret : secrets) {
            for (String text : List.of(first, json, applied, second)) {
                assertFalse(text.contains(secret), secret + " in " + text);
                assertFalse(text.contains(secret.replace("SECRET", "CHANGED")), text);
            }
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    boolean held = Files.readString(file).contains(secret);
                    String mode = Files.getPosixFilePermissions(file).toString();
                    assertTrue(!held || !mode.contains("OTHERS"), file + " " + mode);
                }
            }
        }
    }

    /** A folder with programs that only have to be found. */
    private Path programs() throws Exception {
        Path folder = Files.createDirectories(root.resolve("programs"));
        for (String name : List.of("consul", "syslog-ng", "node_exporter", "sshd")) {
            Files.writeString(folder.resolve(name), "#!/bin/sh\nexit 0\n");
            Files.setPosixFilePermissions(
                    folder.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return folder;
    }

    private static String printed(
            Map<String, String> variables, String command, Path place, String... more)
            throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            List<String> words = new ArrayList<>(List.of(command, "--root=" + place));
            words.addAll(List.of(more));
            Main.run(TestKitchen.of(variables), words.toArray(String[]::new));
        } finally {
            System.setOut(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
