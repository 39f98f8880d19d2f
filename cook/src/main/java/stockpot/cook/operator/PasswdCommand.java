package stockpot.cook.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a user a new password. */
@Command(
        name = "passwd",
        description = {
            "Give a user of the running server a new password.",
            "It is asked for twice; without a terminal it is the first line of the input. All"
                    + " sessions of the user end unless --keep-sessions is given."
        },
        exitCodeOnInvalidInput = 1)
final class PasswdCommand implements AccountCommands.Command {
    private final AccountCommands commands;

    @Mixin private SocketPlace place = new SocketPlace();

    @Parameters(index = "0", paramLabel = "USER", description = "Id or local part.")
    private String user = "";

    @Option(names = "--keep-sessions", description = "Leave the user logged in.")
    private boolean keepSessions;

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    PasswdCommand(AccountCommands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        return commands.ask(
                place,
                link -> {
                    // Unknown users are told before a password is asked for.
                    link.ask(ControlLink.request("users-show").put("user", user));
                    ObjectNode request = ControlLink.request("passwd").put("user", user);
                    request.put("password", commands.terminal().newPassword(user));
                    ObjectNode answer = link.ask(request.put("logout_devices", !keepSessions));
                    commands.terminal().say(answer.path("user").asText() + " has a new password.");
                });
    }
}
