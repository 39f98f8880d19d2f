package stockpot.cook.operator;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import stockpot.cook.host.ServerProgram;

/** Explains the keys of the configuration, or checks a file of them. */
@Command(
        name = "config",
        description = "Explain the keys of homeserver.yaml, or check such a file.",
        exitCodeOnInvalidInput = 1)
public final class ConfigCommand implements Callable<Integer> {
    /** What to do. */
    static final class Wish {
        @Option(
                names = "--explain",
                arity = "0..1",
                fallbackValue = "",
                paramLabel = "KEY",
                description = "Explain all keys, or those that hold a word.")
        private @Nullable String explain;

        @Option(
                names = "--check",
                paramLabel = "FILE",
                description = "Say everything that is wrong in a file.")
        private @Nullable Path check;
    }

    private final ServerProgram server;

    @ArgGroup(multiplicity = "1")
    private @Nullable Wish wish;

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    /** The command, on a server program. */
    public ConfigCommand(ServerProgram server) {
        this.server = server;
    }

    @Override
    public Integer call() {
        if (wish != null && wish.check != null) {
            return server.run(List.of("--config=" + wish.check, "--check-config"));
        }
        String word = wish == null || wish.explain == null ? "" : wish.explain;
        return server.run(List.of(word.isEmpty() ? "--explain" : "--explain=" + word));
    }
}
