package stockpot.server.rooms;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.Transaction;

/**
 * Goes through a room's history event by event until enough were found that the viewer may see and
 * wants. What is passed over costs a budget, not the page: a walk that ends for want of budget says
 * so, and the next one goes on from there (threat V07).
 */
final class HistoryWalk {
    /** Events looked at for one answer. */
    static final int MAX_SCANNED = 5_000;

    private static final int SMALLEST_CHUNK = 20;
    private static final int LARGEST_CHUNK = 500;

    private final Transaction tx;
    private final VisibleHistory history;
    private final long room;
    private final Predicate<EventRow> wanted;

    HistoryWalk(Transaction tx, VisibleHistory history, long room, Predicate<EventRow> wanted) {
        this.tx = tx;
        this.history = history;
        this.room = room;
        this.wanted = wanted;
    }

    /**
     * What a walk found.
     *
     * @param events in the order of the walk
     * @param at where the walk ended, as a {@link HistoryToken}
     * @param exhausted whether there is nothing more that way
     */
    record Found(List<EventRow> events, long at, boolean exhausted) {}

    /** Back from {@code from} (inclusive) to {@code to} (exclusive). */
    Found backward(long from, long to, int limit) {
        return walk(from, limit, (at, size) -> Events.backward(tx, room, at, to, size), -1);
    }

    /** On from {@code from} (exclusive) to {@code to} (inclusive). */
    Found forward(long from, long to, int limit) {
        return walk(from, limit, (at, size) -> Events.forward(tx, room, at, to, size), 0);
    }

    private Found walk(long from, int limit, Chunks chunks, int beyond) {
        List<EventRow> found = new ArrayList<>();
        long at = from;
        int scanned = 0;
        int size = Math.clamp(limit, SMALLEST_CHUNK, LARGEST_CHUNK);
        while (found.size() < limit && scanned < MAX_SCANNED) {
            List<EventRow> chunk = chunks.read(at, size);
            for (EventRow row : chunk) {
                at = row.position() + beyond;
                if (wanted.test(row) && history.visible(row)) {
                    found.add(row);
                    if (found.size() == limit) {
                        return new Found(found, at, false);
                    }
                }
            }
            if (chunk.size() < size) {
                return new Found(found, at, true);
            }
            scanned += size;
            size = LARGEST_CHUNK;
        }
        return new Found(found, at, false);
    }

    private interface Chunks {
        List<EventRow> read(long at, int size);
    }
}
