package stockpot.server.sync;

import java.util.List;
import stockpot.server.matrix.event.ClientEvents;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Transaction;
import stockpot.server.sync.UserRooms.MyRoom;

/**
 * Rooms that the reader is invited to or knocks at, with as much of their state as is shown to
 * somebody outside. Client-Server API, "Stripped state".
 */
final class StrippedRooms {
    private static final List<String> SHOWN =
            List.of(
                    "m.room.create",
                    "m.room.join_rules",
                    "m.room.canonical_alias",
                    "m.room.avatar",
                    "m.room.name",
                    "m.room.topic",
                    "m.room.encryption");

    /** Whether the reader is to hear of the invitation or knock now. */
    boolean isDue(SyncWindow window, MyRoom mine) {
        boolean news =
                window.initial()
                        || window.request().fullState()
                        || mine.position() > window.after();
        return news && !(mine.membership().equals("invite") && isUnwanted(window, mine));
    }

    private static boolean isUnwanted(SyncWindow window, MyRoom mine) {
        return window.ignored().contains(mine.sender());
    }

    /** Writes the room with its state as it was at the invitation or knock. */
    void write(Transaction tx, MyRoom mine, String key, AnswerWriter out) {
        out.open(mine.room().value()).open(key).openArray("events");
        EventRow member = Events.byPosition(tx, mine.position());
        if (member != null) {
            long root = member.stateAfter();
            for (String type : SHOWN) {
                write(RoomStates.event(tx, root, StateKey.of(type)), out);
            }
            StateKey sender = new StateKey("m.room.member", mine.sender().value());
            EventRow inviter = RoomStates.event(tx, root, sender);
            if (inviter != null && inviter.position() != member.position()) {
                write(inviter, out);
            }
            write(member, out);
        }
        out.closeArray().close().close();
    }

    private static void write(@org.jspecify.annotations.Nullable EventRow row, AnswerWriter out) {
        if (row != null) {
            out.raw(Json.bytes(ClientEvents.stripped(row.event())));
        }
    }
}
