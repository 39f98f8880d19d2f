package stockpot.cook.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Console;
import java.io.PrintStream;
import java.util.Map;

/** What cook says: plain lines, colored on a terminal only, or JSON. */
final class Speech {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String END = "\u001b[0m";

    /** Colors for kinds of lines. */
    enum Color {
        ADDED("\u001b[32m"),
        REMOVED("\u001b[31m"),
        CHANGED("\u001b[33m"),
        NONE("");

        private final String code;

        Color(String code) {
            this.code = code;
        }
    }

    private final PrintStream out;
    private final boolean colored;

    Speech(PrintStream out, boolean colored) {
        this.out = out;
        this.colored = colored;
    }

    /** To standard output. */
    @SuppressWarnings("SystemConsoleNull") // in JDK 25 it is null without a terminal again
    static Speech ofProcess(Map<String, String> environment) {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        boolean wanted =
                environment.getOrDefault("NO_COLOR", "").isEmpty()
                        && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Speech(System.out, terminal && wanted);
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    void say(String line, Color color) {
        say(colored && color != Color.NONE ? color.code + line + END : line);
    }

    /** A line of a difference, by its sign. */
    void difference(String line) {
        String bare = line.strip();
        Color color =
                bare.startsWith("+")
                        ? Color.ADDED
                        : bare.startsWith("-")
                                ? Color.REMOVED
                                : bare.startsWith("~") ? Color.CHANGED : Color.NONE;
        say(line, color);
    }

    void json(Object value) {
        try {
            say(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Beside what is printed: notes and warnings. */
    static void aside(String line) {
        System.err.println(line);
    }
}
