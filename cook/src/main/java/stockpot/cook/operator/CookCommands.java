package stockpot.cook.operator;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import stockpot.cook.env.Problem;
import stockpot.cook.env.SettingsException;
import stockpot.cook.env.Suggestion;
import stockpot.cook.host.HostException;
import stockpot.cook.host.ServerProgram;

/** Puts the commands together, with what they have in common: exit status 1 for every failure. */
public final class CookCommands {
    private static final int FAILED = 1;

    private CookCommands() {}

    /** Adds all commands to the top one. */
    public static CommandLine addTo(CommandLine top, Kitchen kitchen, ServerProgram server) {
        UpCommand up = new UpCommand(kitchen);
        PlanCommand plan = new PlanCommand(kitchen);
        CheckCommand check = new CheckCommand(kitchen);
        CommandLine upLine = new CommandLine(up);
        CommandLine planLine = new CommandLine(plan);
        CommandLine checkLine = new CommandLine(check);
        up.wishes().addFlags(upLine);
        plan.wishes().addFlags(planLine);
        check.wishes().addFlags(checkLine);
        top.addSubcommand(upLine)
                .addSubcommand(planLine)
                .addSubcommand(checkLine)
                .addSubcommand(new StatusCommand(kitchen))
                .addSubcommand(new RenewCommand(kitchen))
                .addSubcommand(new TendCommand(kitchen))
                .addSubcommand(new SecretsCommand(kitchen))
                .addSubcommand(new LeaveCommand(kitchen))
                .addSubcommand(new GenerateCommand(server, kitchen.places()))
                .addSubcommand(new ConfigCommand(server))
                .addSubcommand(new BackupCommand(kitchen))
                .addSubcommand(new RestoreCommand(kitchen))
                .addSubcommand(new UpgradeCommand(kitchen))
                .addSubcommand(new LdapTestCommand(server))
                .addSubcommand(new MailTestCommand(server))
                .addSubcommand(new VersionCommand(server));
        AccountCommands.addTo(top, server, Terminal.ofProcess(), kitchen.environment());
        top.setOverwrittenOptionsAllowed(false);
        top.setUnmatchedOptionsAllowedAsOptionParameters(true);
        top.setParameterExceptionHandler((e, _) -> complain(e));
        top.setExecutionExceptionHandler((e, line, _) -> {
            fail(e, line.getErr());
            return FAILED;
        });
        return top;
    }

    private static int complain(ParameterException e) {
        PrintWriter err = e.getCommandLine().getErr();
        if (e instanceof UnmatchedArgumentException unmatched) {
            for (String word : List.copyOf(unmatched.getUnmatched())) {
                err.println("cook: " + word + " is not known" + suggestion(word, unmatched));
            }
        } else {
            err.println("cook: " + e.getMessage());
        }
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        err.println("More: " + command + " --help");
        return FAILED;
    }

    private static String suggestion(String word, UnmatchedArgumentException unmatched) {
        if (word.startsWith("-")) {
            return Suggestion.forWord(word);
        }
        List<String> near = unmatched.getSuggestions();
        return near.isEmpty() ? "" : ": " + near.getFirst() + " was probably meant";
    }

    private static void fail(Exception e, PrintWriter err) throws Exception {
        switch (e) {
            case SettingsException settings -> {
                for (Problem problem : settings.problems()) {
                    err.println("cook: " + problem);
                }
                err.println("cook: nothing was written");
            }
            case HostException host -> err.println("cook: " + host.getMessage());
            default -> throw e;
        }
    }
}
