package stockpot.cook.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, shows, makes, locks and closes accounts of the running server. */
@Command(
        name = "users",
        description = "List, show, make, lock and close accounts of the running server.",
        exitCodeOnInvalidInput = 1)
final class UsersCommand implements Runnable {
    private static final long MILLIS = 1_000;

    @Spec private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    static CommandLine line(AccountCommands commands) {
        return new CommandLine(new UsersCommand())
                .addSubcommand(new ListUsers(commands))
                .addSubcommand(new Show(commands))
                .addSubcommand(new Create(commands))
                .addSubcommand(new Lock(commands))
                .addSubcommand(new Unlock(commands))
                .addSubcommand(new Deactivate(commands))
                .addSubcommand(new Acts(commands));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to do: list, show, create, lock, unlock, deactivate or acts.");
    }

    /** What all have in common. */
    private abstract static class Part implements AccountCommands.Command {
        final AccountCommands commands;

        @Mixin SocketPlace place = new SocketPlace();

        @SuppressWarnings("UnusedVariable") // Picocli acts on it
        @Option(names = "--help", usageHelp = true, description = "Show this help.")
        boolean help;

        Part(AccountCommands commands) {
            this.commands = commands;
        }

        void say(String line) {
            commands.terminal().say(line);
        }
    }

    /** What is about one user. */
    private abstract static class OfUser extends Part {
        @Parameters(index = "0", paramLabel = "USER", description = "Id or local part.")
        String user = "";

        OfUser(AccountCommands commands) {
            super(commands);
        }

        ObjectNode request(String operation) {
            return ControlLink.request(operation).put("user", user);
        }
    }

    @Command(name = "list", description = "List accounts, in the order of their ids.")
    private static final class ListUsers extends Part {
        @Option(names = "--json", description = "As one JSON object.")
        private boolean json;

        @Option(
                names = "--name",
                paramLabel = "PART",
                description = "Only those with this in their id or display name.")
        private @Nullable String name;

        @Option(names = "--from", paramLabel = "N", description = "Leave out the first N.")
        private long from;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "100",
                description = "At most N; 100 if not given, 500 at most.")
        private long limit;

        ListUsers(AccountCommands commands) {
            super(commands);
        }

        @Override
        public Integer call() {
            return commands.ask(
                    place,
                    link -> {
                        ObjectNode request = ControlLink.request("users-list");
                        request.put("from", from).put("limit", limit).put("name", name);
                        ObjectNode answer = link.ask(request);
                        if (json) {
                            say(answer.without(List.of("ok")).toString());
                            return;
                        }
                        answer.path("users").forEach(user -> say(line(user)));
                        long shown = from + answer.path("users").size();
                        long total = answer.path("total").asLong();
                        if (shown < total) {
                            say("… " + total + " in all; go on with --from " + shown);
                        }
                    });
        }

        private static String line(JsonNode user) {
            List<String> words = new ArrayList<>(List.of(user.path("name").asText()));
            for (String flag : List.of("admin", "is_guest", "locked", "deactivated")) {
                if (user.path(flag).asBoolean()) {
                    words.add(flag.equals("is_guest") ? "guest" : flag);
                }
            }
            if (user.path("displayname").isTextual()) {
                words.add("\"" + shown(user.path("displayname").asText()) + "\"");
            }
            return String.join("  ", words);
        }
    }

    /** Without what could move a terminal's cursor. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '\ufffd' : c));
        return shown.toString();
    }

    @Command(name = "show", description = "Tell all about an account.")
    private static final class Show extends OfUser {
        @Option(names = "--json", description = "As one JSON object.")
        private boolean json;

        Show(AccountCommands commands) {
            super(commands);
        }

        @Override
        public Integer call() {
            return commands.ask(
                    place,
                    link -> {
                        JsonNode found = link.ask(request("users-show")).path("user");
                        if (json) {
                            say(found.toString());
                            return;
                        }
                        found.properties()
                                .forEach(entry ->
                                        say(
                                                entry.getKey()
                                                        + ": "
                                                        + value(entry.getKey(), entry.getValue())));
                    });
        }

        private static String value(String key, JsonNode value) {
            if (key.endsWith("_ts") && value.isNumber()) {
                long factor = key.equals("creation_ts") ? MILLIS : 1;
                return Instant.ofEpochMilli(value.asLong() * factor).toString();
            }
            if (value.isNull()) {
                return "-";
            }
            return shown(value.isTextual() ? value.asText() : value.toString());
        }
    }

    @Command(
            name = "create",
            description =
                    "Make an account. The password is asked for twice; without a terminal it is"
                            + " the first line of the input.")
    private static final class Create extends OfUser {
        @Option(names = "--admin", description = "Make it an administrator's.")
        private boolean admin;

        @Option(names = "--no-password", description = "No password opens it.")
        private boolean withoutPassword;

        @Option(names = "--display-name", paramLabel = "NAME", description = "What others see.")
        private @Nullable String displayName;

        Create(AccountCommands commands) {
            super(commands);
        }

        @Override
        public Integer call() {
            return commands.ask(
                    place,
                    link -> {
                        ObjectNode request = request("users-create");
                        request.put("admin", admin).put("displayname", displayName);
                        if (!withoutPassword) {
                            request.put("password", commands.terminal().newPassword(user));
                        }
                        say(link.ask(request).path("user").asText() + " was made.");
                    });
        }
    }

    @Command(name = "lock", description = "Lock an account; its sessions sleep and stay.")
    private static final class Lock extends OfUser {
        Lock(AccountCommands commands) {
            super(commands);
        }

        @Override
        public Integer call() {
            return commands.ask(place, request("users-lock"), " is locked.");
        }
    }

    @Command(name = "unlock", description = "Unlock an account.")
    private static final class Unlock extends OfUser {
        Unlock(AccountCommands commands) {
            super(commands);
        }

        @Override
        public Integer call() {
            return commands.ask(place, request("users-unlock"), " is unlocked.");
        }
    }

    @Command(
            name = "deactivate",
            description = "Close an account: its sessions end, and it leaves all rooms.")
    private static final class Deactivate extends OfUser {
        @Option(names = "--erase", description = "Hide what the user wrote, and the profile.")
        private boolean erase;

        Deactivate(AccountCommands commands) {
            super(commands);
        }

        @Override
        public Integer call() {
            return commands.ask(
                    place, request("users-deactivate").put("erase", erase), " is deactivated.");
        }
    }

    @Command(name = "acts", description = "Tell what administrators did, newest first.")
    private static final class Acts extends Part {
        @Option(names = "--json", description = "As one JSON object.")
        private boolean json;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "20",
                description = "At most N; 20 if not given, 500 at most.")
        private long limit;

        Acts(AccountCommands commands) {
            super(commands);
        }

        @Override
        public Integer call() {
            return commands.ask(
                    place,
                    link -> {
                        ObjectNode answer =
                                link.ask(ControlLink.request("users-acts").put("limit", limit));
                        if (json) {
                            say(answer.without(List.of("ok")).toString());
                            return;
                        }
                        answer.path("acts").forEach(act -> say(line(act)));
                    });
        }

        private static String line(JsonNode act) {
            JsonNode status = act.path("status");
            return Instant.ofEpochMilli(act.path("ts").asLong())
                    + "  "
                    + act.path("actor").asText()
                    + "  "
                    + act.path("act").asText()
                    + "  "
                    + shown(act.path("target").asText("-"))
                    + "  "
                    + (status.isNumber() ? status.asText() : "not finished")
                    + shown(
                            act.path("detail").isTextual()
                                    ? "  " + act.path("detail").asText()
                                    : "");
        }
    }
}
