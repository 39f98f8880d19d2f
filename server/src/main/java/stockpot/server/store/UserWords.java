package stockpot.server.store;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.text.Words;

/**
 * The words by which local users are found: those of their ids and of the display names in their
 * profiles, never of what they call themselves in single rooms (threat V09).
 */
public final class UserWords {
    /** Sorts behind every text that begins with what stands before it. */
    private static final String BEHIND = Character.toString(Character.MAX_CODE_POINT);

    private static final String SELECT =
            "SELECT w.user_id, n.value, a.value FROM user_words w"
                    + " JOIN users u ON u.name = w.user_id AND u.deactivated = 0"
                    + " AND u.is_guest = 0"
                    + " LEFT JOIN profiles n ON n.user_id = w.user_id"
                    + " AND n.field = 'displayname'"
                    + " LEFT JOIN profiles a ON a.user_id = w.user_id"
                    + " AND a.field = 'avatar_url'"
                    + " WHERE w.word >= ? AND w.word < ?";

    private static final String ORDER = " ORDER BY w.word, w.user_id LIMIT ?";

    /** In a room that anyone may join or read, or in one with the asker. */
    private static final String KNOWN_TO =
            " AND (EXISTS (SELECT 1 FROM memberships m JOIN open_rooms o ON o.room = m.room"
                    + " WHERE m.user_id = w.user_id AND m.membership = 'join')"
                    + " OR (w.user_id <> ? AND EXISTS (SELECT 1 FROM memberships x"
                    + " JOIN memberships y ON y.room = x.room AND y.user_id = w.user_id"
                    + " AND y.membership = 'join'"
                    + " WHERE x.user_id = ? AND x.membership = 'join')))";

    private UserWords() {}

    /** Somebody found; name and avatar as JSON values of the profile. */
    public record Found(UserId user, @Nullable String name, @Nullable String avatar) {}

    /** All users with a word that begins so, nearest first. */
    public static List<Found> all(Transaction tx, String prefix, int limit) {
        return tx.list(SELECT + ORDER, UserWords::row, prefix, prefix + BEHIND, limit);
    }

    /** As {@link #all}, of those who share a room with the asker or are in an open one. */
    public static List<Found> knownTo(Transaction tx, UserId asker, String prefix, int limit) {
        return tx.list(
                SELECT + KNOWN_TO + ORDER,
                UserWords::row,
                prefix,
                prefix + BEHIND,
                asker.value(),
                asker.value(),
                limit);
    }

    /** Takes up a user as the id and the profile are now. */
    static void index(WriteTransaction tx, UserId user, @Nullable String name) {
        Set<String> words = new LinkedHashSet<>(Words.of(user.localpart()));
        if (name != null && Json.trustedValue(name).isTextual()) {
            words.addAll(Words.of(Json.trustedValue(name).textValue()));
        }
        tx.update("DELETE FROM user_words WHERE user_id = ?", user.value());
        for (String word : words) {
            tx.update("INSERT INTO user_words (word, user_id) VALUES (?, ?)", word, user.value());
        }
    }

    private static Found row(Transaction.Row row) {
        return new Found(new UserId(row.text(1)), row.textOrNull(2), row.textOrNull(3));
    }
}
