package stockpot.cook.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import stockpot.cook.host.ServerProgram;

/** The commands about accounts, and what they have in common: a running server is asked. */
public final class AccountCommands {
    private static final int FAILED = 1;

    private final ServerProgram server;
    private final Terminal terminal;
    private final Map<String, String> environment;

    private AccountCommands(
            ServerProgram server, Terminal terminal, Map<String, String> environment) {
        this.server = server;
        this.terminal = terminal;
        this.environment = environment;
    }

    /** What a command does once it has a link. */
    interface Work {
        /** Does it; throws what the operator is to read. */
        void with(ControlLink link) throws ControlFailure;
    }

    /** Adds {@code passwd}, {@code admin} and {@code users}. */
    public static void addTo(
            CommandLine top,
            ServerProgram server,
            Terminal terminal,
            Map<String, String> environment) {
        AccountCommands commands = new AccountCommands(server, terminal, environment);
        top.addSubcommand(new PasswdCommand(commands));
        top.addSubcommand(new AdminCommand(commands));
        top.addSubcommand(UsersCommand.line(commands));
    }

    Terminal terminal() {
        return terminal;
    }

    /** Opens a link, does the work, and says what went wrong; gives the exit status. */
    int ask(SocketPlace place, Work work) {
        try (ControlLink link = ControlLink.open(place.path(server, environment))) {
            work.with(link);
            return 0;
        } catch (ControlFailure e) {
            terminal.complain(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }

    /** One question whose answer is said as a sentence. */
    int ask(SocketPlace place, ObjectNode request, String sentence) {
        return ask(
                place,
                link -> {
                    ObjectNode answer = link.ask(request);
                    terminal.say(answer.path("user").asText() + sentence);
                });
    }

    /** A command that ends with a status. */
    interface Command extends Callable<Integer> {}
}
