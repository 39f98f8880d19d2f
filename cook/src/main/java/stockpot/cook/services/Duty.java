package stockpot.cook.services;

import java.time.Duration;
import java.util.List;

/**
 * Something that is done again and again while the whole runs: renewing certificates, alerts,
 * registration with Consul. {@code cook tend} runs all that are due, once, and ends; the front
 * calls it on a timer, in a normal jail cron(8) does. So nothing of it stays in memory.
 */
public interface Duty {
    /** A stable name, such as {@code certificates}; what it remembers lies under that name. */
    String name();

    /** How long after a success it is due again; after a failure its own back-off decides. */
    Duration every();

    /**
     * Does it. Trouble is an ordinary thing: it is said, and the duty comes again.
     *
     * @return what happened, a line each, for the log
     */
    List<String> run();
}
