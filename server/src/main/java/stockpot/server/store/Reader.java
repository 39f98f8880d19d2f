package stockpot.server.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One thread that reads, with its connection, opened at the first query and anew after trouble. */
final class Reader implements Runnable {
    private static final Logger log = System.getLogger(Reader.class.getName());
    private static final long IDLE = 0;

    private final Readers readers;
    private final Dialect dialect;
    private final StoragePorts ports;
    private final StateRows stateRows;
    private final Reconnects reconnects;
    private final TroubleLog troubles;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Guards {@link #session} against being closed while it is interrupted. */
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable Session session;
    private volatile @Nullable Thread thread;
    private volatile long startedAt = IDLE;

    Reader(
            Readers readers,
            Dialect dialect,
            StoragePorts ports,
            StateRows stateRows,
            Reconnects reconnects,
            TroubleLog troubles) {
        this.reconnects = reconnects;
        this.troubles = troubles;
        this.readers = readers;
        this.dialect = dialect;
        this.ports = ports;
        this.stateRows = stateRows;
    }

    void start(String name) {
        thread = ports.lanes().start(name, this);
    }

    boolean isOn(Thread current) {
        return current.equals(thread);
    }

    boolean isBusy() {
        return startedAt != IDLE;
    }

    void awaitEnd() {
        Waits.uninterrupted(ended);
    }

    /** The process dies: nobody waits for a lock that a dead thread may hold. */
    void die() {
        Session current = session;
        if (current != null) {
            current.close();
        }
    }

    /** Ends the query that runs now if it began before {@code limit}. */
    void interruptIfOlder(long limit) {
        long began = startedAt;
        if (began == IDLE || began - limit > 0) {
            return;
        }
        lock.lock();
        try {
            Session current = session;
            if (current != null && startedAt == began) {
                log.log(Level.WARNING, "a query takes too long and is ended");
                dialect.interrupt(current.connection());
            }
        } catch (SQLException e) {
            log.log(Level.WARNING, "a query cannot be ended: {0}", e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        try {
            QueuedRead<?> read = readers.take();
            while (read != null) {
                serve(read);
                read = readers.take();
            }
        } finally {
            drop();
            ended.countDown();
        }
    }

    private void serve(QueuedRead<?> read) {
        startedAt = ports.clock().nanos() | 1;
        readers.watch();
        try {
            ports.steps().before(StorageSteps.Step.READ);
            read.run(snapshot());
            ports.steps().before(StorageSteps.Step.ANSWER);
            startedAt = IDLE;
            read.succeed();
            end();
        } catch (StorageTrouble e) {
            trouble(read, e);
        } catch (RuntimeException e) {
            read.fail(e);
            end();
        } finally {
            startedAt = IDLE;
        }
    }

    private void trouble(QueuedRead<?> read, StorageTrouble failure) {
        read.fail(StorageTrouble.refusal());
        troubles.note(failure);
        if (failure.connectionLost()) {
            if (session != null) {
                reconnects.failed();
                readers.refuseWaiting();
            }
            drop();
        } else {
            end();
        }
    }

    private Session snapshot() {
        Session current = session;
        if (current == null) {
            current = open();
            session = current;
        }
        try {
            dialect.begin(current, Dialect.Role.READER);
            return current;
        } catch (SQLException e) {
            throw lost(e);
        }
    }

    private Session open() {
        reconnects.begin();
        try {
            Session opened =
                    new Session(
                            dialect.open(Dialect.Role.READER), dialect, ports.steps(), stateRows);
            reconnects.succeeded();
            return opened;
        } catch (SQLException | StoreException e) {
            throw lost(e);
        }
    }

    private StorageTrouble lost(Exception failure) {
        reconnects.failed();
        return new StorageTrouble(String.valueOf(failure.getMessage()), true, failure);
    }

    private void end() {
        Session current = session;
        if (current == null) {
            return;
        }
        try {
            dialect.rollback(current);
            current.forgetFailure();
        } catch (SQLException e) {
            drop();
        }
    }

    private void drop() {
        lock.lock();
        try {
            Session current = session;
            session = null;
            if (current != null) {
                current.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
