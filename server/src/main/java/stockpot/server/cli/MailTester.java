package stockpot.server.cli;

import java.io.PrintStream;
import stockpot.server.config.Config;

/** Sends a letter at once and shows how. */
@FunctionalInterface
public interface MailTester {
    /**
     * Sends a letter.
     *
     * @return the exit status of the process
     */
    int test(Config config, String address, PrintStream out);
}
