package stockpot.server.cli;

import stockpot.server.config.Config;

/** Runs a server until it is told to stop. */
@FunctionalInterface
public interface Starter {
    /**
     * Runs the server.
     *
     * @return the exit status of the process
     * @throws stockpot.server.config.StartupRefusal where an operator has to put something right
     */
    int run(Config config);
}
