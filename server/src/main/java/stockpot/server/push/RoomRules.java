package stockpot.server.push;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.auth.PowerLevels;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.UserId;
import stockpot.server.rooms.RoomReader;
import stockpot.server.store.EventRow;
import stockpot.server.store.RoomRow;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Rooms;
import stockpot.server.store.Transaction;

/**
 * What push rules ask about a room and its reader beside the event.
 *
 * @param members how many are joined
 * @param levels the power levels in force
 * @param displayName the reader's name in the room, or null
 */
record RoomRules(long members, PowerLevels levels, @Nullable String displayName) {
    static @Nullable RoomRules of(Transaction tx, long nid, UserId reader) {
        RoomRow room = Rooms.byNid(tx, nid);
        if (room == null) {
            return null;
        }
        StateKey slot = new StateKey("m.room.member", reader.value());
        EventRow member = RoomStates.event(tx, room.stateRoot(), slot);
        return new RoomRules(
                room.joined(),
                RoomReader.powerLevels(tx, room),
                member == null ? null : member.event().content().path("displayname").textValue());
    }
}
