package stockpot.server.accounts;

import stockpot.server.matrix.id.UserId;

/** Takes a user out of all rooms, one after another. Implemented with rooms. */
@FunctionalInterface
public interface RoomDeparture {
    /** Leaves every room and refuses every invite; may be called again after a crash. */
    void leaveAll(UserId user);
}
