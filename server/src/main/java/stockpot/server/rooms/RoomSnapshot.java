package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.rooms.RoomReader.ReadableState;
import stockpot.server.store.EventRow;
import stockpot.server.store.RoomRow;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Transaction;

/**
 * A room as a reader may know it, with the newest events: what the oldest endpoints begin with. For
 * who has left, the room as it was then (threat V02).
 *
 * @param membership what the reader is to the room
 * @param current whether it is the room of now
 * @param messages the newest visible events, oldest first
 * @param start where to page back from
 */
public record RoomSnapshot(
        RoomRow room,
        String membership,
        boolean current,
        List<ObjectNode> state,
        List<ObjectNode> messages,
        String start) {
    /**
     * Reads one.
     *
     * @param limit how many events
     * @throws stockpot.server.matrix.error.MatrixException 403
     */
    public static RoomSnapshot read(
            Transaction tx,
            RoomId id,
            UserId user,
            @Nullable DeviceId device,
            Set<UserId> ignored,
            int limit) {
        ReadableState readable = RoomReader.readable(tx, id, user);
        VisibleHistory history = VisibleHistory.of(tx, user, readable.room().nid(), ignored);
        HistoryWalk.Found found =
                new HistoryWalk(tx, history, readable.room().nid(), row -> true)
                        .backward(history.readableUpTo(readable), 0, limit);
        List<EventRow> messages = new ArrayList<>(found.events());
        Collections.reverse(messages);
        return new RoomSnapshot(
                readable.room(),
                history.membershipNow(),
                readable.current(),
                history.legacy(RoomStates.all(tx, readable.root()), null),
                history.legacy(messages, device),
                "t" + found.at());
    }
}
