package stockpot.cook.operator;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import stockpot.cook.env.Inputs;

/** For commands that run later: whose settings they read. */
final class Where {
    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "The folder that cook up was given; also by COOK_ROOT.")
    private @Nullable Path root;

    @Option(names = "--json", description = "Say it in JSON, for machines.")
    private boolean json;

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    boolean json() {
        return json;
    }

    /** What the last {@code cook up} there applied. */
    Inputs inputs(Kitchen kitchen) {
        String named = kitchen.environment().getOrDefault(Inputs.ROOT, "");
        return kitchen.applied(root != null ? root : named.isEmpty() ? null : Path.of(named));
    }
}
