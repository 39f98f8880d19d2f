package stockpot.server.store;

import org.jspecify.annotations.Nullable;

/**
 * A change. It may be run twice: when its batch fails, each write of the batch is tried again
 * alone. So it changes nothing in memory except through {@link WriteTransaction#afterCommit}.
 */
@FunctionalInterface
public interface Write<T extends @Nullable Object> {
    /** Runs on the writer's thread: does not wait, sleep, hash, sign or call other services. */
    T run(WriteTransaction tx);
}
