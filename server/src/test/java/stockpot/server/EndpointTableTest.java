package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void whatTheSpecificationHasIsServedOrNamed() throws IOException {
        TreeSet<String> served = new TreeSet<>();
        for (Endpoint endpoint : endpoints()) {
            endpoint.paths().forEach(path -> served.add(shape(endpoint.method(), path)));
        }
        TreeSet<String> unserved = new TreeSet<>();
        for (String line : lines("api/spec-endpoints.tsv")) {
            String[] field = line.split("\t", -1);
            if (!isServed(shape(field[1], field[2]), served)) {
                unserved.add(field[0] + "\t" + field[3] + "\t" + field[1] + " " + field[2]);
            }
        }
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
