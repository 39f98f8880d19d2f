package stockpot.server.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import stockpot.server.ports.Clock;

/** Says what is wrong with the storage, but not for every request: once a minute for each cause. */
final class TroubleLog {
    /** How long the same cause stays unsaid. */
    static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Logger log = System.getLogger(TroubleLog.class.getName());

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private String last = "";
    private long saidAt;
    private int unsaid;

    TroubleLog(Clock clock) {
        this.clock = clock;
    }

    void note(Exception failure) {
        String cause = String.valueOf(failure.getMessage());
        lock.lock();
        try {
            if (cause.equals(last) && clock.nanos() - saidAt < PAUSE.toNanos()) {
                unsaid++;
                return;
            }
            log.log(Level.ERROR, "storage trouble: {0} ({1} not logged before)", cause, unsaid);
            last = cause;
            saidAt = clock.nanos();
            unsaid = 0;
        } finally {
            lock.unlock();
        }
    }
}
