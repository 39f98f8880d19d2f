package stockpot.server.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Runs a command by the words of its command line. Only this and the commands load Picocli. */
final class Words {
    private Words() {}

    static int run(Callable<Integer> command, String[] words) {
        CommandLine line = new CommandLine(command);
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setExecutionExceptionHandler(
                (failure, failed, parsed) -> {
                    throw failure;
                });
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line.execute(words);
    }
}
