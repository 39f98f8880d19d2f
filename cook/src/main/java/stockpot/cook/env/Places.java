package stockpot.cook.env;

import java.nio.file.Path;
import java.util.Map;

/** Where programs lie. */
public final class Places {
    private static final String HOME = "STOCKPOT_HOME";

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
}
