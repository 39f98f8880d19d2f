package stockpot.server.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

    private static final Logger log = System.getLogger(Readers.class.getName());

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<QueuedRead<?>> queue = new ArrayDeque<>();
    private final List<Reader> readers = new ArrayList<>();
    private final Dialect dialect;
    private final StoragePorts ports;
    private final StateRows stateRows;
    private boolean closing;

    Readers(Dialect dialect, StoragePorts ports, StateRows stateRows) {
        this.stateRows = stateRows;
        this.dialect = dialect;
        this.ports = ports;
        for (int i = 0; i < dialect.readers(); i++) {
            readers.add(new Reader());
        }
    }

    void start() {
        for (int i = 0; i < readers.size(); i++) {
            Reader reader = readers.get(i);
            reader.thread = ports.lanes().start("store-reader-" + i, reader);
        }
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

    void close() {
        lock.lock();
        try {
            closing = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        for (Reader reader : readers) {
            Waits.uninterrupted(reader.ended);
        }
    }

    private void refuseOwnThreads() {
        Thread current = Thread.currentThread();
        for (Reader reader : readers) {
            if (current.equals(reader.thread)) {
                throw new IllegalStateException("a query must not start another one");
            }
        }
    }

    private @Nullable QueuedRead<?> take() {
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

    /** One thread and its connection. */
    private final class Reader implements Runnable {
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable Thread thread;
        private @Nullable Session session;

        @Override
        public void run() {
            try {
                QueuedRead<?> read = take();
                while (read != null) {
                    serve(read);
                    read = take();
                }
            } finally {
                drop();
                ended.countDown();
            }
        }

        private void serve(QueuedRead<?> read) {
            try {
                ports.steps().before(StorageSteps.Step.READ);
                read.run(snapshot());
                read.succeed();
                abandon();
            } catch (StorageTrouble e) {
                log.log(Level.ERROR, "storage trouble: {0}", e.getMessage());
                drop();
                read.fail(StorageTrouble.refusal());
            } catch (SQLException e) {
                log.log(Level.ERROR, "storage trouble: {0}", e.getMessage());
                drop();
                read.fail(StorageTrouble.refusal());
            } catch (RuntimeException e) {
                abandon();
                read.fail(e);
            }
        }

        private Session snapshot() throws SQLException {
            Session current = session;
            if (current == null) {
                current =
                        new Session(
                                dialect.open(Dialect.Role.READER),
                                dialect,
                                ports.steps(),
                                stateRows);
                session = current;
            }
            dialect.begin(current, Dialect.Role.READER);
            return current;
        }

        private void end() throws SQLException {
            Session current = session;
            if (current != null) {
                dialect.rollback(current);
                current.forgetFailure();
            }
        }

        private void abandon() {
            try {
                end();
            } catch (SQLException e) {
                drop();
            }
        }

        private void drop() {
            Session current = session;
            session = null;
            if (current != null) {
                current.close();
            }
        }
    }
}
