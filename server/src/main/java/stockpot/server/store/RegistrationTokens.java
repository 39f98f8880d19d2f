package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens that allow somebody to register. */
public final class RegistrationTokens {
    private static final String COLUMNS = "token, uses_allowed, pending, completed, expiry_time";

    private RegistrationTokens() {}

    /**
     * A token.
     *
     * @param usesAllowed how many accounts it may make, or null for any number
     * @param pending registrations that hold it and are not finished
     * @param completed accounts made with it
     * @param expiresAt milliseconds since the epoch, or null for no end
     */
    public record TokenRow(
            String token,
            @Nullable Long usesAllowed,
            long pending,
            long completed,
            @Nullable Long expiresAt) {
        /** Whether one more registration may begin with it. */
        public boolean usable(long now) {
            boolean ended = expiresAt != null && expiresAt < now;
            return !ended && (usesAllowed == null || pending + completed < usesAllowed);
        }
    }

    /** A token, or null. */
    public static @Nullable TokenRow find(Transaction tx, String token) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM registration_tokens WHERE token = ?",
                RegistrationTokens::row,
                token);
    }

    /** All tokens, in the order of their text. */
    public static List<TokenRow> all(Transaction tx) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM registration_tokens ORDER BY token",
                RegistrationTokens::row);
    }

    /** Adds a token; false if it is there. */
    public static boolean insert(WriteTransaction tx, TokenRow token) {
        return tx.update(
                        "INSERT INTO registration_tokens (token, uses_allowed, expiry_time)"
                                + " VALUES (?, ?, ?) ON CONFLICT (token) DO NOTHING",
                        token.token(),
                        token.usesAllowed(),
                        token.expiresAt())
                > 0;
    }

    /** Changes the limits of a token; false if there is none. */
    public static boolean limit(
            WriteTransaction tx,
            String token,
            @Nullable Long usesAllowed,
            @Nullable Long expiresAt) {
        return tx.update(
                        "UPDATE registration_tokens SET uses_allowed = ?, expiry_time = ?"
                                + " WHERE token = ?",
                        usesAllowed,
                        expiresAt,
                        token)
                > 0;
    }

    /** Removes a token; false if there is none. */
    public static boolean delete(WriteTransaction tx, String token) {
        return tx.update("DELETE FROM registration_tokens WHERE token = ?", token) > 0;
    }

    /** Counts registrations that hold the token: +1 when one begins, −1 when one is given up. */
    public static void addPending(WriteTransaction tx, String token, int more) {
        tx.update(
                "UPDATE registration_tokens SET pending = pending + ? WHERE token = ?",
                more,
                token);
    }

    /** Counts a registration that held the token as completed. */
    public static void complete(WriteTransaction tx, String token) {
        tx.update(
                "UPDATE registration_tokens SET pending = pending - 1, completed = completed + 1"
                        + " WHERE token = ?",
                token);
    }

    private static TokenRow row(Transaction.Row row) {
        return new TokenRow(
                row.text(1),
                row.numberOrNull(2),
                row.number(3),
                row.number(4),
                row.numberOrNull(5));
    }
}
