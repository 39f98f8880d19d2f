package stockpot.server.sync;

import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.RoomId;

/** What a client wants to hear of, as the questions that {@code /sync} asks. */
public interface SyncFilter {
    /** Whether a room is wanted at all. */
    boolean room(RoomId room);

    /** Whether rooms that the user has left are wanted from the beginning. */
    boolean includeLeave();

    /** Whether a room's timeline events are wanted. */
    boolean timelineOf(RoomId room);

    /** Whether an event is wanted in the timeline. */
    boolean timeline(Pdu event);

    /** Whether no event at all can be wanted in a timeline. */
    boolean wantsNoTimeline();

    /** The most events in a timeline. */
    int timelineLimit();

    /** Whether an event is wanted among the state. */
    boolean state(Pdu event);

    /** Whether all state is wanted as it is. */
    boolean wantsAllState();

    /** Whether only member events of those who speak are wanted. */
    boolean lazyMembers();

    /** Whether member events are wanted again that were sent before. */
    boolean redundantMembers();

    /** Whether unread events are to be counted by thread. */
    boolean threadCounts();

    /** Whether typing or receipts of a room are wanted. */
    boolean ephemeral(RoomId room, String type);

    /** Whether account data of a room is wanted. */
    boolean roomAccountData(RoomId room, String type);

    /** Whether global account data is wanted. */
    boolean accountData(String type);

    /** Whether a user's presence is wanted. */
    boolean presence(String sender);

    /** Whether events need no work of their own for this filter: all fields, client format. */
    boolean plainEvents();

    /** An event in the wanted format and with the wanted fields. */
    byte[] render(Pdu event, com.fasterxml.jackson.databind.node.ObjectNode unsigned);
}
