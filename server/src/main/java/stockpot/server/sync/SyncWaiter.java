package stockpot.server.sync;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Waiting;

/**
 * One long poll: a counter of wake-ups and a place to park. Whoever waits notes {@link #wakeUps}
 * first, reads second, and parks only as long as the counter has not moved, so that what is
 * committed while it reads wakes it too.
 */
public class SyncWaiter {
    private final UserId user;
    private final @Nullable DeviceId device;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private long count;

    SyncWaiter(UserId user, @Nullable DeviceId device) {
        this.user = user;
        this.device = device;
    }

    /** Whose long poll this is. */
    UserId user() {
        return user;
    }

    /** Whether changes of that device alone concern this poll. */
    boolean isOf(DeviceId other) {
        return other.equals(device);
    }

    /** How often it was woken; noted before reading. */
    public long wakeUps() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the poll, or keeps it from parking. */
    void wake() {
        lock.lock();
        try {
            count++;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Parks until a wake-up after the noted count.
     *
     * @return false if the time has passed without one
     */
    public boolean await(long noted, Duration limit, Waiting waiting) throws InterruptedException {
        lock.lock();
        try {
            boolean inTime = true;
            while (count == noted && inTime) {
                inTime = waiting.await(lock, woken, limit);
            }
            return count != noted;
        } finally {
            lock.unlock();
        }
    }
}
