package stockpot.server.rooms;

import stockpot.server.matrix.id.EventId;

/**
 * What somebody does to a room. Runs under the room's lock, perhaps more than once, so it changes
 * nothing but the draft.
 */
@FunctionalInterface
interface RoomAction {
    /**
     * Adds events to the draft, or none where what is wanted is so already.
     *
     * @return the event to be named in the answer
     * @throws stockpot.server.matrix.error.MatrixException a refusal
     */
    EventId plan(RoomDraft draft);
}
