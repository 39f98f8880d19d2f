package stockpot.server.rooms.ephemeral;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.EventRow;
import stockpot.server.store.Transaction;

/** What a reader has not read in a room; worked out by {@code push}. */
public interface UnreadSource {
    /** The counts at a position if memory and {@code events} give them without storage, or null. */
    @Nullable UnreadRoom known(UserId user, RoomId room, long upTo, NewEvents events);

    /**
     * The counts at a position.
     *
     * @param recent events that the caller has read already, so that they need not be read again
     */
    UnreadRoom count(
            Transaction tx, UserId user, RoomId room, long nid, long upTo, NewEvents recent);

    /** Events of the room that memory holds. */
    @FunctionalInterface
    interface NewEvents {
        /** Those behind {@code after}, in order, or null when memory does not hold all of them. */
        @Nullable List<EventRow> between(long after, long upTo);
    }
}
