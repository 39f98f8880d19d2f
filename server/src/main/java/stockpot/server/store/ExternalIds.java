package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Who users are to providers of identities; one user for each name that a provider gives. */
public final class ExternalIds {
    private ExternalIds() {}

    /** A name that a provider gives. */
    public record ExternalId(String provider, String id) {}

    /** The names of a user. */
    public static List<ExternalId> ofUser(Transaction tx, UserId user) {
        return tx.list(
                "SELECT auth_provider, external_id FROM external_ids WHERE user_id = ?"
                        + " ORDER BY auth_provider, external_id",
                row -> new ExternalId(row.text(1), row.text(2)),
                user.value());
    }

    /** Whose name it is, or null. */
    public static @Nullable UserId owner(Transaction tx, ExternalId id) {
        return tx.first(
                "SELECT user_id FROM external_ids WHERE auth_provider = ? AND external_id = ?",
                row -> new UserId(row.text(1)),
                id.provider(),
                id.id());
    }

    /** Gives a name to a user; false if somebody has it. */
    public static boolean insert(WriteTransaction tx, UserId user, ExternalId id) {
        return tx.update(
                        "INSERT INTO external_ids (auth_provider, external_id, user_id)"
                                + " VALUES (?, ?, ?)"
                                + " ON CONFLICT (auth_provider, external_id) DO NOTHING",
                        id.provider(),
                        id.id(),
                        user.value())
                > 0;
    }

    /** Takes all names from a user. */
    public static void deleteOfUser(WriteTransaction tx, UserId user) {
        tx.update("DELETE FROM external_ids WHERE user_id = ?", user.value());
    }
}
