package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Third-party ids (mail addresses, telephone numbers) that users have proved to own. */
public final class ThreePids {
    private ThreePids() {}

    /**
     * An address of a user.
     *
     * @param medium {@code email} or {@code msisdn}
     * @param address as stored, folded by who stores it
     */
    public record ThreePidRow(
            UserId user, String medium, String address, long validatedAt, long addedAt) {}

    /** The addresses of a user. */
    public static List<ThreePidRow> ofUser(Transaction tx, UserId user) {
        return tx.list(
                "SELECT user_id, medium, address, validated_at, added_at FROM user_threepids"
                        + " WHERE user_id = ? ORDER BY medium, address",
                ThreePids::row,
                user.value());
    }

    /** Whose address it is, or null. */
    public static @Nullable UserId owner(Transaction tx, String medium, String address) {
        return tx.first(
                "SELECT user_id FROM user_threepids WHERE medium = ? AND address = ?",
                row -> new UserId(row.text(1)),
                medium,
                address);
    }

    /** Gives an address to a user; false if somebody has it. */
    public static boolean insert(WriteTransaction tx, ThreePidRow row) {
        return tx.update(
                        "INSERT INTO user_threepids (user_id, medium, address, validated_at,"
                                + " added_at) VALUES (?, ?, ?, ?, ?)"
                                + " ON CONFLICT (medium, address) DO NOTHING",
                        row.user().value(),
                        row.medium(),
                        row.address(),
                        row.validatedAt(),
                        row.addedAt())
                > 0;
    }

    /** Takes an address from a user. */
    public static void delete(WriteTransaction tx, UserId user, String medium, String address) {
        tx.update(
                "DELETE FROM user_threepids WHERE user_id = ? AND medium = ? AND address = ?",
                user.value(),
                medium,
                address);
    }

    /** Takes all addresses from a user. */
    public static void deleteOfUser(WriteTransaction tx, UserId user) {
        tx.update("DELETE FROM user_threepids WHERE user_id = ?", user.value());
    }

    private static ThreePidRow row(Transaction.Row row) {
        return new ThreePidRow(
                new UserId(row.text(1)), row.text(2), row.text(3), row.number(4), row.number(5));
    }
}
