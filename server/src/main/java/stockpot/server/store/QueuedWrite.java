package stockpot.server.store;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A write on its way through the writer, and the wait for it. */
final class QueuedWrite<T extends @Nullable Object> implements Pending<T> {
    private final Write<T> write;
    private final Writer writer;
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable T result;
    private @Nullable RuntimeException failure;

    QueuedWrite(Write<T> write, Writer writer) {
        this.write = write;
        this.writer = writer;
    }

    /** On the writer's thread; the result counts only when {@link #succeed} follows. */
    void run(WriteTransaction tx) {
        result = write.run(tx);
    }

    void succeed() {
        done.countDown();
    }

    void fail(RuntimeException failure) {
        this.failure = failure;
        done.countDown();
    }

    @Override
    @SuppressWarnings("NullAway") // result is a T once run() has been through
    public T await() {
        writer.refuseOwnThread();
        Waits.uninterrupted(done);
        if (failure != null) {
            throw failure;
        }
        return result;
    }
}
