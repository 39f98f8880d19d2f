package stockpot.cook.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a user an administrator, or no longer one, or tells which. */
@Command(
        name = "admin",
        description = "Make a user of the running server an administrator or not, or say which.",
        exitCodeOnInvalidInput = 1)
final class AdminCommand implements AccountCommands.Command {
    private static final int FAILED = 1;

    private final AccountCommands commands;

    @Mixin private SocketPlace place = new SocketPlace();

    @Parameters(index = "0", paramLabel = "USER", description = "Id or local part.")
    private String user = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "yes|no",
            description = "What the user is to be; 1 and 0 do as well. Without: only say it.")
    private @Nullable String wish;

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    AdminCommand(AccountCommands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        Boolean admin = admin();
        if (wish != null && admin == null) {
            commands.terminal().complain("say yes or no, not " + wish + ".");
            return FAILED;
        }
        return commands.ask(
                place,
                link -> {
                    ObjectNode found =
                            link.ask(ControlLink.request("users-show").put("user", user));
                    String id = found.path("user").path("name").asText();
                    boolean now = found.path("user").path("admin").asBoolean();
                    if (admin != null) {
                        link.ask(
                                ControlLink.request("set-admin")
                                        .put("user", id)
                                        .put("admin", admin));
                        now = admin;
                    }
                    commands.terminal()
                            .say(id + (now ? " is an administrator." : " is no administrator."));
                });
    }

    private @Nullable Boolean admin() {
        return switch (wish == null ? "" : wish) {
            case "yes", "1", "true" -> Boolean.TRUE;
            case "no", "0", "false" -> Boolean.FALSE;
            default -> null;
        };
    }
}
