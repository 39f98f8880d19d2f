package stockpot.cook;

import java.security.SecureRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import stockpot.cook.env.Places;
import stockpot.cook.host.Interruptions;
import stockpot.cook.host.ServerProgram;
import stockpot.cook.operator.CookCommands;
import stockpot.cook.operator.Kitchen;
import stockpot.cook.operator.Words;

/** The command line of {@code cook}. */
@Command(
        name = "cook",
        description = "From variables to a running Matrix service. Without a command: cook up.",
        synopsisSubcommandLabel = "[COMMAND]",
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 1)
public final class Main {
    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    private Main() {}

    /** Runs the command named on the command line. */
    public static void main(String[] args) {
        Places places = Places.ofProcess();
        Kitchen kitchen = new Kitchen(places, new SecureRandom(), Interruptions.NONE);
        System.exit(run(kitchen, args));
    }

    /** The same in a given kitchen; the exit status is 1 for wrong input. */
    static int run(Kitchen kitchen, String... args) {
        return commandLine(kitchen).execute(Words.prepared(args));
    }

    /** The whole command line. */
    static CommandLine commandLine(Kitchen kitchen) {
        ServerProgram server = new ServerProgram(kitchen.places().serverProgram());
        return CookCommands.addTo(new CommandLine(new Main()), kitchen, server);
    }
}
