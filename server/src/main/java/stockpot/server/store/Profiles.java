package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Profile fields of local users, each with the position of its last change. */
public final class Profiles {
    private Profiles() {}

    /**
     * A field.
     *
     * @param value JSON, or null once the field was removed
     */
    public record FieldRow(UserId user, String field, @Nullable String value, long position) {}

    /** The fields of a user that are set, in the order of their names. */
    public static List<FieldRow> ofUser(Transaction tx, UserId user) {
        return tx.list(
                "SELECT user_id, field, value, position FROM profiles"
                        + " WHERE user_id = ? AND value IS NOT NULL ORDER BY field",
                Profiles::row,
                user.value());
    }

    /** The JSON of a field, or null. */
    public static @Nullable String find(Transaction tx, UserId user, String field) {
        FieldRow row =
                tx.first(
                        "SELECT user_id, field, value, position FROM profiles"
                                + " WHERE user_id = ? AND field = ?",
                        Profiles::row,
                        user.value(),
                        field);
        return row == null ? null : row.value();
    }

    /** Fields that changed behind a position, removals too, in the order of change. */
    public static List<FieldRow> changedSince(Transaction tx, long position, int limit) {
        return tx.list(
                "SELECT user_id, field, value, position FROM profiles"
                        + " WHERE position > ? ORDER BY position LIMIT ?",
                Profiles::row,
                position,
                limit);
    }

    /** Sets a field, or removes it with null; returns the position of the change. */
    public static long set(WriteTransaction tx, UserId user, String field, @Nullable String value) {
        long position = tx.nextPosition();
        tx.update(
                "INSERT INTO profiles (user_id, field, value, position) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (user_id, field)"
                        + " DO UPDATE SET value = excluded.value, position = excluded.position",
                user.value(),
                field,
                value,
                position);
        if (field.equals("displayname")) {
            UserWords.index(tx, user, value);
        }
        return position;
    }

    private static FieldRow row(Transaction.Row row) {
        return new FieldRow(new UserId(row.text(1)), row.text(2), row.textOrNull(3), row.number(4));
    }
}
