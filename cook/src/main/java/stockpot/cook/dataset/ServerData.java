package stockpot.cook.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;

/** The program {@code stockpot}, as far as it looks at data and copies it. */
public final class ServerData {
    /** How long a look at a large database, or a copy of it, may take. */
    private static final Duration LIMIT = Duration.ofHours(12);

    private static final JsonMapper JSON = new JsonMapper();

    private final Host host;
    private final List<String> program;

    /**
     * The program.
     *
     * @param program its path, after the words that make it run as the server's user
     */
    public ServerData(Host host, List<String> program) {
        this.host = host;
        this.program = List.copyOf(program);
    }

    /**
     * What it found.
     *
     * @param pending migrations that this program will apply
     * @param newer migrations of a later program
     * @param damage sentences
     */
    public record Found(
            long position, List<String> pending, List<String> newer, List<String> damage) {
        /** Whether this program would start on it. */
        public boolean isUsable() {
            return newer.isEmpty() && damage.isEmpty();
        }
    }

    /**
     * Looks at the data of a configuration; a server may run on it.
     *
     * @throws HostException if it cannot be read
     */
    public Found examine(Path config) {
        Host.Result result = run("--check-data", "--config", config.toString());
        String line =
                result.output().lines().filter(text -> text.startsWith("{")).findFirst().orElse("");
        try {
            JsonNode found = JSON.readTree(line);
            if (found == null || !found.isObject()) {
                throw new HostException("The data cannot be looked at: " + result.output().strip());
            }
            return new Found(
                    found.path("position").asLong(),
                    texts(found.path("pending")),
                    texts(found.path("newer")),
                    texts(found.path("damage")));
        } catch (IOException e) {
            throw new HostException("The data cannot be looked at: " + result.output().strip(), e);
        }
    }

    /** Copies the embedded database; a server may run on it. */
    public void copyDatabase(Path config, Path file) {
        Host.Result result = run("--copy-database", file.toString(), "--config", config.toString());
        if (result.status() != 0) {
            throw new HostException(result.output().strip());
        }
    }

    private Host.Result run(String... words) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(words));
        return host.run(command, null, Map.of(), LIMIT);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
