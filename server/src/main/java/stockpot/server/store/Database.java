package stockpot.server.store;

import org.jspecify.annotations.Nullable;

/** The storage port: one writer with grouped commits, readers apart. */
public interface Database extends AutoCloseable {
    /**
     * Runs a query on a snapshot that holds at least everything committed before the call, and
     * waits for it. Not to be called from inside a {@link Query} or {@link Write}.
     *
     * @throws stockpot.server.matrix.error.MatrixException 503 when the database is away, too many
     *     queries wait, or the query takes longer than 10 s
     */
    <T extends @Nullable Object> T read(Query<T> query);

    /**
     * Queues a write and returns at once. Writes are run and committed in the order of these calls.
     *
     * @throws stockpot.server.matrix.error.MatrixException 503 when the queue is full
     */
    <T extends @Nullable Object> Pending<T> submit(Write<T> write);

    /** Queues a write and waits until it is durable. */
    default <T extends @Nullable Object> T write(Write<T> write) {
        return submit(write).await();
    }

    /**
     * The highest position whose change, and every lower one, is committed and readable. A query
     * may already see rows above it, committed a moment ago; a reader of the log takes this
     * position first and reads up to it.
     */
    long position();

    /**
     * Whether the last batch of writes was committed; answers at once. After a failure each call
     * has an empty batch tried, so that a server without traffic notices when storage is back.
     */
    boolean healthy();

    /** Registers a listener that hears of each commit, after its changes are readable. */
    void onCommit(CommitListener listener);

    @Override
    void close();
}
