package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Accounts that no administrator has let in yet. */
public final class AwaitingApproval {
    private AwaitingApproval() {}

    /**
     * An account that waits.
     *
     * @param requestedAt milliseconds since the epoch
     * @param tokenHash SHA-256 of the token in the administrator's letter
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    public record ApprovalRow(UserId user, long requestedAt, byte[] tokenHash) {}

    /** The entry of an account, or null if it has been let in. */
    public static @Nullable ApprovalRow find(Transaction tx, UserId user) {
        return tx.first(
                "SELECT user_id, requested_ts, token_hash FROM awaiting_approval WHERE user_id = ?",
                AwaitingApproval::row,
                user.value());
    }

    /** Those that wait, longest first. */
    public static List<ApprovalRow> all(Transaction tx, int limit) {
        return tx.list(
                "SELECT user_id, requested_ts, token_hash FROM awaiting_approval"
                        + " ORDER BY requested_ts, user_id LIMIT ?",
                AwaitingApproval::row,
                limit);
    }

    /** Lets an account wait. */
    public static void insert(WriteTransaction tx, ApprovalRow row) {
        tx.update(
                "INSERT INTO awaiting_approval (user_id, requested_ts, token_hash)"
                        + " VALUES (?, ?, ?) ON CONFLICT (user_id) DO NOTHING",
                row.user().value(),
                row.requestedAt(),
                row.tokenHash());
    }

    /** Lets an account in; false if it did not wait. */
    public static boolean delete(WriteTransaction tx, UserId user) {
        return tx.update("DELETE FROM awaiting_approval WHERE user_id = ?", user.value()) > 0;
    }

    private static ApprovalRow row(Transaction.Row row) {
        return new ApprovalRow(new UserId(row.text(1)), row.number(2), row.bytes(3));
    }
}
