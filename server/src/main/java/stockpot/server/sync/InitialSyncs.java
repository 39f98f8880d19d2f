package stockpot.server.sync;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;

/**
 * How many large answers are made at once for one user (threat R05); further ones wait a little.
 */
final class InitialSyncs {
    static final int AT_ONCE = 2;
    static final int WAITING = 8;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Map<UserId, Count> users = new LinkedHashMap<>();

    private static final class Count {
        int running;
        int waiting;
    }

    /**
     * Waits for a place.
     *
     * @throws stockpot.server.matrix.error.MatrixException 429 when too many wait already
     */
    void enter(UserId user) {
        lock.lock();
        try {
            Count count = users.computeIfAbsent(user, u -> new Count());
            if (count.running >= AT_ONCE && count.waiting >= WAITING) {
                throw MatrixErrors.limitExceeded(TRY_AGAIN);
            }
            count.waiting++;
            while (count.running >= AT_ONCE) {
                left.awaitUninterruptibly();
            }
            count.waiting--;
            count.running++;
        } finally {
            lock.unlock();
        }
    }

    /** How many wait for a place. */
    int waiting(UserId user) {
        lock.lock();
        try {
            Count count = users.get(user);
            return count == null ? 0 : count.waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the place back. */
    void leave(UserId user) {
        lock.lock();
        try {
            Count count = users.get(user);
            if (count != null) {
                count.running--;
                if (count.running == 0 && count.waiting == 0) {
                    users.remove(user);
                }
            }
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
