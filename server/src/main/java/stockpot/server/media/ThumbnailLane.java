package stockpot.server.media;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.ports.Lanes;

/**
 * Makes thumbnails one after the other on a thread of its own, which ends when there is nothing to
 * do: decoding holds a processor and memory, so a hundred at once must not delay events (threat
 * M04).
 */
final class ThumbnailLane {
    /** Thumbnails that wait; more are refused for a moment. */
    static final int MOST_WAITING = 32;

    private final Lanes lanes;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Job> waiting = new ArrayDeque<>();
    private boolean running;

    ThumbnailLane(Lanes lanes) {
        this.lanes = lanes;
    }

    private static final class Job {
        private final Runnable work;
        private final CountDownLatch done = new CountDownLatch(1);
        private @Nullable Throwable failure;

        Job(Runnable work) {
            this.work = work;
        }

        void run() {
            try {
                work.run();
            } catch (RuntimeException | StackOverflowError e) {
                failure = e;
            } finally {
                done.countDown();
            }
        }
    }

    /**
     * Runs the work when its turn comes and waits for it.
     *
     * @throws stockpot.server.matrix.error.MatrixException 503 when too many wait
     */
    void run(Runnable work) {
        Job job = new Job(work);
        enqueue(job);
        try {
            job.done.await();
        } catch (InterruptedException e) {
            withdraw(job);
            throw busy();
        }
        if (job.failure != null) {
            throw new IllegalStateException("making a thumbnail failed", job.failure);
        }
    }

    private void enqueue(Job job) {
        lock.lock();
        try {
            if (waiting.size() >= MOST_WAITING) {
                throw busy();
            }
            waiting.add(job);
            if (!running) {
                running = true;
                lanes.start("thumbnails", this::work);
            }
        } finally {
            lock.unlock();
        }
    }

    private void withdraw(Job job) {
        lock.lock();
        try {
            waiting.remove(job);
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (Job job = next(); job != null; job = next()) {
            job.run();
        }
    }

    private @Nullable Job next() {
        lock.lock();
        try {
            Job job = waiting.poll();
            running = job != null;
            return job;
        } finally {
            lock.unlock();
        }
    }

    private static RuntimeException busy() {
        return MatrixErrors.unavailable("Too many thumbnails are asked for", Duration.ofSeconds(2));
    }
}
