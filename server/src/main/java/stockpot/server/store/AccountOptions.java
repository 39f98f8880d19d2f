package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Single facts about accounts that only administrators set. */
public final class AccountOptions {
    private AccountOptions() {}

    /** The experimental features that are switched on for a user. */
    public static List<String> features(Transaction tx, UserId user) {
        return tx.list(
                "SELECT feature FROM experimental_features WHERE user_id = ? AND enabled <> 0"
                        + " ORDER BY feature",
                row -> row.text(1),
                user.value());
    }

    /** Switches an experimental feature on or off for a user. */
    public static void setFeature(
            WriteTransaction tx, UserId user, String feature, boolean enabled) {
        tx.update(
                "INSERT INTO experimental_features (user_id, feature, enabled) VALUES (?, ?, ?)"
                        + " ON CONFLICT (user_id, feature)"
                        + " DO UPDATE SET enabled = excluded.enabled",
                user.value(),
                feature,
                enabled);
    }

    /** Notes until when an account is valid, in milliseconds since the epoch. */
    public static void setValidUntil(WriteTransaction tx, UserId user, long expiresAt) {
        tx.update(
                "INSERT INTO account_validity (user_id, expires_at) VALUES (?, ?)"
                        + " ON CONFLICT (user_id) DO UPDATE SET expires_at = excluded.expires_at",
                user.value(),
                expiresAt);
    }

    /** Until when the master key may be replaced without proof, in milliseconds, or null. */
    public static @Nullable Long keyReplacement(Transaction tx, UserId user) {
        return tx.first(
                "SELECT allowed_until FROM key_replacements WHERE user_id = ?",
                row -> row.number(1),
                user.value());
    }

    /** Allows the master key to be replaced without proof until then. */
    public static void allowKeyReplacement(WriteTransaction tx, UserId user, long until) {
        tx.update(
                "INSERT INTO key_replacements (user_id, allowed_until) VALUES (?, ?)"
                        + " ON CONFLICT (user_id)"
                        + " DO UPDATE SET allowed_until = excluded.allowed_until",
                user.value(),
                until);
    }

    /** Takes that permission back. */
    public static void endKeyReplacement(WriteTransaction tx, UserId user) {
        tx.update("DELETE FROM key_replacements WHERE user_id = ?", user.value());
    }
}
