package stockpot.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import stockpot.bench.crash.CrashCommand;
import stockpot.bench.crash.TraceCommand;

/** The command line of {@code bench}. */
@Command(
        name = "bench",
        description =
                "Measures Stockpot, and Synapse beside it; kills Stockpot and looks for what is missing.",
        mixinStandardHelpOptions = true,
        subcommands = {RunCommand.class, CrashCommand.class, TraceCommand.class})
public final class Main {
    private static final int WRONG_INPUT = 1;

    private Main() {}

    /** Runs the command named on the command line; wrong input ends with 1. */
    public static void main(String[] args) {
        CommandLine line = new CommandLine(new Main());
        line.setParameterExceptionHandler((wrong, given) -> {
            wrong.getCommandLine().getErr().println(wrong.getMessage());
            wrong.getCommandLine().usage(wrong.getCommandLine().getErr());
            return WRONG_INPUT;
        });
        System.exit(line.execute(args));
    }
}
