package stockpot.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code STOCKPOT_…} variables: each sets one key over the file, by value or, with {@code _FILE}
 * behind the name, from a file.
 */
final class EnvironmentOverrides {
    private static final String PREFIX = "STOCKPOT_";
    private static final String FILE = "_FILE";

    /** Names that launchers and test programs use; they are no settings. */
    private static final Set<String> OTHERS =
            new TreeSet<>(
                    List.of(
                            "STOCKPOT_CMD",
                            "STOCKPOT_CONFIG",
                            "STOCKPOT_CONFIG_EXTRA",
                            "STOCKPOT_HEAP",
                            "STOCKPOT_HOME",
                            "STOCKPOT_IMPLEMENTATION",
                            "STOCKPOT_JAVA_HOME",
                            "STOCKPOT_JAVA_OPTS",
                            "STOCKPOT_NO_ARCHIVE",
                            "STOCKPOT_PROFILE",
                            "STOCKPOT_ROOT",
                            "STOCKPOT_START_TIMEOUT"));

    private final Map<String, String> environment;
    private final Problems problems;
    private final List<String> warnings = new ArrayList<>();

    EnvironmentOverrides(Map<String, String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** Variables that look like settings and are none. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    Values over(Values values) {
        Map<String, Setting<?>> known = new TreeMap<>();
        Schema.settings().forEach(setting -> known.put(setting.variable(), setting));
        Values result = values;
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(PREFIX) && !OTHERS.contains(name)) {
                result = one(result, name, known);
            }
        }
        return result;
    }

    private Values one(Values values, String name, Map<String, Setting<?>> known) {
        String value = environment.getOrDefault(name, "");
        Setting<?> setting = known.get(name);
        if (setting == null && name.endsWith(FILE)) {
            String twin = name.substring(0, name.length() - FILE.length());
            setting = known.get(twin);
            if (setting != null && environment.containsKey(twin)) {
                problems.add(Where.NOWHERE, name, "give either this or " + twin + ", not both");
            }
            value = setting == null ? value : content(name, value);
        }
        if (setting == null) {
            String nearest = Nearest.of(name, known.keySet());
            warnings.add(
                    "environment: "
                            + name
                            + " is no setting"
                            + (nearest == null ? "" : "; the nearest is " + nearest));
            return values;
        }
        Item item = item(setting, name, value);
        return item == null ? values : values.with(setting.path(), item);
    }

    /** A single text may hold commas, as names of a directory do; a list of them is YAML. */
    private static boolean isList(Type<?> type, String value) {
        return type.equals(Types.TEXTS)
                || (type.equals(Types.ONE_OR_MORE) && value.strip().startsWith("["));
    }

    private String content(String name, String file) {
        try {
            String text = Files.readString(Path.of(file), StandardCharsets.UTF_8);
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (IOException | IllegalArgumentException e) {
            problems.add(Where.NOWHERE, name, "cannot read " + file);
            return "";
        }
    }

    /** Single values are taken as they are, without any syntax; lists are YAML or comma lists. */
    private @Nullable Item item(Setting<?> setting, String name, String value) {
        Where where = new Where("environment " + name, 0);
        Type<?> type = setting.type();
        if (type.equals(Types.TEXTS) && !value.strip().startsWith("[")) {
            List<Item> items = new ArrayList<>();
            for (String part : value.isBlank() ? new String[0] : value.split(",", -1)) {
                items.add(new Item.Scalar(part.strip(), Item.Plain.TEXT, where));
            }
            return new Item.Sequence(items, where);
        }
        if (isList(type, value) || type.equals(Types.OBJECT) || !type.inside().isEmpty()) {
            return new YamlReader("environment " + name, problems).read(value);
        }
        return new Item.Scalar(value, Item.Plain.TEXT, where);
    }
}
