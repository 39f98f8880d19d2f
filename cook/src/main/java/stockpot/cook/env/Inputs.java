package stockpot.cook.env;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that {@link SettingsReader} looks at.
 *
 * @param flags values of flags, by the name of their variable
 * @param environment variables of the process
 * @param stored values that an earlier {@code cook up} applied and that are taken alone, or null:
 *     for what runs later and has no variables (threat Z20)
 * @param root {@code --root}, or null
 * @param ports {@code --ports}, or null
 * @param beginAnew {@code --new}: start empty beside an old data set
 */
public record Inputs(
        Map<String, String> flags,
        Map<String, String> environment,
        @Nullable Map<String, String> stored,
        @Nullable Path root,
        @Nullable String ports,
        boolean beginAnew) {
    /** Names {@code --root} where no flag can be given. */
    public static final String ROOT = "COOK_ROOT";

    /** Names {@code --ports} where no flag can be given. */
    public static final String PORTS = "COOK_PORTS";

    public Inputs {
        flags = Map.copyOf(flags);
        environment = Map.copyOf(environment);
        stored = stored == null ? null : Map.copyOf(stored);
        root = root != null ? root : path(environment.get(ROOT));
        ports = ports != null ? ports : environment.get(PORTS);
    }

    /** These variables and nothing else; for tests. */
    public static Inputs of(Map<String, String> environment, @Nullable Path root) {
        return new Inputs(Map.of(), environment, null, root, null, false);
    }

    /** The same with another port list. */
    public Inputs withPorts(String list) {
        return new Inputs(flags, environment, stored, root, list, beginAnew);
    }

    /** The same with one flag more. */
    public Inputs withFlag(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(flags);
        more.put(name, value);
        return new Inputs(more, environment, stored, root, ports, beginAnew);
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null || text.isEmpty() ? null : Path.of(text);
    }
}
