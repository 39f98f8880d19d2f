package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.UserId;

/**
 * An event that somebody wants to add to a room.
 *
 * @param stateKey null for what is not state
 * @param redacts the event to be redacted, for redactions only
 */
record NewEvent(
        UserId sender,
        String type,
        @Nullable String stateKey,
        ObjectNode content,
        @Nullable EventId redacts) {

    static NewEvent state(UserId sender, String type, String stateKey, ObjectNode content) {
        return new NewEvent(sender, type, stateKey, content, null);
    }

    static NewEvent message(UserId sender, String type, ObjectNode content) {
        return new NewEvent(sender, type, null, content, null);
    }

    @Nullable StateKey slot() {
        return stateKey == null ? null : new StateKey(type, stateKey);
    }
}
