package stockpot.cook.env;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers of earlier starts that lie in the data set: the server name, which must not change, and
 * the administrative contact, so that a restored data set starts by itself.
 */
public final class StoredAnswers {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String DOMAIN = Variables.DOMAIN.name();
    private static final List<Variable> KEPT = List.of(Variables.DOMAIN, Variables.ALERTEMAIL);

    private final Path file;
    private final Map<String, String> values;

    private StoredAnswers(Path file, Map<String, String> values) {
        this.file = file;
        this.values = values;
    }

    static StoredAnswers read(Place place, List<Problem> problems) {
        Path file = place.answers();
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return new StoredAnswers(file, Map.of());
            }
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return new StoredAnswers(file, parse(Files.readAllBytes(file)));
            }
            problems.add(new Problem(file.toString(), "is no plain file: somebody else made it"));
        } catch (JsonProcessingException e) {
            problems.add(
                    new Problem(
                            file.toString(),
                            "is damaged: put it back from a backup of the data set"));
        } catch (IOException e) {
            problems.add(new Problem(file.toString(), "cannot be read: give the right to"));
        }
        return new StoredAnswers(file, Map.of());
    }

    /** Values from a JSON object of texts. */
    public static Map<String, String> parse(byte[] json) throws IOException {
        return JSON.readValue(json, new TypeReference<TreeMap<String, String>>() {});
    }

    /** The JSON of values, a line each. */
    public static String print(Map<String, String> values) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(values) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What of these values is kept in the data set. */
    public static Map<String, String> kept(Map<String, String> values) {
        Map<String, String> kept = new TreeMap<>();
        for (Variable variable : KEPT) {
            String value = values.get(variable.name());
            if (value != null) {
                kept.put(variable.name(), value);
            }
        }
        return kept;
    }

    Map<String, String> values() {
        return values;
    }

    /** Refuses another server name than that of the data set (env-contract 1, DOMAIN). */
    void compare(@Nullable String domain, List<Problem> problems) {
        String stored = values.get(DOMAIN);
        if (stored != null && domain != null && !domain.isEmpty() && !stored.equals(domain)) {
            problems.add(
                    new Problem(
                            DOMAIN,
                            "is "
                                    + Answers.shown(domain)
                                    + ", but the data set "
                                    + file.getParent()
                                    + " belongs to "
                                    + Answers.shown(stored)
                                    + ": a server cannot change its name. Give the old name, or"
                                    + " another DATADIR"));
        }
    }
}
