package stockpot.server.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends queries that take too long. It looks once a second while queries come and rests without a
 * timer when none does.
 */
final class QueryWatch implements Runnable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final List<Reader> readers;
    private final StoragePorts ports;
    private final Duration limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private volatile boolean awake;
    private boolean closed;

    QueryWatch(List<Reader> readers, StoragePorts ports, Duration limit) {
        this.readers = readers;
        this.ports = ports;
        this.limit = limit;
    }

    /** A query has begun; cheap when the watch is awake already. */
    void wake() {
        if (!awake) {
            lock.lock();
            try {
                awake = true;
                woken.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        lock.lock();
        try {
            while (!closed) {
                if (awake) {
                    look();
                } else {
                    woken.awaitUninterruptibly();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** A query may begin between looking and resting, hence the second look. */
    @SuppressWarnings("WaitNotInLoop") // run() loops
    private void look() throws InterruptedException {
        ports.waiting().await(lock, woken, PAUSE);
        long oldest = ports.clock().nanos() - limit.toNanos();
        readers.forEach(reader -> reader.interruptIfOlder(oldest));
        awake = false;
        if (readers.stream().anyMatch(Reader::isBusy)) {
            awake = true;
        }
    }
}
