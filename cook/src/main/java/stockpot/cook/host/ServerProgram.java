package stockpot.cook.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
            System.err.println(
                    "cook: "
                            + program
                            + " cannot be started: install it beside cook, or set STOCKPOT_HOME to"
                            + " its folder.");
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }
}
