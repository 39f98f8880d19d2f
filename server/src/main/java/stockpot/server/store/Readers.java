package stockpot.server.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;

/** Some threads with a connection each, to which queries are handed. */
final class Readers {
    /** Queries that may wait for a reader; the next one is refused with 503. */
    static final int MAX_QUEUED_READS = 2048;

    /** How long a query may hold its snapshot (threats R02, faults F15). */
    static final Duration READ_LIMIT = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<QueuedRead<?>> queue = new ArrayDeque<>();
    private final List<Reader> readers = new ArrayList<>();
    private final StoragePorts ports;
    private final QueryWatch watch;
    private boolean closing;

    Readers(
            Dialect dialect,
            StoragePorts ports,
            StateRows stateRows,
            TroubleLog troubles,
            Duration limit) {
        this.ports = ports;
        Reconnects reconnects = new Reconnects(ports.clock());
        for (int i = 0; i < dialect.readers(); i++) {
            readers.add(new Reader(this, dialect, ports, stateRows, reconnects, troubles));
        }
        this.watch = new QueryWatch(readers, ports, limit);
    }

    void start() {
        for (int i = 0; i < readers.size(); i++) {
            readers.get(i).start("store-reader-" + i);
        }
        ports.threads().start("store-query-watch", watch);
    }

    <T extends @Nullable Object> T read(Query<T> query) {
        refuseOwnThreads();
        QueuedRead<T> read = new QueuedRead<>(query);
        lock.lock();
        try {
            if (closing) {
                throw MatrixErrors.unavailable("The server stops", StorageTrouble.RETRY_AFTER);
            }
            if (queue.size() >= MAX_QUEUED_READS) {
                throw MatrixErrors.unavailable(
                        "The server has too much to read", StorageTrouble.RETRY_AFTER);
            }
            queue.add(read);
            arrived.signal();
        } finally {
            lock.unlock();
        }
        return read.await();
    }

    /** Finishes what has queued, then ends the threads. */
    void close() {
        lock.lock();
        try {
            closing = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        readers.forEach(Reader::awaitEnd);
        watch.close();
    }

    /** The process dies; see {@link ServerDatabase#drop}. */
    void drop() {
        readers.forEach(Reader::die);
    }

    /** The next query, or null when closing. */
    @Nullable QueuedRead<?> take() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closing) {
                arrived.awaitUninterruptibly();
            }
            return queue.poll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The database went away: who has waited behind a lost connection is refused now, and does not
     * wait for the next attempt as well (fault F20).
     */
    void refuseWaiting() {
        List<QueuedRead<?>> waiting;
        lock.lock();
        try {
            waiting = List.copyOf(queue);
            queue.clear();
        } finally {
            lock.unlock();
        }
        waiting.forEach(read -> read.fail(StorageTrouble.refusal()));
    }

    /** A query has begun. */
    void watch() {
        watch.wake();
    }

    /** A query that waits for another one could wait for ever once all readers do so. */
    private void refuseOwnThreads() {
        Thread current = Thread.currentThread();
        for (Reader reader : readers) {
            if (reader.isOn(current)) {
                throw new IllegalStateException("a query must not start another one");
            }
        }
    }
}
