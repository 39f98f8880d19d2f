package stockpot.cook.operator;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Whoever sits before a command: questions, answers, and secrets that are not shown. */
public final class Terminal {
    private final BufferedReader in;
    private final PrintStream out;
    private final PrintStream err;
    private final @Nullable Console console;

    private Terminal(InputStream in, PrintStream out, PrintStream err, @Nullable Console console) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.err = err;
        this.console = console;
    }

    /** That of this process. */
    @SuppressWarnings("SystemConsoleNull") // which Console a JDK brings decides whether it is null
    public static Terminal ofProcess() {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return new Terminal(System.in, System.out, System.err, terminal ? console : null);
    }

    /** With given streams, for tests and pipes. */
    public static Terminal of(InputStream in, PrintStream out, PrintStream err) {
        return new Terminal(in, out, err, null);
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    void complain(String line) {
        err.println("cook: " + line);
        err.flush();
    }

    /**
     * A new password: asked for twice at a terminal, else the first line of the input.
     *
     * @throws ControlFailure where none is given, or the two differ
     */
    String newPassword(String user) throws ControlFailure {
        if (console == null) {
            return given(line());
        }
        String first = secret("New password of " + user + ": ");
        String again = secret("Once more: ");
        if (!given(first).equals(again)) {
            throw new ControlFailure("the two passwords differ; nothing was changed.");
        }
        return first == null ? "" : first;
    }

    private static String given(@Nullable String password) throws ControlFailure {
        if (password == null || password.isEmpty()) {
            throw new ControlFailure("no password was given; nothing was changed.");
        }
        return password;
    }

    private @Nullable String secret(String question) {
        char[] secret = console == null ? null : console.readPassword("%s", question);
        return secret == null ? null : new String(secret);
    }

    private @Nullable String line() {
        try {
            return in.readLine();
        } catch (IOException e) {
            return null;
        }
    }
}
