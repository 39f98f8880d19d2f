package stockpot.server.store;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import stockpot.server.ports.Clock;

/**
 * Decides who may try to connect while the database is away: one at a time, with a pause after each
 * failure. Everyone else is refused at once, so that no request waits behind the attempts of others
 * (fault F20).
 */
final class Reconnects {
    /** How long after a failure nobody tries. */
    static final Duration PAUSE = Duration.ofMillis(500);

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean away;
    private boolean trying;
    private long failedAt;

    Reconnects(Clock clock) {
        this.clock = clock;
    }

    /**
     * The caller is about to connect and tells afterwards how it went.
     *
     * @throws StorageTrouble when it is not to try now
     */
    void begin() {
        lock.lock();
        try {
            if (away && (trying || clock.nanos() - failedAt < PAUSE.toNanos())) {
                throw new StorageTrouble("the database is away", true, null);
            }
            trying = true;
        } finally {
            lock.unlock();
        }
    }

    void succeeded() {
        lock.lock();
        try {
            away = false;
            trying = false;
        } finally {
            lock.unlock();
        }
    }

    /** Connecting failed, or a connection was lost. */
    void failed() {
        lock.lock();
        try {
            away = true;
            trying = false;
            failedAt = clock.nanos();
        } finally {
            lock.unlock();
        }
    }
}
