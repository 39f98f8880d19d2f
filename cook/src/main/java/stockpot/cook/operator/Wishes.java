package stockpot.cook.operator;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import stockpot.cook.env.Inputs;
import stockpot.cook.env.Variable;
import stockpot.cook.env.Variables;

/** The options that up, plan and check have in common: a flag for each variable, and where. */
final class Wishes {
    private final Map<String, String> flags = new LinkedHashMap<>();

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Work in this folder only, as an ordinary user; also by COOK_ROOT.")
    private @Nullable Path root;

    @Option(
            names = "--ports",
            paramLabel = "NAME=PORT,…",
            description =
                    "Move ports: http, https, federation, client, metrics, node_exporter, consul,"
                            + " ssh; also by COOK_PORTS.")
    private @Nullable String ports;

    @Option(
            names = "--new",
            description = "Start empty beside the data set of an old installation.")
    private boolean beginAnew;

    @Option(names = "--json", description = "Say it in JSON, for machines.")
    private boolean json;

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    boolean json() {
        return json;
    }

    Inputs inputs(Map<String, String> environment) {
        return new Inputs(flags, environment, null, root, ports, beginAnew);
    }

    /** Adds the flags of all variables to a command that has these wishes. */
    void addFlags(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        for (Variable variable : Variables.all()) {
            ISetter setter = new Setter(variable.name());
            spec.addOption(
                    OptionSpec.builder(variable.options().toArray(String[]::new))
                            .type(String.class)
                            .paramLabel(variable.name())
                            .description(
                                    variable.meaning() + " Default: " + variable.fallback() + ".")
                            .setter(setter)
                            .build());
        }
    }

    /** Keeps a flag's value under the name of its variable. */
    private final class Setter implements ISetter {
        private final String name;

        Setter(String name) {
            this.name = name;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        public <T> T set(T value) {
            if (value != null) {
                flags.put(name, value.toString());
            }
            return value;
        }
    }
}
