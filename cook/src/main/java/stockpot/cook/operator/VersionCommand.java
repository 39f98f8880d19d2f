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

    /** The version of this program. */
    static String own() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    @Override
    public Integer call() {
        System.out.println("cook " + own());
        System.out.flush();
        return server.run(List.of("--version"));
    }
}
