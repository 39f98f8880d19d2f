package stockpot.server.store;

/** Reads from one consistent snapshot. */
@FunctionalInterface
public interface Query<T> {
    /** Runs on a storage thread: does not wait, sleep or call other services. */
    T run(Transaction tx);
}
