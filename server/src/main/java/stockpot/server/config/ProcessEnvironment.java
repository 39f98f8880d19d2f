package stockpot.server.config;

import java.util.Map;
import java.util.TreeMap;

/** The variables of this process; the one place where they are read. */
public final class ProcessEnvironment {
    private ProcessEnvironment() {}

    /** A copy, in the order of the names. */
    public static Map<String, String> variables() {
        return new TreeMap<>(System.getenv());
    }
}
