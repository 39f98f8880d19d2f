package stockpot.server.sync;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.rooms.VisibleHistory;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Transaction;

/** Reads a timeline backwards until it is full, the room ends, or enough was looked at. */
final class TimelineReader {
    /** Events looked at for one room; behind that the timeline counts as limited. */
    static final int MAX_SCANNED = 400;

    private static final int SMALL_CHUNK = 11;

    private final Transaction tx;
    private final SyncFilter filter;
    private final VisibleHistory history;
    private final long room;
    private final long endRoot;
    private final List<EventRow> chosen = new ArrayList<>();
    private final List<EventRow> passedOver = new ArrayList<>();
    private final List<EventRow> scanned = new ArrayList<>();

    /**
     * For one room.
     *
     * @param endRoot the state that the reader may know in any case; its events are shown even if
     *     they were set while the reader was away
     */
    TimelineReader(
            Transaction tx, SyncFilter filter, VisibleHistory history, long room, long endRoot) {
        this.tx = tx;
        this.filter = filter;
        this.history = history;
        this.room = room;
        this.endRoot = endRoot;
    }

    /** The events behind {@code after}, up to and including {@code upTo}. */
    Timeline read(long after, long upTo) {
        int limit = filter.timelineLimit();
        if (filter.wantsNoTimeline() || upTo <= after) {
            return Timeline.empty(upTo);
        }
        long at = upTo;
        boolean more = true;
        while (more && chosen.size() <= limit && scanned.size() < MAX_SCANNED) {
            int size = Math.max(limit + 1, SMALL_CHUNK);
            List<EventRow> chunk = Events.backward(tx, room, at, after, size);
            more = chunk.size() == size;
            for (EventRow row : chunk) {
                at = row.position() - 1;
                look(row, limit);
                if (chosen.size() > limit) {
                    break;
                }
            }
        }
        return timeline(at, more, Map.of());
    }

    /**
     * The same out of events that are at hand: for a reader who was in the room at each of them.
     *
     * @return null when they do not reach far enough
     */
    @Nullable Timeline read(RecentLog.Newest<RecentEvents.Entry> newest, long after, long upTo) {
        int limit = filter.timelineLimit();
        Map<Long, RecentEvents.Entry> ready = new HashMap<>();
        long at = upTo;
        for (RecentEvents.Entry entry : newest.entries()) {
            EventRow row = entry.row();
            if (row.position() <= after || chosen.size() > limit) {
                break;
            }
            if (!history.hasBeenThereSince(row.position())) {
                return null;
            }
            at = row.position() - 1;
            ready.put(row.position(), entry);
            look(row, limit);
        }
        return chosen.size() > limit || newest.floor() <= after ? timeline(at, false, ready) : null;
    }

    private Timeline timeline(long at, boolean more, Map<Long, RecentEvents.Entry> ready) {
        int limit = filter.timelineLimit();
        boolean full = chosen.size() > limit;
        if (full) {
            chosen.removeLast();
        }
        long before = chosen.isEmpty() || !full ? at : chosen.getLast().position() - 1;
        Collections.reverse(chosen);
        long first = chosen.isEmpty() ? Long.MAX_VALUE : chosen.getFirst().position();
        passedOver.removeIf(row -> row.position() < first);
        return new Timeline(chosen, full || more, before, passedOver, scanned, ready);
    }

    private void look(EventRow row, int limit) {
        scanned.add(row);
        boolean wanted =
                filter.timeline(row.event()) && (history.visible(row) || isCurrentState(row));
        if (wanted) {
            chosen.add(row);
        } else if (row.event().isState() && chosen.size() <= limit) {
            passedOver.add(row);
        }
    }

    private boolean isCurrentState(EventRow row) {
        var slot = row.event().stateSlot();
        if (slot == null || endRoot == 0) {
            return false;
        }
        Long position = RoomStates.position(tx, endRoot, slot);
        return position != null && position == row.position();
    }
}
