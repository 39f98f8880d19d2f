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
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import stockpot.server.api.Endpoint;

/**
 * Compares the endpoints of the server with those of the specification. What is not served stands
 * in a file; a new gap and a closed one both fail until the file says so.
 */
class EndpointTableTest {
    private static List<Endpoint> endpoints() {
        try (RunningServer server = RunningServer.start()) {
            return server.endpoints();
        }
    }

    /** Names of variables differ from the specification's, their places do not. */
    private static String shape(String method, String path) {
        StringBuilder shape = new StringBuilder(method).append(' ');
        boolean inside = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '{') {
                shape.append("{}");
            }
            inside = c == '{' || (inside && c != '}');
            if (!inside && c != '}') {
                shape.append(c);
            }
        }
        return shape.toString();
    }

    /** A variable of ours also takes what the specification spells out, such as {@code global}. */
    private static boolean isServed(String wanted, Set<String> served) {
        if (served.contains(wanted)) {
            return true;
        }
        String[] parts = wanted.split("/", -1);
        for (String shape : served) {
            String[] ours = shape.split("/", -1);
            boolean fits = ours.length == parts.length;
            for (int i = 0; fits && i < parts.length; i++) {
                fits = ours[i].equals(parts[i]) || (ours[i].equals("{}") && !parts[i].isEmpty());
            }
            if (fits) {
                return true;
            }
        }
        return false;
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = EndpointTableTest.class.getResourceAsStream(resource)) {
            String text =
                    new String(
                            Objects.requireNonNull(in, resource).readAllBytes(),
                            StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
        }
    }

    /** Lines of area, version and operation. */
    private static Set<String> unserved(List<Endpoint> endpoints) throws IOException {
        TreeSet<String> served = new TreeSet<>();
        for (Endpoint endpoint : endpoints) {
            endpoint.paths().forEach(path -> served.add(shape(endpoint.method(), path)));
        }
        TreeSet<String> unserved = new TreeSet<>();
        for (String line : lines("api/spec-endpoints.tsv")) {
            String[] field = line.split("\t", -1);
            if (!isServed(shape(field[1], field[2]), served)) {
                unserved.add(field[0] + "\t" + field[3] + "\t" + field[1] + " " + field[2]);
            }
        }
        return unserved;
    }

    /** The version of {@code /versions} that an operation came with; v1.0 was r0.6.1. */
    private static String named(String addedIn) {
        return addedIn.equals("-") ? "r0.6.1" : "v" + addedIn;
    }

    @Test
    void eachNamedVersionLacksOnlyWhatTheFileSays() throws IOException {
        List<String> lacking = new ArrayList<>();
        try (RunningServer server = RunningServer.start()) {
            Set<String> unserved = unserved(server.endpoints());
            JsonNode versions =
                    server.call("GET", "/_matrix/client/versions", null, null)
                            .json()
                            .get("versions");
            for (JsonNode version : versions) {
                int before = lacking.size();
                for (String line : unserved) {
                    String[] field = line.split("\t", -1);
                    if (field[0].equals("client-server")
                            && named(field[1]).equals(version.asText())) {
                        lacking.add(version.asText() + "\t" + field[2]);
                    }
                }
                if (lacking.size() == before) {
                    lacking.add(version.asText() + "\tnothing that came with it");
                }
            }
        }
        Files.write(Path.of("target/versions-gaps.txt"), lacking);
        assertEquals(
                String.join("\n", lines("api/versions-gaps.txt")),
                String.join("\n", lacking),
                "copy target/versions-gaps.txt over the kept file if this is meant");
    }

    @Test
    void whatTheSpecificationHasIsServedOrNamed() throws IOException {
        Set<String> unserved = unserved(endpoints());
        Files.write(Path.of("target/unserved-endpoints.txt"), unserved);
        assertEquals(
                String.join("\n", lines("api/unserved-endpoints.txt")),
                String.join("\n", unserved),
                "copy target/unserved-endpoints.txt over the kept file if this is meant");
    }

    @Test
    void everyEndpointIsReachableUnderOnePath() {
        TreeSet<String> seen = new TreeSet<>();
        for (Endpoint endpoint : endpoints()) {
            assertTrue(!endpoint.paths().isEmpty());
            for (String path : endpoint.paths()) {
                assertTrue(seen.add(shape(endpoint.method(), path)), path);
            }
        }
    }
}
