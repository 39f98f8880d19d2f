package stockpot.server.store;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.StateKey;

/** Numbers for (type, state_key), each given once and for all rooms. */
public final class StateKeys {
    private StateKeys() {}

    /** The number of the key; it gets one when it has none. */
    public static long intern(WriteTransaction tx, StateKey key) {
        Long known = find(tx, key);
        if (known != null) {
            return known;
        }
        Long next = tx.first("SELECT coalesce(max(id), 0) + 1 FROM state_keys", r -> r.number(1));
        long id = next == null ? 1 : next;
        tx.update(
                "INSERT INTO state_keys (id, type, state_key) VALUES (?, ?, ?)",
                id,
                key.type(),
                key.key());
        return id;
    }

    /** The number of the key, or null when no event ever had it. */
    public static @Nullable Long find(Transaction tx, StateKey key) {
        return tx.first(
                "SELECT id FROM state_keys WHERE type = ? AND state_key = ?",
                row -> row.number(1),
                key.type(),
                key.key());
    }

    /**
     * The key of a number.
     *
     * @throws StoreException when no key has it
     */
    public static StateKey name(Transaction tx, long id) {
        StateKey key =
                tx.first(
                        "SELECT type, state_key FROM state_keys WHERE id = ?",
                        row -> new StateKey(row.text(1), row.text(2)),
                        id);
        if (key == null) {
            throw new StoreException("There is no state key " + id);
        }
        return key;
    }
}
