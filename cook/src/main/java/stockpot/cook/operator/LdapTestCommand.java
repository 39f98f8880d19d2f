package stockpot.cook.operator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stockpot.cook.host.ServerProgram;

/** Tries a login against the directory and tells each step. */
@Command(
        name = "ldap-test",
        description =
                "Try a login against the directory of the configuration: each step, and the remedy"
                        + " where one fails.",
        exitCodeOnInvalidInput = 1)
public final class LdapTestCommand implements Callable<Integer> {
    private final ServerProgram server;

    @Parameters(index = "0", paramLabel = "USER", description = "Local part or full id.")
    private String user = "";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The server's configuration; ./homeserver.yaml if not given.")
    private @Nullable Path config;

    @Option(
            names = "--ask-password",
            description =
                    "Ask for the password even without a terminal; without one the user is only"
                            + " looked up.")
    private boolean askPassword;

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    /** The command, on a server program. */
    public LdapTestCommand(ServerProgram server) {
        this.server = server;
    }

    @Override
    public Integer call() {
        Path file = config == null ? Path.of("homeserver.yaml") : config;
        List<String> words = new ArrayList<>(List.of("--config=" + file, "--ldap-test=" + user));
        if (askPassword) {
            words.add("--ask-password");
        }
        return server.run(words);
    }
}
