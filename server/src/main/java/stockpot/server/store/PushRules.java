package stockpot.server.store;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Push rules: one document for each user, of what differs from the rules that everybody has. */
public final class PushRules {
    private PushRules() {}

    /** What a user changed, as JSON, or null for nothing. */
    public static @Nullable String find(Transaction tx, UserId user) {
        return tx.first(
                "SELECT changes FROM push_rules WHERE user_id = ?",
                row -> row.text(1),
                user.value());
    }

    /** Stores what a user changed, and tells the readers of the log; clients see account data. */
    public static void set(WriteTransaction tx, UserId user, String changes) {
        long position = tx.nextPosition();
        tx.update(
                "INSERT INTO push_rules (user_id, changes, position) VALUES (?, ?, ?)"
                        + " ON CONFLICT (user_id) DO UPDATE SET changes = excluded.changes,"
                        + " position = excluded.position",
                user.value(),
                changes,
                position);
        tx.changed(new Change.AccountData(position, user, null, "m.push_rules"));
    }

    /** The position of the last change; 0 when there was none. */
    public static long lastChange(Transaction tx, UserId user) {
        Long position =
                tx.first(
                        "SELECT position FROM push_rules WHERE user_id = ?",
                        row -> row.number(1),
                        user.value());
        return position == null ? 0 : position;
    }
}
