package stockpot.cook.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The files of {@code docs/examples}: well-formed, and saying what they should. */
class ExamplesTest {
    private static final Path EXAMPLES = Scripts.top("docs/examples");

    @TempDir Path folder;

    private static String text(String name) throws IOException {
        return Files.readString(EXAMPLES.resolve(name));
    }

    /** A YAML file as JSON, for its paths. Keys that come twice are an error. */
    private static JsonNode yaml(String name) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Object loaded = new Yaml(options).load(text(name));
        return new ObjectMapper().valueToTree(loaded);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    // ------------------------------------------------------------ containers

    @Test
    void composeRunsAServerAsTheOldReadmeDoes() throws IOException {
        JsonNode server = yaml("docker/compose.yaml").at("/services/stockpot");
        assertTrue(server.path("init").asBoolean());
        assertTrue(server.path("read_only").asBoolean());
        assertEquals(0.5, server.path("cpus").asDouble());
        assertEquals("1000m", server.path("mem_limit").asText());
        assertEquals(100, server.path("pids_limit").asInt());
        assertEquals(List.of("no-new-privileges:true"), texts(server.path("security_opt")));
        assertEquals(List.of("./config:/config", "./data:/data"), texts(server.path("volumes")));
        assertEquals("3400", server.at("/environment/UID").asText());
        healthIsAsked(server.path("healthcheck"));
        labelsLeadToTheServer(server.path("labels"), "stockpot");
        assertEquals("30s", server.path("stop_grace_period").asText());
    }

    @Test
    void stackRunsOneServerAsTheOldPageDoes() throws IOException {
        JsonNode stack = yaml("docker/stack.yaml");
        JsonNode server = stack.at("/services/stockpot");
        assertEquals(1, server.at("/deploy/replicas").asInt());
        assertEquals("stop-first", server.at("/deploy/update_config/order").asText());
        assertEquals("3400:3400", server.path("user").asText());
        assertTrue(server.path("read_only").asBoolean());
        assertEquals("/data", server.at("/volumes/0/target").asText());
        assertEquals("1000M", server.at("/deploy/resources/limits/memory").asText());
        assertEquals(0400, server.at("/secrets/0/mode").asInt());
        assertTrue(stack.at("/secrets/shared/external").asBoolean());
        healthIsAsked(server.path("healthcheck"));
        labelsLeadToTheServer(server.at("/deploy/labels"), "stockpot-sec");
    }

    private static void healthIsAsked(JsonNode check) {
        List<String> test = texts(check.path("test"));
        assertEquals(List.of("CMD", "curl", "--fail"), test.subList(0, 3));
        assertEquals("http://localhost:8008/health", test.getLast());
        assertEquals("5s", check.path("interval").asText());
        assertEquals(3, check.path("retries").asInt());
        assertEquals("15s", check.path("start_period").asText());
    }

    private static void labelsLeadToTheServer(JsonNode labels, String router) {
        Map<String, String> all = new TreeMap<>();
        labels.properties().forEach(label -> all.put(label.getKey(), label.getValue().asText()));
        assertEquals("true", all.get("traefik.enable"));
        assertEquals("8008", all.get("traefik.http.services.stockpot.loadbalancer.server.port"));
        assertEquals("true", all.get("traefik.http.routers." + router + ".tls"));
        assertNotNull(all.get("traefik.http.routers." + router + ".tls.certresolver"));
        String rule = String.valueOf(all.get("traefik.http.routers." + router + ".rule"));
        assertTrue(rule.matches("Host\\(`[a-z.]+`\\)"), rule);
    }

    @Test
    void secretsOfTheStackAreFiles() throws IOException {
        JsonNode variables = yaml("docker/stack.yaml").at("/services/stockpot/environment");
        variables
                .properties()
                .forEach(variable -> {
                    boolean secret = variable.getKey().contains("SECRET");
                    assertTrue(!secret || variable.getKey().endsWith("_FILE"), variable.getKey());
                });
    }

    @Test
    void dockerfileIsWellFormedAndItsImageHoldsNoRootServerAndNoKey() throws IOException {
        String text = text("docker/Dockerfile");
        String joined = text.replaceAll("(?m)^#.*\n", "").replaceAll(" *\\\\\n *", " ");
        List<String> lines = joined.lines().filter(line -> !line.isBlank()).toList();
        for (String line : lines) {
            assertTrue(
                    line.matches(
                            "(ARG|FROM|RUN|COPY|WORKDIR|VOLUME|EXPOSE|STOPSIGNAL|HEALTHCHECK|ENTRYPOINT) .+"),
                    line);
        }
        // Base images are named with a version, never "latest", and can be pinned from outside.
        assertEquals(
                2, lines.stream().filter(line -> line.matches("FROM \\$\\{[A-Z]+}.*")).count());
        assertTrue(
                lines.stream()
                        .filter(line -> line.startsWith("ARG"))
                        .allMatch(line -> line.matches("ARG [A-Z]+=[a-z./-]+:[0-9].*")));
        assertTrue(lines.contains("ENTRYPOINT [\"/usr/local/lib/stockpot/container.sh\"]"));
        assertTrue(Files.exists(Scripts.top("bin/lib/container.sh")));
        String run = lines.stream().filter(line -> line.contains("warm-up")).findFirst().orElse("");
        assertTrue(run.contains("adduser -u 3400"));
        assertTrue(run.contains("install -d -o 3400 -g 3400 -m 0700 /data"));
        assertFalse(joined.contains("generate"), "z19: nothing of a server is made in the image");
        assertFalse(joined.matches("(?s).*(ENV|ARG) [A-Z_]*(SECRET|PASS|TOKEN|KEY).*"));
        // COPY . . must not take a local server or its history along.
        List<String> ignored = text("docker/Dockerfile.dockerignore").lines().toList();
        assertTrue(ignored.containsAll(List.of(".git", "run", "data")));
    }

    // ------------------------------------------------------------ other supervisors

    @Test
    void supervisordKeepsTheServerInFront() throws IOException {
        Map<String, String> keys = new TreeMap<>();
        String section = "";
        for (String line : text("supervisord/stockpot.ini").lines().toList()) {
            if (line.startsWith("[")) {
                section = line;
            } else if (!line.startsWith(";") && !line.startsWith(" ") && !line.isBlank()) {
                String[] parts = line.split("=", 2);
                assertEquals(2, parts.length, line);
                assertEquals(null, keys.put(parts[0], parts[1]), line);
            }
        }
        assertEquals("[program:stockpot]", section);
        assertTrue(String.valueOf(keys.get("command")).contains("stockpot --config "));
        assertEquals("yes", keys.get("autorestart"));
        assertEquals("TERM", keys.get("stopsignal"));
        assertEquals("30", keys.get("stopwaitsecs"));
        assertEquals("true", keys.get("redirect_stderr"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stockpot.service", "stockpot-cook.service"})
    void systemdTakesTheUnit(String unit) throws IOException, InterruptedException {
        // What it starts has to be there for the check.
        Path root = folder.resolve("root");
        for (String program : List.of("stockpot", "cook")) {
            Scripts.program(root.resolve("usr/local/bin/" + program), "#!/bin/sh\n");
        }
        Scripts.program(root.resolve("bin/kill"), "#!/bin/sh\n");
        Path file =
                Scripts.write(
                        root.resolve("etc/systemd/system").resolve(unit),
                        text("systemd/" + unit).replace("/usr/local/bin", root + "/usr/local/bin"));
        Scripts.Outcome outcome =
                new Scripts("dash")
                        .call(
                                List.of(
                                        Scripts.need("systemd-analyze"),
                                        "verify",
                                        "--man=no",
                                        file.toString()));
        String about =
                String.join(
                        "\n", outcome.text().lines().filter(line -> line.contains(unit)).toList());
        assertEquals("", about);
        outcome.good();
    }

    @Test
    void unitOfTheServerLocksItInAndLeavesTheCompilerAlone() throws IOException {
        List<String> lines = text("systemd/stockpot.service").lines().toList();
        for (String line :
                List.of(
                        "User=stockpot",
                        "NoNewPrivileges=yes",
                        "ProtectSystem=strict",
                        "LimitCORE=0",
                        "UMask=0077",
                        "MemoryMax=1000M",
                        "TimeoutStopSec=30")) {
            assertTrue(lines.contains(line), line);
        }
        assertTrue(lines.stream().noneMatch(line -> line.startsWith("MemoryDenyWriteExecute")));
    }

    // ------------------------------------------------------------ neighbours

    @Test
    void elementWebKnowsTheServer() throws IOException {
        JsonNode config = new ObjectMapper().readTree(text("element-web/config.json"));
        JsonNode server = config.at("/default_server_config/m.homeserver");
        assertTrue(server.path("base_url").asText().matches("https://[a-z.]+"), "no slash behind");
        assertEquals("example.com", server.path("server_name").asText());
    }

    @Test
    void coturnSharesASecretAndLeadsNowhereInside() throws IOException {
        Map<String, String> keys = new TreeMap<>();
        List<String> denied = new ArrayList<>();
        for (String line : text("coturn/turnserver.conf").lines().toList()) {
            if (!line.startsWith("#") && !line.isBlank()) {
                assertTrue(line.matches("[a-z-]+(=\\S+)?"), line);
                String[] parts = line.split("=", 2);
                keys.put(parts[0], parts.length > 1 ? parts[1] : "");
                if (parts[0].equals("denied-peer-ip")) {
                    denied.add(parts[1]);
                }
            }
        }
        assertTrue(keys.containsKey("use-auth-secret") && keys.containsKey("no-cli"));
        assertEquals("CHANGE-ME", keys.get("static-auth-secret"));
        assertTrue(denied.contains("127.0.0.0-127.255.255.255") && denied.contains("::1"));
    }

    @Test
    void everyExampleIsNamedOnItsPageAndIsForNobodyInParticular() throws IOException {
        String page = text("README.md");
        assertTrue(page.contains("## Never run for real"));
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path parent = EXAMPLES.relativize(file).getParent();
                assertTrue(parent == null || page.contains("`" + parent + "`"), file.toString());
                assertTrue(Files.size(file) > 0, file.toString());
            }
        }
    }
}
