package stockpot.server.store;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Tokens by which a user proves to a third party who they are. */
public final class OpenIdTokens {
    private OpenIdTokens() {}

    /** Adds a token; those that have ended go. */
    public static void insert(
            WriteTransaction tx, byte[] hash, UserId user, long validUntil, long now) {
        tx.update("DELETE FROM open_id_tokens WHERE valid_until < ?", now);
        tx.update(
                "INSERT INTO open_id_tokens (token_hash, user_id, valid_until) VALUES (?, ?, ?)",
                hash,
                user.value(),
                validUntil);
    }

    /** Whose token it is, or null if it is unknown or has ended. */
    public static @Nullable UserId find(Transaction tx, byte[] hash, long now) {
        return tx.first(
                "SELECT user_id FROM open_id_tokens WHERE token_hash = ? AND valid_until >= ?",
                row -> new UserId(row.text(1)),
                hash,
                now);
    }

    /** Takes a token out; the user it was for, or null if it is unknown or has ended. */
    public static @Nullable UserId take(WriteTransaction tx, byte[] hash, long now) {
        UserId user = find(tx, hash, now);
        tx.update("DELETE FROM open_id_tokens WHERE token_hash = ?", hash);
        return user;
    }

    /** Removes the tokens of a user. */
    public static void deleteOfUser(WriteTransaction tx, UserId user) {
        tx.update("DELETE FROM open_id_tokens WHERE user_id = ?", user.value());
    }
}
