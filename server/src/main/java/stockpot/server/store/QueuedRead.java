package stockpot.server.store;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A query on its way through a reader, and the wait for it. */
final class QueuedRead<T extends @Nullable Object> {
    private final Query<T> query;
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable T result;
    private @Nullable RuntimeException failure;

    QueuedRead(Query<T> query) {
        this.query = query;
    }

    void run(Transaction tx) {
        result = query.run(tx);
    }

    void succeed() {
        done.countDown();
    }

    void fail(RuntimeException failure) {
        this.failure = failure;
        done.countDown();
    }

    @SuppressWarnings("NullAway") // result is a T once run() has been through
    T await() {
        Waits.uninterrupted(done);
        if (failure != null) {
            throw failure;
        }
        return result;
    }
}
