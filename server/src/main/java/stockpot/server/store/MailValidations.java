package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Sessions in which somebody proves to own a mail address (threat C08). */
public final class MailValidations {
    private static final String COLUMNS =
            "sid, secret_hash, token_hash, purpose, address, user_id, send_attempt, next_link,"
                    + " created_ts, validated_ts";

    private MailValidations() {}

    /**
     * A session.
     *
     * @param sid its name, which the client and the link know
     * @param secretHash SHA-256 of the client's secret
     * @param tokenHash SHA-256 of the token in the newest letter
     * @param purpose {@code register}, {@code reset} or {@code add}
     * @param address folded
     * @param user whose password or address list is concerned, or null
     * @param nextLink where the confirmation leads on to, or null
     * @param createdAt milliseconds since the epoch
     * @param validatedAt when the link was confirmed, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    public record ValidationRow(
            String sid,
            byte[] secretHash,
            byte[] tokenHash,
            String purpose,
            String address,
            @Nullable UserId user,
            long sendAttempt,
            @Nullable String nextLink,
            long createdAt,
            @Nullable Long validatedAt) {}

    /** A session, or null. */
    public static @Nullable ValidationRow find(Transaction tx, String sid) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM mail_validations WHERE sid = ?",
                MailValidations::row,
                sid);
    }

    /** The sessions about an address. */
    public static List<ValidationRow> ofAddress(Transaction tx, String address, String purpose) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM mail_validations WHERE address = ? AND purpose = ?"
                        + " ORDER BY created_ts DESC, sid LIMIT 50",
                MailValidations::row,
                address,
                purpose);
    }

    /** Stores a session in place of the one of its sid. */
    public static void put(WriteTransaction tx, ValidationRow row) {
        UserId user = row.user();
        tx.update(
                "INSERT INTO mail_validations ("
                        + COLUMNS
                        + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (sid) DO UPDATE SET token_hash = excluded.token_hash,"
                        + " send_attempt = excluded.send_attempt,"
                        + " next_link = excluded.next_link",
                row.sid(),
                row.secretHash(),
                row.tokenHash(),
                row.purpose(),
                row.address(),
                user == null ? null : user.value(),
                row.sendAttempt(),
                row.nextLink(),
                row.createdAt(),
                row.validatedAt());
    }

    /** Notes that the link was confirmed; a second time changes nothing. */
    public static void validate(WriteTransaction tx, String sid, long now) {
        tx.update(
                "UPDATE mail_validations SET validated_ts = ?"
                        + " WHERE sid = ? AND validated_ts IS NULL",
                now,
                sid);
    }

    /** Uses a session up; false if it had been used. */
    public static boolean delete(WriteTransaction tx, String sid) {
        return tx.update("DELETE FROM mail_validations WHERE sid = ?", sid) > 0;
    }

    /** Removes the sessions that concern an address, or a user's, when either changes hands. */
    public static void deleteOfUser(WriteTransaction tx, UserId user) {
        tx.update("DELETE FROM mail_validations WHERE user_id = ?", user.value());
    }

    /** Removes sessions that have ended. */
    public static void deleteBefore(WriteTransaction tx, long createdAt) {
        tx.update("DELETE FROM mail_validations WHERE created_ts < ?", createdAt);
    }

    private static ValidationRow row(Transaction.Row row) {
        String user = row.textOrNull(6);
        return new ValidationRow(
                row.text(1),
                row.bytes(2),
                row.bytes(3),
                row.text(4),
                row.text(5),
                user == null ? null : new UserId(user),
                row.number(7),
                row.textOrNull(8),
                row.number(9),
                row.numberOrNull(10));
    }
}
