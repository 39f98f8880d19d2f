package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.api.Endpoint;
import stockpot.server.matrix.json.Json;

/**
 * Holds the operations of administrators against Synapse: one table of requests, sent to Stockpot
 * and, where it is installed, to Synapse from its package. Compared are the status, the errcode,
 * and the keys and JSON types of each answer. What Synapse gave is kept in a file, so that Stockpot
 * is held against it everywhere.
 */
class AdminApiTest {
    private static final String OPERATIONS = "api/admin-operations.txt";
    private static final String ANSWERS = "api/admin-answers.txt";

    /**
     * Where Stockpot answers otherwise on purpose: the request, and what becomes of Synapse's
     * answer.
     */
    private static final Map<String, UnaryOperator<String>> ON_PURPOSE = new LinkedHashMap<>();

    static {
        // Hashes of passwords stay in the database.
        ON_PURPOSE.put(
                "search", given -> given.replace("password_hash:text", "password_hash:null"));
        // Synapse gives 1 on SQLite and true on PostgreSQL.
        UnaryOperator<String> flag =
                given -> given.replace("authenticated:int", "authenticated:flag");
        ON_PURPOSE.put("media", flag);
        ON_PURPOSE.put("media-page", flag);
    }

    /** A request of the table. */
    private record Operation(String name, String who, String method, String path, String body) {}

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = AdminApiTest.class.getResourceAsStream(resource)) {
            return new String(
                            Objects.requireNonNull(in, resource).readAllBytes(),
                            StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .toList();
        }
    }

    private static List<Operation> operations() throws IOException {
        List<Operation> operations = new ArrayList<>();
        for (String line : lines(OPERATIONS)) {
            String[] field = line.split("\\|", 4);
            String[] words = field[2].strip().split(" ", 2);
            operations.add(
                    new Operation(
                            field[0].strip(),
                            field[1].strip(),
                            words[0],
                            words[1],
                            field[3].strip()));
        }
        return operations;
    }

    /** All answers of a server, by the names of the requests. */
    private static Map<String, String> answers(AdminSubject subject) throws IOException {
        Map<String, String> names = subject.people();
        Map<String, String> answers = new LinkedHashMap<>();
        for (Operation operation : operations()) {
            String token =
                    switch (operation.who()) {
                        case "admin" -> names.get("admin token");
                        case "user" -> names.get("alice token");
                        default -> null;
                    };
            AdminSubject.Answer answer =
                    subject.call(
                            operation.method(),
                            filled(operation.path(), names),
                            token,
                            operation.body().isEmpty() ? null : filled(operation.body(), names));
            if (operation.name().equals("redact")) {
                names.put("redact_id", answer.json().path("redact_id").asText());
                subject.awaitRedaction(names);
            }
            answers.put(operation.name(), summary(answer));
        }
        return answers;
    }

    private static String filled(String text, Map<String, String> names) {
        String filled = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            filled = filled.replace("{" + name.getKey() + "}", name.getValue());
        }
        return filled;
    }

    private static String summary(AdminSubject.Answer answer) {
        JsonNode json = answer.json();
        return answer.status() >= 400
                ? answer.status() + " " + json.path("errcode").asText()
                : answer.status() + " " + shape(json);
    }

    /** Keys and types; ids as keys, and the elements of arrays, are one. */
    private static String shape(JsonNode node) {
        if (node.isObject()) {
            TreeMap<String, TreeSet<String>> keys = new TreeMap<>();
            node.properties()
                    .forEach(entry ->
                            keys.computeIfAbsent(key(entry.getKey()), _ -> new TreeSet<>())
                                    .add(shape(entry.getKey(), entry.getValue())));
            List<String> parts = new ArrayList<>();
            keys.forEach((key, shapes) -> parts.add(key + ":" + String.join("|", shapes)));
            return "{" + String.join(",", parts) + "}";
        }
        if (node.isArray()) {
            TreeSet<String> shapes = new TreeSet<>();
            node.forEach(element -> shapes.add(shape(element)));
            return "[" + String.join("|", shapes) + "]";
        }
        return switch (node.getNodeType()) {
            case STRING -> "text";
            case NUMBER -> node.isIntegralNumber() ? "int" : "float";
            case BOOLEAN -> "flag";
            default -> "null";
        };
    }

    /**
     * When somebody was seen last Synapse writes a few seconds late: there it may still be null.
     */
    private static String shape(String key, JsonNode value) {
        return key.startsWith("last_seen_") && !value.isContainerNode() ? "seen" : shape(value);
    }

    /** Rooms, events, and the devices of {@code whois}, which Synapse calls by an empty name. */
    private static String key(String key) {
        boolean id = key.isEmpty() || key.charAt(0) == '!' || key.charAt(0) == '$';
        return id || key.matches("[A-Z0-9_-]{8,}") ? "*" : key;
    }

    private static Map<String, String> kept() throws IOException {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String line : lines(ANSWERS)) {
            String[] field = line.split("\t", 2);
            kept.put(field[0], field[1]);
        }
        return kept;
    }

    private static String table(Map<String, String> answers) {
        List<String> lines = new ArrayList<>();
        answers.forEach((name, answer) -> lines.add(name + "\t" + answer));
        return String.join("\n", lines);
    }

    @Test
    void everyOperationAnswersWithTheKeysAndTypesThatSynapseGives() throws IOException {
        Map<String, String> wanted = kept();
        ON_PURPOSE.forEach(
                (name, change) -> wanted.computeIfPresent(name, (_, was) -> change.apply(was)));
        // Synapse fails at opening an account again, and means to give the account.
        wanted.put(
                "put-reactivate",
                wanted.getOrDefault("user", "").replace("displayname:text", "displayname:null"));
        try (RunningServer server = RunningServer.start()) {
            Map<String, String> given =
                    answers(new AdminSubject(server.port(), RunningServer.SECRET));
            Files.writeString(Path.of("target/admin-answers-stockpot.txt"), table(given));
            assertEquals(table(wanted), table(given));
        }
    }

    @Test
    void theKeptAnswersAreThoseOfSynapse(@TempDir Path folder) throws Exception {
        try (RunningSynapse synapse = RunningSynapse.start(folder)) {
            Map<String, String> given =
                    answers(new AdminSubject(synapse.port(), RunningServer.SECRET));
            Files.writeString(Path.of("target/admin-answers-synapse.txt"), table(given));
            assertEquals(
                    table(kept()),
                    table(given),
                    "copy target/admin-answers-synapse.txt over the kept file if this is meant");
        }
    }

    @Test
    void everyOperationStandsInTheTable() throws IOException {
        TreeSet<String> missing = new TreeSet<>();
        List<Operation> operations = operations();
        try (RunningServer server = RunningServer.start()) {
            for (Endpoint endpoint : server.endpoints()) {
                for (String path : endpoint.paths()) {
                    boolean there =
                            operations.stream()
                                    .anyMatch(operation ->
                                            operation.method().equals(endpoint.method())
                                                    && fits(path, operation.path()));
                    if (path.startsWith("/_synapse/admin/") && !there) {
                        missing.add(endpoint.method() + " " + path);
                    }
                }
            }
        }
        assertTrue(missing.isEmpty(), missing::toString);
    }

    private static boolean fits(String template, String path) {
        String pattern = template.replace(".", "\\.").replaceAll("\\{[^}]*}", "[^/]+");
        return path.replaceAll("\\?.*", "").matches(pattern);
    }

    @Test
    void shapesTellKeysAndTypesApart() {
        assertEquals(
                "{a:int,b:[null|text],c:{*:flag}}",
                shape(
                        Json.trustedValue(
                                "{\"a\":1,\"b\":[\"x\",null],\"c\":{\"!r:x\":true,\"!s:x\":false}}")));
    }
}
