package stockpot.server.store;

import org.jspecify.annotations.Nullable;

/** A write that has been queued and will be committed in the order of queueing. */
public interface Pending<T extends @Nullable Object> {
    /**
     * Waits until the write is durable and returns what it gave.
     *
     * @throws RuntimeException what the write threw; nothing of it is stored then
     */
    T await();
}
