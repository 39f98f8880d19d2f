package stockpot.server.store;

import org.jspecify.annotations.Nullable;

/** Reads from one consistent snapshot. */
@FunctionalInterface
public interface Query<T extends @Nullable Object> {
    /** Runs on a storage thread: does not wait, sleep or call other services. */
    T run(Transaction tx);
}
