package stockpot.server.matrix.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;

/**
 * An event that is not made yet.
 *
 * @param roomId null only for the create event of a room whose id is that event's
 * @param stateKey null for what is not state
 * @param originServerTs milliseconds since 1970
 * @param depth one more than the greatest of the events before
 * @param redacts what a redaction is for, wherever the room version wants it to stand
 */
public record PduDraft(
        @Nullable RoomId roomId,
        UserId sender,
        String type,
        @Nullable String stateKey,
        ObjectNode content,
        long originServerTs,
        long depth,
        List<EventId> prevEvents,
        List<EventId> authEvents,
        @Nullable EventId redacts) {

    /** Copies the lists. */
    public PduDraft {
        prevEvents = List.copyOf(prevEvents);
        authEvents = List.copyOf(authEvents);
    }
}
