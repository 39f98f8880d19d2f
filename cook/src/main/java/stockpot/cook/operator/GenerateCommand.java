package stockpot.cook.operator;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stockpot.cook.host.ServerProgram;

/** Makes a configuration with secrets and a signing key; never overwrites one. */
@Command(
        name = "generate",
        description = "Make homeserver.yaml, its secrets and a signing key for a server name.",
        exitCodeOnInvalidInput = 1)
public final class GenerateCommand implements Callable<Integer> {
    private final ServerProgram server;

    @Parameters(index = "0", paramLabel = "NAME", description = "Such as example.com.")
    private String name = "";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Where the configuration goes; ./homeserver.yaml if not given.")
    private @Nullable Path config;

    @Option(
            names = "--data-directory",
            paramLabel = "FOLDER",
            description = "Where data goes; beside the configuration if not given.")
    private @Nullable Path dataDirectory;

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    /** The command, on a server program. */
    public GenerateCommand(ServerProgram server) {
        this.server = server;
    }

    @Override
    public Integer call() {
        Path file = config == null ? Path.of("homeserver.yaml") : config;
        Path folder = file.toAbsolutePath().getParent();
        Path data = dataDirectory != null ? dataDirectory : folder == null ? file : folder;
        return server.run(
                List.of(
                        "--generate-config",
                        "--server-name=" + name,
                        "--report-stats=no",
                        "--config-path=" + file,
                        "--data-directory=" + data));
    }
}
