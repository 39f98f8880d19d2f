package stockpot.server.store;

import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.version.RoomVersion;

/**
 * A room as committed.
 *
 * @param nid the room's number in rows
 * @param id the room id
 * @param version the room's rules
 * @param creator who sent the create event
 * @param stateRoot the state after the newest event, a root for {@link StateTrees}
 * @param headPosition position of the newest event
 * @param headEvent the newest event
 * @param depth depth of the newest event
 * @param joined how many users are joined
 * @param invited how many users are invited
 * @param published whether the room directory lists it
 */
public record RoomRow(
        long nid,
        RoomId id,
        RoomVersion version,
        UserId creator,
        long stateRoot,
        long headPosition,
        EventId headEvent,
        long depth,
        long joined,
        long invited,
        boolean published) {}
