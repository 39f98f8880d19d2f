package stockpot.server.store;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The rows of state trees, with some of the last used ones kept in memory for all threads. Only
 * committed rows are kept, because the number of a row that was rolled back is given out again.
 */
final class StateRows {
    /** How many rows are kept. A row takes the place of another with the same remainder. */
    static final int MAX_ROWS = 8192;

    /**
     * Larger rows are not kept, so that the memory has a bound: 8 MiB, about 1.5 MiB in practice.
     */
    static final int MAX_ROW_BYTES = 1024;

    private final AtomicReferenceArray<@Nullable StoredRow> kept =
            new AtomicReferenceArray<>(MAX_ROWS);

    private static final class StoredRow {
        private final long id;
        private final byte[] nodes;

        StoredRow(long id, byte[] nodes) {
            this.id = id;
            this.nodes = nodes;
        }
    }

    static StateRows of(Transaction tx) {
        return switch (tx) {
            case Session session -> session.stateRows();
            case WriteTransaction write -> batch(write).session().stateRows();
        };
    }

    /** The node of that reference. */
    StateNode node(Transaction tx, long reference) {
        return StateNode.read(row(tx, StateNode.rowOf(reference)), reference);
    }

    private byte[] row(Transaction tx, long id) {
        if (tx instanceof WriteTransaction write) {
            byte[] fresh = batch(write).freshStateRow(id);
            if (fresh != null) {
                return fresh;
            }
        }
        StoredRow row = kept.get((int) (id % MAX_ROWS));
        if (row != null && row.id == id) {
            return row.nodes;
        }
        byte[] nodes = tx.first("SELECT nodes FROM state_nodes WHERE id = ?", r -> r.bytes(1), id);
        if (nodes == null) {
            throw new StoreException("There is no state row " + id + ": the database is damaged");
        }
        keep(id, nodes);
        return nodes;
    }

    /** The row is committed. */
    void keep(long id, byte[] nodes) {
        if (nodes.length <= MAX_ROW_BYTES) {
            kept.set((int) (id % MAX_ROWS), new StoredRow(id, nodes));
        }
    }

    private static Batch batch(WriteTransaction tx) {
        return (Batch) tx.itself();
    }

    /** Stores new nodes as a row, the root first, and returns its number. */
    static long write(WriteTransaction tx, List<StateNode> nodes) {
        Batch batch = batch(tx);
        long id = batch.nextStateRow();
        Varints out = new Varints();
        for (StateNode node : nodes) {
            node.write(out, id);
        }
        byte[] row = out.written();
        tx.update("INSERT INTO state_nodes (id, nodes) VALUES (?, ?)", id, row);
        batch.addStateRow(id, row);
        return id;
    }
}
