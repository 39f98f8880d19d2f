package stockpot.server.config;

import java.util.ArrayList;
import java.util.List;

/** Gathers every problem, so that one run tells them all. */
final class Problems {
    private static final int MAX_PROBLEMS = 100;

    private final List<Problem> all = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    void add(Where where, String key, String message) {
        Problem problem = new Problem(where, key, message);
        if (all.size() < MAX_PROBLEMS && !all.contains(problem)) {
            all.add(problem);
        }
    }

    /** Notes something that keeps nobody from starting but is worth a line. */
    void warn(Where where, String key, String message) {
        warnings.add(new Problem(where, key, message).toString());
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Ends the reading if anything was found. */
    void stop() {
        if (!all.isEmpty()) {
            throw new ConfigException(all.stream().map(Problem::toString).toList());
        }
    }
}
