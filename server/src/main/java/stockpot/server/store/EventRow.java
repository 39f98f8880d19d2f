package stockpot.server.store;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.version.RoomVersion;

/**
 * An event as committed.
 *
 * @param position the event's position in the change log
 * @param room the number of its room
 * @param version the rules of its room
 * @param event the event; in its redacted form if it was redacted
 * @param stateBefore the room's state before the event, a root for {@link StateTrees}
 * @param stateAfter the room's state after the event
 * @param redaction the event that redacted this one, or null
 */
public record EventRow(
        long position,
        long room,
        RoomVersion version,
        Pdu event,
        long stateBefore,
        long stateAfter,
        @Nullable Pdu redaction) {
    /** Whether the event's content was taken away. */
    public boolean redacted() {
        return redaction != null;
    }
}
