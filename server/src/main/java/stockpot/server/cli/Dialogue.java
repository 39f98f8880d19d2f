package stockpot.server.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the person who called. On a terminal secrets are not shown; otherwise answers are
 * lines of standard input.
 */
final class Dialogue {
    private final PrintStream out;
    private final PrintStream err;
    private final BufferedReader in;
    private final @Nullable Console console;

    private Dialogue(InputStream in, PrintStream out, PrintStream err, @Nullable Console console) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.err = err;
        this.console = console;
    }

    /** With whoever sits at this process. */
    @SuppressWarnings("SystemConsoleNull") // which Console a JDK brings decides whether it is null
    static Dialogue ofProcess() {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return new Dialogue(System.in, System.out, System.err, terminal ? console : null);
    }

    /** With given streams, for tests. */
    static Dialogue of(InputStream in, PrintStream out, PrintStream err) {
        return new Dialogue(in, out, err, null);
    }

    boolean atTerminal() {
        return console != null;
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    void complain(String line) {
        err.println(line);
        err.flush();
    }

    /** An answer, or null at the end of the input. */
    @Nullable String ask(String question) {
        out.print(question);
        out.flush();
        return line();
    }

    /** An answer that is not shown, or null at the end of the input. */
    @Nullable String askSecret(String question) {
        if (console != null) {
            char[] secret = console.readPassword("%s", question);
            return secret == null ? null : new String(secret);
        }
        err.print(question);
        err.flush();
        return line();
    }

    /** The next line of the input, or null at its end. */
    @Nullable String line() {
        try {
            return in.readLine();
        } catch (IOException e) {
            return null;
        }
    }
}
