package stockpot.cook.operator;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import stockpot.cook.env.Places;
import stockpot.cook.host.ServerProgram;

/** Makes a configuration with secrets and a signing key; never overwrites one. */
@Command(
        name = "generate",
        description = "Make homeserver.yaml, its secrets and a signing key for a server name.",
        exitCodeOnInvalidInput = 1)
public final class GenerateCommand implements Callable<Integer> {
    private final ServerProgram server;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final Places places;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "Such as example.com; SYNAPSE_SERVER_NAME if not given.")
    private @Nullable String name;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Where the configuration goes; if not given, SYNAPSE_CONFIG_PATH, else"
                            + " homeserver.yaml in SYNAPSE_CONFIG_DIR, else ./homeserver.yaml.")
    private @Nullable Path config;

    @Option(
            names = "--data-directory",
            paramLabel = "FOLDER",
            description =
                    "Where data goes; if not given, SYNAPSE_DATA_DIR, else beside the"
                            + " configuration.")
    private @Nullable Path dataDirectory;

    @Option(
            names = "--report-stats",
            paramLabel = "yes|no",
            description = "Stored; this server reports to nobody. SYNAPSE_REPORT_STATS, else no.")
    private @Nullable String reportStats;

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    /** The command, on a server program and what this process was told. */
    public GenerateCommand(ServerProgram server, Places places) {
        this.server = server;
        this.places = places;
    }

    @Override
    public Integer call() {
        Path file = config == null ? configOfEnvironment() : config;
        Path folder = file.toAbsolutePath().getParent();
        String told = told("SYNAPSE_DATA_DIR");
        Path beside = told.isEmpty() ? folder : Path.of(told);
        Path data = dataDirectory != null ? dataDirectory : beside == null ? file : beside;
        String server = name == null ? told("SYNAPSE_SERVER_NAME") : name;
        if (server.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "Give the server's name, as in cook generate example.com");
        }
        String stats = reportStats == null ? told("SYNAPSE_REPORT_STATS") : reportStats;
        return this.server.run(
                List.of(
                        "--generate-config",
                        "--server-name=" + server,
                        "--report-stats=" + (stats.isEmpty() ? "no" : stats),
                        "--config-path=" + file,
                        "--data-directory=" + data));
    }

    private Path configOfEnvironment() {
        String file = told("SYNAPSE_CONFIG_PATH");
        String folder = told("SYNAPSE_CONFIG_DIR");
        return file.isEmpty() ? Path.of(folder, "homeserver.yaml") : Path.of(file);
    }

    private String told(String name) {
        return places.environment().getOrDefault(name, "");
    }
}
