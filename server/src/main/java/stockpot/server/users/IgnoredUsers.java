package stockpot.server.users;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Change;
import stockpot.server.store.Database;

/** Whom a user does not want to hear: account data of one type, kept at hand for readers. */
public final class IgnoredUsers {
    /** The type of account data that holds the list. */
    public static final String TYPE = "m.ignored_user_list";

    private static final int MAX_CACHED = 5_000;

    private final Database database;
    private final Map<UserId, Set<UserId>> cached =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<UserId, Set<UserId>> eldest) {
                    return size() > MAX_CACHED;
                }
            };
    private long generation;

    /** Reads from this database and hears of its changes. */
    public IgnoredUsers(Database database) {
        this.database = database;
        database.onCommit((_, changes) -> forget(changes));
    }

    /** The users that this one ignores, in order. */
    public Set<UserId> of(UserId user) {
        long before;
        synchronized (cached) {
            Set<UserId> known = cached.get(user);
            if (known != null) {
                return known;
            }
            before = generation;
        }
        Set<UserId> read = read(user);
        synchronized (cached) {
            if (before == generation) {
                cached.put(user, read);
            }
        }
        return read;
    }

    private Set<UserId> read(UserId user) {
        String content =
                database.read(tx -> stockpot.server.store.AccountData.find(tx, user, null, TYPE));
        return parse(content);
    }

    /** Anything that is not such a list ignores nobody; nobody can ignore themselves away. */
    private static Set<UserId> parse(@Nullable String content) {
        Set<UserId> ignored = new TreeSet<>();
        if (content != null
                && Json.trusted(content).get("ignored_users") instanceof ObjectNode list) {
            list.fieldNames().forEachRemaining(name -> ignored.add(new UserId(name)));
        }
        return java.util.Collections.unmodifiableSet(ignored);
    }

    private void forget(List<Change> changes) {
        Set<UserId> changed =
                changes.stream()
                        .filter(Change.AccountData.class::isInstance)
                        .map(Change.AccountData.class::cast)
                        .filter(change -> change.type().equals(TYPE))
                        .map(Change.AccountData::user)
                        .collect(Collectors.toSet());
        if (!changed.isEmpty()) {
            synchronized (cached) {
                generation++;
                changed.forEach(cached::remove);
            }
        }
    }
}
