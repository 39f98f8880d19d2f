package stockpot.cook.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import stockpot.cook.env.Variable;
import stockpot.cook.env.Variables;

/** The manual page, the completion of words for shells and the page of variables, from the code. */
public final class Manual {
    private Manual() {}

    /** The manual page {@code cook(1)} in the macros of man(7). */
    public static String page(CommandLine cook) {
        StringBuilder page = new StringBuilder();
        page.append(".\\\" Made from the code; a test compares them.\n");
        page.append(".TH COOK 1 \"\" \"Stockpot\" \"Stockpot manual\"\n.SH NAME\n");
        page.append("cook \\- from variables to a running Matrix service\n.SH SYNOPSIS\n");
        page.append(".B cook\n[\\fICOMMAND\\fR] [\\fIOPTIONS\\fR]\n.SH DESCRIPTION\n");
        page.append(roff(String.join(" ", description(cook)))).append('\n');
        page.append(".SH COMMANDS\n");
        for (CommandLine command : commands(cook)) {
            command(command, page);
        }
        page.append(".SH VARIABLES AND THEIR OPTIONS\n");
        page.append(
                "up, plan and check take these. A variable is looked for as an option, in the"
                        + " environment, in /tmp/environment.sh and in the data set, in this order."
                        + " NAME_FILE names a file that holds the value.\n");
        for (Variable variable : Variables.all()) {
            page.append(".TP\n\\fB").append(roff(String.join(", ", variable.options())));
            page.append("\\fR (").append(roff(String.join(", ", variable.names()))).append(")\n");
            page.append(roff(sentences(variable))).append('\n');
        }
        page.append(".SH EXIT STATUS\n0 done; 1 something is wrong and was said; ");
        page.append("2 from plan alone: there are changes.\n");
        return page.toString();
    }

    private static List<CommandLine> commands(CommandLine cook) {
        return new ArrayList<>(cook.getSubcommands().values());
    }

    private static String[] description(CommandLine command) {
        return command.getCommandSpec().usageMessage().description();
    }

    private static void command(CommandLine command, StringBuilder page) {
        CommandSpec spec = command.getCommandSpec();
        page.append(".SS cook ").append(roff(spec.name())).append('\n');
        page.append(roff(String.join(" ", description(command)))).append('\n');
        for (OptionSpec option : spec.options()) {
            if (isVariable(option)) {
                continue;
            }
            String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
            page.append(".TP\n\\fB").append(roff(String.join(", ", option.names())));
            page.append("\\fR").append(roff(label)).append('\n');
            page.append(roff(String.join(" ", option.description()))).append('\n');
        }
    }

    private static boolean isVariable(OptionSpec option) {
        return Variables.all().stream()
                .anyMatch(variable -> variable.options().contains(option.longestName()));
    }

    private static String sentences(Variable variable) {
        return variable.meaning()
                + " It is "
                + variable.kind().allowed()
                + ". Default: "
                + variable.fallback()
                + ".";
    }

    /** Text that no line of it is taken for a macro. */
    private static String roff(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    /** Completion for bash, and for zsh by its bashcompinit. */
    public static String completion(CommandLine cook) {
        return AutoComplete.bash("cook", cook);
    }

    /** The table of variables in Markdown. */
    public static String variables() {
        StringBuilder table =
                new StringBuilder(
                        """
                        | variable | option | value | default | meaning |
                        | --- | --- | --- | --- | --- |
                        """);
        for (Variable variable : Variables.all()) {
            List<String> names = new ArrayList<>();
            variable.names().forEach(name -> names.add("`" + name + "`"));
            List<String> options = new ArrayList<>();
            variable.options().forEach(option -> options.add("`" + option + "`"));
            table.append(
                    String.format(
                            Locale.ROOT,
                            "| %s%s | %s | %s | %s | %s |%n",
                            String.join(", ", names),
                            variable.secret() ? " (secret)" : "",
                            String.join(", ", options),
                            cell(variable.kind().allowed()),
                            cell(variable.fallback()),
                            cell(variable.meaning())));
        }
        return table.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The commands in Markdown, a line each. */
    public static String commandList(CommandLine cook) {
        StringBuilder list = new StringBuilder();
        for (Map.Entry<String, CommandLine> command : cook.getSubcommands().entrySet()) {
            list.append("- `cook ").append(command.getKey()).append("` ");
            list.append(String.join(" ", description(command.getValue()))).append('\n');
        }
        return list.toString();
    }
}
