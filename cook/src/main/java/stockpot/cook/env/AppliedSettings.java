package stockpot.cook.env;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code cook up} applied last, as one file (mode 0600) among the rendered ones. Commands that
 * run later, from the front's timer or cron(8), have no variables and read it instead (threat Z20).
 */
public final class AppliedSettings {
    /** Its name below the folder of the version. */
    public static final String NAME = "settings.json";

    private AppliedSettings() {}

    /** Its text. */
    public static String text(Reading reading, Inputs inputs) {
        Map<String, String> all = new TreeMap<>(reading.values());
        Place place = reading.settings().place();
        if (place.confined()) {
            all.put(Inputs.ROOT, place.root().toString());
        }
        if (inputs.ports() != null) {
            all.put(Inputs.PORTS, inputs.ports());
        }
        all.put(Variables.DATADIR.name(), place.data().toString());
        return StoredAnswers.print(all);
    }

    /** Where it lies for a root, or for the whole machine. */
    public static Path file(@Nullable Path root, Map<String, String> environment) {
        Inputs inputs = Inputs.of(environment, root);
        return SettingsReader.place(inputs).current().resolve(NAME);
    }

    /**
     * The inputs that it stands for.
     *
     * @throws SettingsException if there is none or it cannot be read
     */
    public static Inputs inputs(Path file) {
        try {
            Map<String, String> values = StoredAnswers.parse(Files.readAllBytes(file));
            String root = values.get(Inputs.ROOT);
            return new Inputs(
                    Map.of(),
                    Map.of(),
                    values,
                    root == null ? null : Path.of(root),
                    values.get(Inputs.PORTS),
                    false);
        } catch (NoSuchFileException e) {
            throw refusal(file, "is not there: run cook up first");
        } catch (IOException e) {
            throw refusal(file, "cannot be read: run this as the user who ran cook up");
        }
    }

    /** Its values by name; empty where there is none, or none that can be read. */
    public static Map<String, String> values(byte @Nullable [] json) {
        try {
            return json == null ? Map.of() : StoredAnswers.parse(json);
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** Whether a value of that name is never shown. */
    public static boolean isSecret(String name) {
        return Variables.all().stream()
                .anyMatch(variable -> variable.secret() && variable.name().equals(name));
    }

    private static SettingsException refusal(Path file, String what) {
        return new SettingsException(List.of(new Problem(file.toString(), what)));
    }
}
