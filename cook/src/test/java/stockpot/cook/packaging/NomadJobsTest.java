package stockpot.cook.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.cook.packaging.Scripts.Outcome;

/** The jobs in {@code nomad/}, and the one that the old image's page has. */
class NomadJobsTest {
    static final String[] SHELLS = Scripts.SHELLS;

    private static final String ONE_NODE = "stockpot.nomad.hcl";
    private static final String BEHIND_PROXY = "stockpot-behind-proxy.nomad.hcl";
    private static final Path OLD_JOB =
            Scripts.top("cook/src/test/resources/stockpot/cook/packaging/matrix-synapse-nomad.hcl");

    @TempDir Path folder;

    private static Path job(String name) {
        return Scripts.top("nomad").resolve(name);
    }

    private static String text(String name) throws IOException {
        return Files.readString(job(name));
    }

    private static Outcome tool(String program, String... words)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(Scripts.need(program)));
        line.addAll(List.of(words));
        return new Scripts("dash").call(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE_NODE, BEHIND_PROXY})
    void jobHasOnlyWhatNomadAndTheDriverKnow(String name) throws IOException, InterruptedException {
        assertEquals("ok\n", tool("jobcheck", job(name).toString()).good().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE_NODE, BEHIND_PROXY, "vault-policy.hcl"})
    void jobIsFormatted(String name) throws IOException, InterruptedException {
        assertEquals(text(name), tool("hclfmt", job(name).toString()).good().text());
    }

    @Test
    void toolsSeeMistakes() throws IOException, InterruptedException {
        Path wrong =
                Scripts.write(
                        folder.resolve("wrong.hcl"),
                        text(ONE_NODE)
                                .replace("shutdown_delay =", "shut_down_delay =")
                                .replace("\"stop_timeout:60\"", "\"stop_timeout\"")
                                .replace("port_map =", "ports ="));
        tool("jobcheck", wrong.toString())
                .bad()
                .says("no attribute \"shut_down_delay\"")
                .says("\"stop_timeout\" has no colon")
                .says("the pot driver has no key \"ports\"");
        Path untidy = Scripts.write(folder.resolve("untidy.hcl"), "a   =   1\nbcd = 2\n");
        assertEquals("a   = 1\nbcd = 2\n", tool("hclfmt", untidy.toString()).good().text());
    }

    @Test
    void oldJobIsAcceptedButForItsEmptyArgument() throws IOException, InterruptedException {
        Outcome outcome = tool("jobcheck", OLD_JOB.toString()).bad();
        List<String> found = outcome.text().lines().toList();
        assertEquals(1, found.size(), outcome.text());
        outcome.says("argument \"\" goes through a shell unquoted");
    }

    /** The driver joins command and arguments with blanks; a shell reads the line. */
    @ParameterizedTest
    @FieldSource("SHELLS")
    void oldJobStartsCookWithItsVariablesAndWithoutAWord(String shell)
            throws IOException, InterruptedException {
        String text = Files.readString(OLD_JOB);
        Path cook =
                Scripts.program(
                        folder.resolve("usr/local/bin/cook"),
                        "#!/bin/sh\necho \"$# words\"\nenv | LC_ALL=C sort\n");
        Matcher command = Pattern.compile("command = \"([^\"]*)\"").matcher(text);
        assertTrue(command.find() && text.contains("args = [\"\"]"));
        Map<String, String> variables = variables(text);
        assertEquals(16, variables.size(), variables::toString);
        StringBuilder tinirc = new StringBuilder();
        variables.forEach((name, value) ->
                tinirc.append("export \"").append(name).append('=').append(value).append("\"\n"));
        String line = command.group(1).replace("/usr/local/bin/cook", cook.toString()) + " ";
        tinirc.append("exec ").append(line).append('\n');
        Path start = Scripts.write(folder.resolve("tinirc"), tinirc.toString());
        Outcome outcome = new Scripts(shell).run(start).good();
        outcome.says("0 words\n");
        variables.forEach((name, value) -> outcome.says("\n" + name + "=" + value + "\n"));
    }

    private static Map<String, String> variables(String job) {
        Map<String, String> variables = new TreeMap<>();
        Matcher block = Pattern.compile("(?s)\\benv \\{(.*?)\n *}").matcher(job);
        assertTrue(block.find());
        Matcher line = Pattern.compile("(?m)^ *([A-Z_]+) *= *\"(.*)\"$").matcher(block.group(1));
        while (line.find()) {
            variables.put(line.group(1), line.group(2));
        }
        return variables;
    }

    @Test
    void portsThatCertificatesAndFederationNeedAreStatic() throws IOException {
        String job = text(ONE_NODE);
        Map<String, String> ports = Map.of("http", "80", "https", "443", "federation", "8448");
        ports.forEach((label, port) -> {
            String wanted = "port \"" + label + "\" \\{\\s+static = " + port + "\\s";
            assertTrue(Pattern.compile(wanted).matcher(job).find(), label);
            assertTrue(job.matches("(?s).*\\b" + label + " *= \"" + port + "\".*"), label);
        });
        String behind = text(BEHIND_PROXY);
        assertFalse(behind.contains("static ="), "Nomad chooses the ports there");
        assertTrue(behind.contains("NOSSL               = \"true\""));
        assertTrue(behind.matches("(?s).*federation *= \"8447\".*"), "the plain federation port");
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE_NODE, BEHIND_PROXY})
    void deadServerIsNoticedAndStartedAnew(String name) throws IOException {
        String job = text(name);
        assertFalse(job.contains("\"tcp\""), "a port answers although the server behind is dead");
        assertTrue(Pattern.compile("(?s)check \\{[^}]*path[^}]*check_restart").matcher(job).find());
        assertTrue(Pattern.compile("restart \\{\\s+attempts = 5").matcher(job).find());
        assertTrue(job.contains("health_check      = \"checks\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE_NODE, BEHIND_PROXY})
    void onlyOneServerHasTheDataSetAtATimeAndItHasTimeToStop(String name) throws IOException {
        String job = text(name);
        for (String part :
                List.of(
                        "canary            = 0",
                        "max_parallel      = 1",
                        "count = 1",
                        "value     = var.node",
                        "[\"stop_timeout:60\", \"exec_stop:/usr/local/bin/cook-stop\"]")) {
            assertTrue(job.contains(part), part);
        }
        assertTrue(Files.exists(Scripts.top("bin/cook-stop")));
        // The driver takes no notice of these, so a number there would only mislead.
        assertFalse(job.contains("kill_timeout ="));
        assertTrue(job.contains("memory = var.memory"), "from it comes NOMAD_MEMORY_LIMIT");
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE_NODE, BEHIND_PROXY})
    void z04_secretsComeAsFilesOfTheirOwnAndNeverInTheEnvironment(String name) throws IOException {
        String job = text(name);
        Matcher block = Pattern.compile("(?s)\\benv \\{(.*?)\n *}").matcher(job);
        assertTrue(block.find());
        for (String secret : List.of("MYSHAREDSECRET", "SMTPPASS", "LDAPPASSWORD", "GOSSIPKEY")) {
            assertFalse(
                    Pattern.compile("(?m)^ *" + secret + " *=").matcher(block.group(1)).find(),
                    secret);
        }
        Matcher file =
                Pattern.compile("(?m)^ *([A-Z_]+)_FILE *= \"/(secrets/[a-z]+)\"")
                        .matcher(block.group(1));
        int files = 0;
        while (file.find()) {
            files++;
            assertTrue(job.contains("destination = \"" + file.group(2) + "\""), file.group(2));
        }
        assertTrue(files > 0);
        assertEquals(files, Scripts.count(job, "template {"));
        assertEquals(files, Scripts.count(job, "perms       = \"0600\""));
    }

    @Test
    void pageTellsWhereEachVariableGoesAndWhatWasNeverRun() throws IOException {
        String page = text("README.md");
        assertTrue(page.contains("## Which variable goes where"));
        assertTrue(page.contains("## Never run for real"));
        assertTrue(page.contains(ONE_NODE) && page.contains(BEHIND_PROXY));
    }
}
