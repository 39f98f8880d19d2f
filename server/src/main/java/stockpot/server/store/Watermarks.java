package stockpot.server.store;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last position of the change log at which something changed, by key; bounded. What was pushed
 * out raises the floor below which every key counts as changed, so that the answer may be a
 * needless yes but never a wrong no.
 */
public final class Watermarks<K> {
    private final int limit;
    private final LinkedHashMap<K, Long> last = new LinkedHashMap<>(16, 0.75f, true);
    private long floor;

    /**
     * Starts empty.
     *
     * @param limit how many keys are kept
     * @param floor the position up to which nothing is known
     */
    public Watermarks(int limit, long floor) {
        this.limit = limit;
        this.floor = floor;
    }

    /** Notes a change. */
    public synchronized void mark(K key, long position) {
        last.merge(key, position, Math::max);
        if (last.size() > limit) {
            Map.Entry<K, Long> eldest = last.pollFirstEntry();
            floor = Math.max(floor, eldest.getValue());
        }
    }

    /** Whether the key may have changed behind that position. */
    public synchronized boolean mayHaveChangedSince(K key, long position) {
        if (position < floor) {
            return true;
        }
        Long mark = last.get(key);
        return mark != null && mark > position;
    }
}
