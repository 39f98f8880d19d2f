package stockpot.server.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The newest entries of many logs, one log for each key, so that a hundred readers woken by one
 * entry cost one query. Each tail is whole between its floor and the position it was read up to.
 * Bounded three times: entries of a tail, tails, and the weight of everything.
 */
final class RecentLog<K, T> {
    private final Bounds bounds;
    private final ToLongFunction<T> position;
    private final ToIntFunction<T> weight;
    private final LinkedHashMap<K, Tail> tails = new LinkedHashMap<>(16, 0.75f, true);
    private long totalWeight;

    /**
     * What is kept at most.
     *
     * @param tails how many logs
     * @param entries how many of one log
     * @param weight of all entries together
     */
    record Bounds(int tails, int entries, long weight) {}

    /** Reads entries behind {@code after}, up to and including {@code upTo}, in order. */
    @FunctionalInterface
    interface Loader<T> {
        /** At most {@code limit} entries; fewer mean that there are no more. */
        List<T> load(long after, long upTo, int limit);
    }

    /** Reads entries up to and including {@code upTo}, newest first. */
    @FunctionalInterface
    interface BackLoader<T> {
        /** At most {@code limit} entries; fewer mean that the log begins there. */
        List<T> load(long upTo, int limit);
    }

    /**
     * The end of a log.
     *
     * @param entries newest first
     * @param floor the position behind which they are whole; 0 if they are all there is
     */
    record Newest<T>(List<T> entries, long floor) {}

    private final class Tail {
        /** Held while one reader loads for all; no other lock is taken inside. */
        final ReentrantLock lock = new ReentrantLock();

        final ArrayDeque<T> entries = new ArrayDeque<>();
        long floor = -1;
        long upTo = -1;

        /** Whether entries came or went since they were weighed. */
        boolean changed;

        /** What they weighed then; guarded by {@link #tails}. */
        long counted;
    }

    RecentLog(Bounds bounds, ToLongFunction<T> position, ToIntFunction<T> weight) {
        this.bounds = bounds;
        this.position = position;
        this.weight = weight;
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
            settle(key, tail);
            tail.lock.unlock();
        }
    }

    /**
     * The newest entries up to a position, at least {@code count} if there are so many and a tail
     * may hold them. Null when another reader has the tail: the caller may be one whom that reader
     * waits for, so it must not wait here.
     */
    @Nullable Newest<T> newest(
            K key, long upTo, int count, Loader<T> loader, BackLoader<T> backLoader) {
        Tail tail = tail(key);
        if (!tail.lock.tryLock()) {
            return null;
        }
        try {
            boolean known = tail.upTo >= 0 && tail.floor <= upTo;
            if (!known || (upTo > tail.upTo && !append(tail, upTo, loader))) {
                tail.entries.clear();
                tail.changed = true;
                tail.floor = upTo;
                tail.upTo = upTo;
            }
            if (select(tail, tail.floor, upTo).size() < count && tail.floor > 0) {
                deepen(tail, count, backLoader);
            }
            return new Newest<>(select(tail, tail.floor, upTo).reversed(), tail.floor);
        } finally {
            settle(key, tail);
            tail.lock.unlock();
        }
    }

    /** Reads older entries to a tail: those asked for at first, as many as it may hold later. */
    private void deepen(Tail tail, int count, BackLoader<T> loader) {
        int place = bounds.entries() - tail.entries.size();
        int wanted = tail.entries.isEmpty() ? Math.min(count, place) : place;
        if (wanted <= 0) {
            return;
        }
        List<T> older = loader.load(tail.floor, wanted);
        older.forEach(tail.entries::addFirst);
        tail.changed = true;
        tail.floor = older.size() < wanted ? 0 : position.applyAsLong(tail.entries.getFirst()) - 1;
    }

    /** Forgets a tail, since entries that it holds have changed. */
    void forget(K key) {
        synchronized (tails) {
            drop(tails.remove(key));
        }
    }

    private Tail tail(K key) {
        synchronized (tails) {
            Tail tail = tails.computeIfAbsent(key, k -> new Tail());
            if (tails.size() > bounds.tails()) {
                drop(tails.pollFirstEntry().getValue());
            }
            return tail;
        }
    }

    /** Weighs a tail anew, and drops others that were not asked for lately. */
    private void settle(K key, Tail tail) {
        if (!tail.changed) {
            return;
        }
        tail.changed = false;
        long now = 0;
        for (T entry : tail.entries) {
            now += weight.applyAsInt(entry);
        }
        synchronized (tails) {
            if (!tail.equals(tails.get(key))) {
                return; // dropped meanwhile: nobody will find it again
            }
            totalWeight += now - tail.counted;
            tail.counted = now;
            while (totalWeight > bounds.weight() && tails.size() > 1) {
                drop(tails.pollFirstEntry().getValue());
            }
        }
    }

    private void drop(@Nullable Tail tail) {
        if (tail != null) {
            totalWeight -= tail.counted;
            tail.counted = 0;
        }
    }

    /** The weight of all entries that are kept. */
    long weight() {
        synchronized (tails) {
            return totalWeight;
        }
    }

    private boolean extend(Tail tail, long after, long upTo, Loader<T> loader) {
        boolean whole = tail.upTo >= 0 && (upTo <= tail.upTo || append(tail, upTo, loader));
        if (!whole && (tail.upTo < 0 || after > tail.upTo)) {
            return restart(tail, after, upTo, loader);
        }
        return whole && after >= tail.floor;
    }

    private boolean restart(Tail tail, long after, long upTo, Loader<T> loader) {
        List<T> fresh = loader.load(after, upTo, bounds.entries() + 1);
        if (fresh.size() > bounds.entries()) {
            return false;
        }
        tail.entries.clear();
        tail.entries.addAll(fresh);
        tail.changed = true;
        tail.floor = after;
        tail.upTo = upTo;
        return true;
    }

    private boolean append(Tail tail, long upTo, Loader<T> loader) {
        List<T> fresh = loader.load(tail.upTo, upTo, bounds.entries() + 1);
        if (fresh.size() > bounds.entries()) {
            return false;
        }
        tail.entries.addAll(fresh);
        tail.changed |= !fresh.isEmpty();
        tail.upTo = upTo;
        while (tail.entries.size() > bounds.entries()) {
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
