package stockpot.cook.operator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stockpot.cook.host.ServerProgram;

/** Sends a letter by the server's configuration and shows the dialogue with the relay. */
@Command(
        name = "mail-test",
        description =
                "Send a letter, show the whole dialogue with the mail relay, and say what to do"
                        + " where it fails.",
        exitCodeOnInvalidInput = 1)
public final class MailTestCommand implements Callable<Integer> {
    /** Where cook and others put it, nearest first. */
    private static final List<String> USUAL =
            List.of(
                    "homeserver.yaml",
                    "/data/homeserver.yaml",
                    "/config/homeserver.yaml",
                    "/usr/local/etc/stockpot/homeserver.yaml",
                    "/etc/stockpot/homeserver.yaml");

    private final ServerProgram server;

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "Whom the letter goes to.")
    private String address = "";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The server's configuration; homeserver.yaml here, in /data, /config,"
                            + " /usr/local/etc/stockpot or /etc/stockpot if not given.")
    private @Nullable Path config;

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    /** The command, on a server program. */
    public MailTestCommand(ServerProgram server) {
        this.server = server;
    }

    @Override
    public Integer call() {
        return server.run(List.of("--config=" + file(), "--mail-test=" + address));
    }

    private String file() {
        if (config != null) {
            return config.toString();
        }
        return USUAL.stream()
                .filter(file -> Files.exists(Path.of(file)))
                .findFirst()
                .orElse(USUAL.getFirst());
    }
}
