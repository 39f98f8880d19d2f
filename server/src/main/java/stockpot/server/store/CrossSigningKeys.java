package stockpot.server.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** The keys of users that sign devices and other users, by usage, as JSON text. */
public final class CrossSigningKeys {
    private CrossSigningKeys() {}

    /** The key of a usage such as {@code master}, or null. */
    public static @Nullable String find(Transaction tx, UserId user, String usage) {
        return tx.first(
                "SELECT json FROM cross_signing_keys WHERE user_id = ? AND usage = ?",
                row -> row.text(1),
                user.value(),
                usage);
    }

    /** All keys of a user, by usage. */
    public static Map<String, String> ofUser(Transaction tx, UserId user) {
        Map<String, String> keys = new LinkedHashMap<>();
        tx.each(
                "SELECT usage, json FROM cross_signing_keys WHERE user_id = ? ORDER BY usage",
                row -> {
                    keys.put(row.text(1), row.text(2));
                    return true;
                },
                user.value());
        return keys;
    }

    /** Sets the key of a usage. */
    public static void put(WriteTransaction tx, UserId user, String usage, String json) {
        tx.update(
                "INSERT INTO cross_signing_keys (user_id, usage, json) VALUES (?, ?, ?)"
                        + " ON CONFLICT (user_id, usage) DO UPDATE SET json = excluded.json",
                user.value(),
                usage,
                json);
    }

    /** Forgets the key of a usage. */
    public static void delete(WriteTransaction tx, UserId user, String usage) {
        tx.update(
                "DELETE FROM cross_signing_keys WHERE user_id = ? AND usage = ?",
                user.value(),
                usage);
    }
}
