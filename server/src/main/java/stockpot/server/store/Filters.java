package stockpot.server.store;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Filters that users have stored; equal filters share one id. */
public final class Filters {
    private Filters() {}

    /** The filter's JSON, or null. */
    public static @Nullable String find(Transaction tx, UserId user, long id) {
        return tx.first(
                "SELECT filter FROM filters WHERE user_id = ? AND filter_id = ?",
                row -> row.text(1),
                user.value(),
                id);
    }

    /** The id of an equal filter, or null. */
    public static @Nullable Long idOf(Transaction tx, UserId user, byte[] hash) {
        return tx.first(
                "SELECT filter_id FROM filters WHERE user_id = ? AND hash = ?",
                row -> row.number(1),
                user.value(),
                hash);
    }

    /**
     * Stores a filter, unless an equal one is there, and returns its id. Only the newest {@code
     * keep} filters stay.
     */
    public static long add(WriteTransaction tx, UserId user, byte[] hash, String filter, int keep) {
        Long known = idOf(tx, user, hash);
        if (known != null) {
            return known;
        }
        Long last =
                tx.first(
                        "SELECT max(filter_id) FROM filters WHERE user_id = ?",
                        row -> row.numberOrNull(1) == null ? -1L : row.number(1),
                        user.value());
        long id = last == null ? 0 : last + 1;
        tx.update(
                "INSERT INTO filters (user_id, filter_id, hash, filter) VALUES (?, ?, ?, ?)",
                user.value(),
                id,
                hash,
                filter);
        tx.update(
                "DELETE FROM filters WHERE user_id = ? AND filter_id <= ?",
                user.value(),
                id - keep);
        return id;
    }
}
