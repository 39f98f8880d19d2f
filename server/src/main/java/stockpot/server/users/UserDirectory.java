package stockpot.server.users;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.UserDirectoryConfig;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.text.Words;
import stockpot.server.store.Database;
import stockpot.server.store.UserWords;
import stockpot.server.store.UserWords.Found;

/**
 * Finds people by name or id: those in a room with the asker and those in rooms that are open to
 * all, or everybody if the server is set so. Client-Server API, "User Directory"; threat V09.
 */
public final class UserDirectory {
    /** The most results of one search. */
    public static final int MAX_LIMIT = 50;

    /** People looked at for one search. */
    static final int MAX_CANDIDATES = 1_000;

    private final Database database;
    private final UserDirectoryConfig config;

    /** The people in {@code database}. */
    public UserDirectory(Database database, UserDirectoryConfig config) {
        this.database = database;
        this.config = config;
    }

    /** What was found; {@code limited} if there was more. */
    public record Results(List<ObjectNode> people, boolean limited) {}

    /**
     * Searches.
     *
     * @param term words, or beginnings of words; all must be found in one person's name or id
     * @throws stockpot.server.matrix.error.MatrixException 403 where the directory is off
     */
    public Results search(UserId asker, String term, int limit) {
        if (!config.enabled()) {
            throw MatrixErrors.forbidden("The user directory is switched off");
        }
        @Nullable UserId whole = wholeId(term);
        List<String> words = Words.of(whole == null ? term : whole.localpart());
        if (words.isEmpty()) {
            return new Results(List.of(), false);
        }
        String longest = words.stream().max(Comparator.comparingInt(String::length)).orElseThrow();
        List<Found> candidates =
                database.read(tx ->
                        config.searchAllUsers()
                                ? UserWords.all(tx, longest, MAX_CANDIDATES)
                                : UserWords.knownTo(tx, asker, longest, MAX_CANDIDATES));
        Map<UserId, ObjectNode> people = new LinkedHashMap<>();
        for (Found found : candidates) {
            if ((whole == null || whole.equals(found.user())) && hasAll(found, words)) {
                people.put(found.user(), person(found));
            }
        }
        boolean more = people.size() > limit;
        List<ObjectNode> list = new ArrayList<>(people.values());
        return new Results(more ? List.copyOf(list.subList(0, limit)) : list, more);
    }

    private static @Nullable UserId wholeId(String term) {
        String trimmed = term.strip();
        int colon = trimmed.indexOf(':');
        return trimmed.startsWith("@") && colon > 1 && colon < trimmed.length() - 1
                ? new UserId(trimmed)
                : null;
    }

    private static boolean hasAll(Found found, List<String> wanted) {
        List<String> words = new ArrayList<>(Words.of(found.user().localpart()));
        @Nullable String name = text(found.name());
        if (name != null) {
            words.addAll(Words.of(name));
        }
        return wanted.stream()
                .allMatch(term -> words.stream().anyMatch(word -> word.startsWith(term)));
    }

    private static ObjectNode person(Found found) {
        ObjectNode person = Json.object();
        person.put("user_id", found.user().value());
        @Nullable String name = text(found.name());
        if (name != null) {
            person.put("display_name", name);
        }
        @Nullable String avatar = text(found.avatar());
        if (avatar != null) {
            person.put("avatar_url", avatar);
        }
        return person;
    }

    private static @Nullable String text(@Nullable String json) {
        return json == null ? null : Json.trustedValue(json).textValue();
    }
}
