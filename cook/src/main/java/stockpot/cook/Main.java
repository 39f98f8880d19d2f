package stockpot.cook;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import stockpot.cook.env.Places;
import stockpot.cook.host.ServerProgram;
import stockpot.cook.operator.ConfigCommand;
import stockpot.cook.operator.GenerateCommand;
import stockpot.cook.operator.VersionCommand;

/** The command line of {@code cook}. */
@Command(
        name = "cook",
        description = "From a name to a configured Matrix service.",
        exitCodeOnInvalidInput = 1)
public final class Main implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    private Main() {}

    /** Runs the command named on the command line. */
    public static void main(String[] args) {
        System.exit(run(new ServerProgram(Places.ofProcess().serverProgram()), args));
    }

    /** The same with a given server program; the exit status is 1 for wrong input. */
    static int run(ServerProgram server, String... args) {
        return new CommandLine(new Main())
                .addSubcommand(new GenerateCommand(server))
                .addSubcommand(new ConfigCommand(server))
                .addSubcommand(new VersionCommand(server))
                .execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do.");
    }
}
