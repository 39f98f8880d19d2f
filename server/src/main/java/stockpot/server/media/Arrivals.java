package stockpot.server.media;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Waiting;

/** Lets downloads wait for contents that are still to come. */
final class Arrivals {
    private final Clock clock;
    private final Waiting waiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private long count;

    Arrivals(Clock clock, Waiting waiting) {
        this.clock = clock;
        this.waiting = waiting;
    }

    /** A content came: those who wait look again. */
    void tell() {
        lock.lock();
        try {
            count++;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until {@code done} or the time has passed; {@code done} runs without the lock.
     *
     * @throws InterruptedException when the thread is told to stop
     */
    void await(BooleanSupplier done, Duration limit) throws InterruptedException {
        long until = clock.nanos() + limit.toNanos();
        long seen = seen();
        while (!done.getAsBoolean()) {
            Duration left = Duration.ofNanos(until - clock.nanos());
            if (left.isNegative() || left.isZero()) {
                return;
            }
            lock.lock();
            try {
                if (count == seen) {
                    waiting.await(lock, arrived, left);
                }
                seen = count;
            } finally {
                lock.unlock();
            }
        }
    }

    private long seen() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }
}
