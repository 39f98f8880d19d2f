package stockpot.server.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Runs a command by the words of its command line. Only this and the commands load Picocli. */
final class Words {
    private Words() {}

    static int run(Callable<Integer> command, String[] words) {
        CommandLine line = new CommandLine(command);
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        List<RuntimeException> failures = new ArrayList<>();
        line.setExecutionExceptionHandler((failure, failed, parsed) -> {
            boolean unchecked = failure instanceof RuntimeException;
            failures.add(
                    unchecked ? (RuntimeException) failure : new IllegalStateException(failure));
            return 1;
        });
        int status = line.execute(words);
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return status;
    }
}
