package stockpot.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables that every PostgreSQL client reads. */
final class LibpqEnvironment {
    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    private final Map<String, String> environment;
    private final Problems problems;

    LibpqEnvironment(Map<String, String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    @Nullable String text(String name) {
        return environment.get(name);
    }

    int port(int fallback) {
        String text = text("PGPORT");
        if (text == null || text.isEmpty()) {
            return fallback;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        problems.add(new Where("environment", 0), "PGPORT", "must be a port");
        return fallback;
    }

    @Nullable String sslMode() {
        String mode = text("PGSSLMODE");
        if (mode != null && !mode.isEmpty() && !SSL_MODES.contains(mode)) {
            String message = "must be one of " + String.join(", ", SSL_MODES);
            problems.add(new Where("environment", 0), "PGSSLMODE", message);
        }
        return mode;
    }

    /** {@code PGPASSFILE}, else {@code .pgpass} in the home folder, or null. */
    @Nullable Path passfile() {
        String file = text("PGPASSFILE");
        if (file != null && !file.isEmpty()) {
            return Path.of(file);
        }
        String home = text("HOME");
        return home == null || home.isEmpty() ? null : Path.of(home, ".pgpass");
    }
}
