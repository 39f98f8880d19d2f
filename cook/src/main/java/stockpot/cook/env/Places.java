package stockpot.cook.env;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Where programs lie. */
public final class Places {
    private static final String HOME = "STOCKPOT_HOME";

    private static final Set<String> USUAL_TEMPORARY = Set.of("/tmp", "/var/tmp", "/tmp/");
    private static final List<String> FOR_SERVER =
            List.of(
                    "JAVA_HOME",
                    "NOMAD_MEMORY_LIMIT",
                    "STOCKPOT_HEAP",
                    "STOCKPOT_JAVA_HOME",
                    "STOCKPOT_JAVA_OPTS",
                    "STOCKPOT_NO_ARCHIVE",
                    "STOCKPOT_PROFILE");

    private final Map<String, String> environment;

    /** Places told by these variables. */
    public Places(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** With the variables of this process. */
    public static Places ofProcess() {
        return new Places(System.getenv());
    }

    /**
     * The launcher of the server: beside that of cook, which tells its folder, else on the path.
     */
    public String serverProgram() {
        String folder = environment.getOrDefault(HOME, "");
        return folder.isEmpty() ? "stockpot" : Path.of(folder, "stockpot").toString();
    }

    /** The launcher of cook itself, as above. */
    public String cookProgram() {
        String folder = environment.getOrDefault(HOME, "");
        return folder.isEmpty() ? "cook" : Path.of(folder, "cook").toString();
    }

    /** The search path that was given. */
    public String searchPath() {
        return environment.getOrDefault("PATH", "");
    }

    /** What the server's launcher reads from its environment, as far as it was given. */
    public Map<String, String> forServer() {
        Map<String, String> given = new TreeMap<>();
        for (String name : FOR_SERVER) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                given.put(name, value);
            }
        }
        // The launcher takes STOCKPOT_TMP out of our environment; what it made of it is left.
        String temporary = System.getProperty("java.io.tmpdir", "");
        if (!temporary.isEmpty() && !USUAL_TEMPORARY.contains(temporary)) {
            given.put("STOCKPOT_TMP", temporary);
        }
        return given;
    }

    /** Whether the launcher waits for the folder of the front's table on our standard input. */
    public boolean frontWaits() {
        return environment.getOrDefault("COOK_FRONT", "").equals("pipe");
    }

    /** Whether rc(8) has called us: services are its own then, and we return. */
    public boolean underRc() {
        return environment.getOrDefault("COOK_UNDER", "").equals("rc");
    }

    /** All variables. */
    public Map<String, String> environment() {
        return environment;
    }
}
