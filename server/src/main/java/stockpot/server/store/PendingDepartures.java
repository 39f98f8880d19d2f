package stockpot.server.store;

import java.util.List;
import stockpot.server.matrix.id.UserId;

/** Closed accounts that still have to leave their rooms. */
public final class PendingDepartures {
    private PendingDepartures() {}

    /**
     * An account that is leaving.
     *
     * @param erase whether its messages are to be hidden from those who did not see them
     */
    public record DepartureRow(UserId user, boolean erase) {}

    /** Notes that an account is to leave. */
    public static void add(WriteTransaction tx, UserId user, boolean erase) {
        tx.update(
                "INSERT INTO pending_departures (user_id, erase) VALUES (?, ?)"
                        + " ON CONFLICT (user_id) DO NOTHING",
                user.value(),
                erase);
    }

    /** Notes that an account has left. */
    public static void delete(WriteTransaction tx, UserId user) {
        tx.update("DELETE FROM pending_departures WHERE user_id = ?", user.value());
    }

    /** All accounts that are leaving. */
    public static List<DepartureRow> all(Transaction tx) {
        return tx.list(
                "SELECT user_id, erase FROM pending_departures ORDER BY user_id",
                row -> new DepartureRow(new UserId(row.text(1)), row.flag(2)));
    }
}
