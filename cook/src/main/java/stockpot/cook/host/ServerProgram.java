package stockpot.cook.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The program {@code stockpot}, started with options and awaited. */
public final class ServerProgram {
    private static final int FAILED = 1;

    private final String program;

    /** The program of that path. */
    public ServerProgram(String program) {
        this.program = program;
    }

    /**
     * Runs it with these words; it speaks to whoever called.
     *
     * @return its exit status
     */
    public int run(List<String> words) {
        List<String> line = new ArrayList<>(List.of(program));
        line.addAll(words);
        try {
            return new ProcessBuilder(line).inheritIO().start().waitFor();
        } catch (IOException e) {
            complain();
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    /**
     * Runs it with these words for what it prints; what it complains of goes to whoever called.
     *
     * @return the first line, or null if there is none or it failed
     */
    public @Nullable String ask(List<String> words) {
        List<String> line = new ArrayList<>(List.of(program));
        line.addAll(words);
        try {
            Process process =
                    new ProcessBuilder(line)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .start();
            String first;
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                first = out.readLine();
                out.transferTo(Writer.nullWriter());
            }
            return process.waitFor() == 0 ? first : null;
        } catch (IOException e) {
            complain();
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void complain() {
        System.err.println(
                "cook: "
                        + program
                        + " cannot be started: install it beside cook, or set STOCKPOT_HOME to"
                        + " its folder.");
    }
}
