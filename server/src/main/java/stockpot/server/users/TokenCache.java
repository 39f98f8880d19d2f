package stockpot.server.users;

import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;

/**
 * Callers of tokens seen a moment ago, so that a busy client costs no query per request. An entry
 * lives for seconds only, since operators change accounts from outside; what this server changes
 * itself goes out at once.
 */
final class TokenCache {
    /** How long a change from outside may go unseen. */
    static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);

    private static final int MAX_ENTRIES = 10_000;

    private final Clock clock;
    private final Map<String, Kept> entries =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
                    return size() > MAX_ENTRIES;
                }
            };
    private long generation;

    TokenCache(Clock clock) {
        this.clock = clock;
    }

    private record Kept(Caller caller, @Nullable Long validUntil, long readAt) {}

    /** What {@link #put} must be given, taken before the database is read. */
    synchronized long generation() {
        return generation;
    }

    synchronized @Nullable Caller get(byte[] hash) {
        String key = key(hash);
        Kept entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        boolean old = clock.nanos() - entry.readAt > TIME_TO_LIVE.toNanos();
        if (old || (entry.validUntil != null && entry.validUntil < clock.millis())) {
            entries.remove(key);
            return null;
        }
        return entry.caller;
    }

    /** Keeps a caller, unless something was forgotten since {@code before}. */
    synchronized void put(byte[] hash, Caller caller, @Nullable Long validUntil, long before) {
        if (before == generation) {
            entries.put(key(hash), new Kept(caller, validUntil, clock.nanos()));
        }
    }

    /** Forgets the tokens of a user. */
    synchronized void forget(UserId user) {
        generation++;
        entries.values().removeIf(entry -> entry.caller.user().equals(user));
    }

    private static String key(byte[] hash) {
        return Base64.getEncoder().encodeToString(hash);
    }
}
