package stockpot.server.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.ports.Lanes;

/**
 * The one writer: takes what has queued, runs it in one transaction, commits once, then lets the
 * callers go on in order. A write that throws fails alone: what came before it is run and committed
 * without it, then it is tried once more at the head of a transaction, so that it is judged by
 * committed data only. Trouble of the database fails the whole batch.
 */
final class Writer implements Runnable {
    /** Writes that may wait; the next one is refused with 503. */
    static final int MAX_QUEUED_WRITES = 4096;

    /** Writes that share a commit. */
    static final int MAX_BATCH = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<QueuedWrite<?>> queue = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final WriterConnection connection;
    private final Commits commits;
    private final TroubleLog troubles;
    private boolean closing;
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile boolean healthy = true;
    private volatile @Nullable Thread thread;

    Writer(WriterConnection connection, Commits commits, TroubleLog troubles) {
        this.troubles = troubles;
        this.connection = connection;
        this.commits = commits;
    }

    void start(Lanes lanes) {
        thread = lanes.start("store-writer", this);
    }

    <T extends @Nullable Object> Pending<T> submit(Write<T> write) {
        QueuedWrite<T> queued = new QueuedWrite<>(write, this);
        lock.lock();
        try {
            if (closing) {
                throw MatrixErrors.unavailable("The server stops", StorageTrouble.RETRY_AFTER);
            }
            if (queue.size() >= MAX_QUEUED_WRITES) {
                throw MatrixErrors.unavailable(
                        "The server has too much to write", StorageTrouble.RETRY_AFTER);
            }
            queue.add(queued);
            if (queue.size() == 1) {
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
        return queued;
    }

    /** See {@link Database#healthy}; at most one probe is under way. */
    boolean healthy() {
        if (!healthy && probing.compareAndSet(false, true)) {
            try {
                submit(tx -> false);
            } catch (MatrixException e) {
                probing.set(false); // full or closing: others' writes will tell
            }
        }
        return healthy;
    }

    private void settled(boolean good) {
        healthy = good;
        probing.set(false);
    }

    /** Finishes what has queued, then ends. */
    void close() {
        lock.lock();
        try {
            closing = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        Waits.uninterrupted(ended);
    }

    /** The process dies; see {@link ServerDatabase#drop}. */
    void drop() {
        connection.close();
    }

    void refuseOwnThread() {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("the writer's thread must not wait for a write");
        }
    }

    @Override
    public void run() {
        try {
            List<QueuedWrite<?>> writes = take();
            while (!writes.isEmpty()) {
                work(writes);
                writes = take();
            }
        } finally {
            connection.close();
            ended.countDown();
        }
    }

    /** The next writes, at least one; none when closing. */
    private List<QueuedWrite<?>> take() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closing) {
                arrived.awaitUninterruptibly();
            }
            List<QueuedWrite<?>> writes = new ArrayList<>(Math.min(queue.size(), MAX_BATCH));
            while (!queue.isEmpty() && writes.size() < MAX_BATCH) {
                writes.add(queue.remove());
            }
            return writes;
        } finally {
            lock.unlock();
        }
    }

    /** The database went away: who has waited behind the lost connection is refused now (F20). */
    private void refuseWaiting() {
        List<QueuedWrite<?>> waiting;
        lock.lock();
        try {
            waiting = List.copyOf(queue);
            queue.clear();
        } finally {
            lock.unlock();
        }
        waiting.forEach(write -> write.fail(StorageTrouble.refusal()));
    }

    private void work(List<QueuedWrite<?>> writes) {
        int from = 0;
        int to = writes.size();
        while (from < writes.size()) {
            List<QueuedWrite<?>> some = writes.subList(from, to);
            int failed = attempt(some);
            if (failed == some.size()) {
                from = to;
                to = writes.size();
            } else if (failed == 0) {
                from++;
            } else {
                to = from + failed;
            }
        }
    }

    /**
     * Runs and commits the writes.
     *
     * @return how many are done with if that is all of them; else which one failed, and nothing is
     *     stored. If that is the first one, it has been told.
     */
    private int attempt(List<QueuedWrite<?>> writes) {
        int running = 0;
        try {
            Batch batch = connection.begin();
            for (; running < writes.size(); running++) {
                runOne(writes.get(running), batch);
            }
            connection.commit(batch);
            settled(true);
            commits.publish(batch);
            writes.forEach(QueuedWrite::succeed);
            return writes.size();
        } catch (StorageTrouble e) {
            settled(false);
            troubles.note(e);
            writes.forEach(write -> write.fail(StorageTrouble.refusal()));
            if (e.connectionLost()) {
                refuseWaiting();
            }
            return writes.size();
        } catch (WriteFailed e) {
            if (running == 0) {
                writes.getFirst().fail(e.reason);
            }
            return running;
        } catch (RuntimeException e) {
            writes.forEach(write -> write.fail(e));
            return writes.size();
        }
    }

    private void runOne(QueuedWrite<?> write, Batch batch) {
        RuntimeException thrown = null;
        try {
            write.run(batch);
        } catch (RuntimeException e) {
            thrown = e;
        }
        RuntimeException failure = connection.failure();
        if (failure == null) {
            failure = thrown;
        }
        if (failure != null) {
            connection.rolledBack(failure);
            throw failure instanceof StorageTrouble trouble ? trouble : new WriteFailed(failure);
        }
    }

    /** Tells the failure of a write from a failure of the writer. */
    private static final class WriteFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final RuntimeException reason;

        WriteFailed(RuntimeException reason) {
            super(null, reason, false, false);
            this.reason = reason;
        }
    }
}
