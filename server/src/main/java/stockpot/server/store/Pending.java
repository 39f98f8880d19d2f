package stockpot.server.store;

/** A write that has been queued and will be committed in the order of queueing. */
public interface Pending<T> {
    /**
     * Waits until the write is durable and returns what it gave.
     *
     * @throws RuntimeException what the write threw; nothing of it is stored then
     */
    T await();
}
