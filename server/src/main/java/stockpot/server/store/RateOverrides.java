package stockpot.server.store;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Rate limits of single users, in the place of those of everybody. */
public final class RateOverrides {
    private RateOverrides() {}

    /**
     * A limit.
     *
     * @param perSecond messages a second; 0 for no limit at all
     * @param burst messages at once
     */
    public record OverrideRow(long perSecond, long burst) {}

    /** The limit of a user, or null where that of everybody holds. */
    public static @Nullable OverrideRow find(Transaction tx, UserId user) {
        return tx.first(
                "SELECT messages_per_second, burst_count FROM rate_overrides WHERE user_id = ?",
                row -> new OverrideRow(row.number(1), row.number(2)),
                user.value());
    }

    /** Sets the limit of a user. */
    public static void put(WriteTransaction tx, UserId user, OverrideRow limit) {
        tx.update(
                "INSERT INTO rate_overrides (user_id, messages_per_second, burst_count)"
                        + " VALUES (?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET"
                        + " messages_per_second = excluded.messages_per_second,"
                        + " burst_count = excluded.burst_count",
                user.value(),
                limit.perSecond(),
                limit.burst());
    }

    /** Puts a user back under the limit of everybody. */
    public static void delete(WriteTransaction tx, UserId user) {
        tx.update("DELETE FROM rate_overrides WHERE user_id = ?", user.value());
    }
}
