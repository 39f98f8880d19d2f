package stockpot.server.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The newest entries of many logs, one log for each key, so that a hundred readers woken by one
 * entry cost one query. Each tail is whole between its floor and the position it was read up to.
 * Bounded twice: entries of a tail, and tails.
 */
final class RecentLog<K, T> {
    private final int maxTails;
    private final int maxEntries;
    private final ToLongFunction<T> position;
    private final LinkedHashMap<K, Tail> tails = new LinkedHashMap<>(16, 0.75f, true);

    /** Reads entries behind {@code after}, up to and including {@code upTo}, in order. */
    @FunctionalInterface
    interface Loader<T> {
        /** At most {@code limit} entries; fewer mean that there are no more. */
        List<T> load(long after, long upTo, int limit);
    }

    private final class Tail {
        /** Held while one reader loads for all; no other lock is taken inside. */
        final ReentrantLock lock = new ReentrantLock();

        final ArrayDeque<T> entries = new ArrayDeque<>();
        long floor = -1;
        long upTo = -1;
    }

    RecentLog(int maxTails, int maxEntries, ToLongFunction<T> position) {
        this.maxTails = maxTails;
        this.maxEntries = maxEntries;
        this.position = position;
    }

    /**
     * The entries behind {@code after}, up to and including {@code upTo}, or null when there are
     * more than a tail holds: then the caller reads storage itself.
     */
    @Nullable List<T> between(K key, long after, long upTo, Loader<T> loader) {
        Tail tail = tail(key);
        tail.lock.lock();
        try {
            if (!extend(tail, after, upTo, loader)) {
                return null;
            }
            return select(tail, after, upTo);
        } finally {
            tail.lock.unlock();
        }
    }

    /** Forgets a tail, since entries that it holds have changed. */
    void forget(K key) {
        synchronized (tails) {
            tails.remove(key);
        }
    }

    private Tail tail(K key) {
        synchronized (tails) {
            Tail tail = tails.computeIfAbsent(key, k -> new Tail());
            if (tails.size() > maxTails) {
                tails.pollFirstEntry();
            }
            return tail;
        }
    }

    private boolean extend(Tail tail, long after, long upTo, Loader<T> loader) {
        if (tail.upTo < 0 || after > tail.upTo) {
            return restart(tail, after, upTo, loader);
        }
        if (upTo > tail.upTo && !append(tail, upTo, loader)) {
            return false;
        }
        return after >= tail.floor;
    }

    private boolean restart(Tail tail, long after, long upTo, Loader<T> loader) {
        List<T> fresh = loader.load(after, upTo, maxEntries + 1);
        if (fresh.size() > maxEntries) {
            return false;
        }
        tail.entries.clear();
        tail.entries.addAll(fresh);
        tail.floor = after;
        tail.upTo = upTo;
        return true;
    }

    private boolean append(Tail tail, long upTo, Loader<T> loader) {
        List<T> fresh = loader.load(tail.upTo, upTo, maxEntries + 1);
        if (fresh.size() > maxEntries) {
            return false;
        }
        tail.entries.addAll(fresh);
        tail.upTo = upTo;
        while (tail.entries.size() > maxEntries) {
            tail.floor = position.applyAsLong(tail.entries.removeFirst());
        }
        return true;
    }

    private List<T> select(Tail tail, long after, long upTo) {
        List<T> chosen = new ArrayList<>();
        for (T entry : tail.entries) {
            long at = position.applyAsLong(entry);
            if (at > after && at <= upTo) {
                chosen.add(entry);
            }
        }
        return chosen;
    }
}
