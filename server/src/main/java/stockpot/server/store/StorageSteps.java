package stockpot.server.store;

/**
 * Hears of the steps at which storage can be slow or fail, just before each. In production nobody
 * listens; tests and the simulator rest here for a while or throw.
 */
@FunctionalInterface
public interface StorageSteps {
    /** Lets everything pass. */
    StorageSteps NONE = step -> {};

    /** The steps: two of a query, then those of a batch of writes in their order. */
    enum Step {
        /** A snapshot for reading is about to be opened. */
        READ,
        /** The query has run and its caller is about to hear of it. */
        ANSWER,
        /** A batch of writes is about to begin. */
        BATCH,
        /** A statement of a write is about to run. */
        STATEMENT,
        /** The batch is about to be committed. */
        COMMIT,
        /** The batch is durable, but the answer that says so has not arrived yet. */
        COMMITTED
    }

    /**
     * A step is about to be taken. What this throws is treated as a failure of that step; a {@link
     * StorageTrouble} as one of the database.
     */
    void before(Step step);
}
