package stockpot.cook.operator;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import stockpot.cook.host.ServerProgram;

/** Says which version this is, and which the server's. */
@Command(
        name = "version",
        description = "Say which version of cook and of the server this is.",
        exitCodeOnInvalidInput = 1)
public final class VersionCommand implements Callable<Integer> {
    private final ServerProgram server;

    /** The command, on a server program. */
    public VersionCommand(ServerProgram server) {
        this.server = server;
    }

    @Override
    public Integer call() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        System.out.println("cook " + (version == null ? "(not packaged)" : version));
        System.out.flush();
        return server.run(List.of("--version"));
    }
}
