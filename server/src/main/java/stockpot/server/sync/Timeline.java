package stockpot.server.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.store.EventRow;

/**
 * The newest events of a room that a reader may see and wants, oldest first.
 *
 * @param events what is sent
 * @param limited whether more of that kind lie between the client's token and the first of them
 * @param before the position from which the client pages back
 * @param passedOver state events behind the first one sent that are not sent, newest first
 * @param scanned everything that was looked at, without holes, newest first
 * @param ready events that are written out already, as for a reader who was there at each; by their
 *     positions
 */
record Timeline(
        List<EventRow> events,
        boolean limited,
        long before,
        List<EventRow> passedOver,
        List<EventRow> scanned,
        Map<Long, RecentEvents.Entry> ready) {
    /** No events. */
    static Timeline empty(long upTo) {
        return new Timeline(List.of(), false, upTo, List.of(), List.of(), Map.of());
    }

    /** The events between two positions, oldest first, if all of them were looked at; else null. */
    @Nullable List<EventRow> between(long after, long upTo) {
        if (scanned.isEmpty() || scanned.getLast().position() > after + 1) {
            return null;
        }
        List<EventRow> chosen = new ArrayList<>();
        for (EventRow row : scanned.reversed()) {
            if (row.position() > after && row.position() <= upTo) {
                chosen.add(row);
            }
        }
        return chosen;
    }
}
