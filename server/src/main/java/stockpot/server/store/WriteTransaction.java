package stockpot.server.store;

import org.jspecify.annotations.Nullable;

/** A transaction that may change the database. */
public non-sealed interface WriteTransaction extends Transaction {
    /** Takes the next position of the change log for a change made by this write. */
    long nextPosition();

    /**
     * Changes rows.
     *
     * @return how many rows changed
     */
    int update(String sql, @Nullable Object... parameters);

    /** Tells the readers of the change log, once this transaction is durable. */
    void changed(Change change);

    /**
     * Runs when the transaction is durable, in the order of writes, before {@link CommitListener}s
     * and before the caller of the write goes on. For caches in memory; must not throw or wait.
     */
    void afterCommit(Runnable action);

    /** The transaction itself, where this is something that stands before it. */
    default WriteTransaction itself() {
        return this;
    }
}
