package stockpot.server.store;

import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;

/**
 * What a user is to a room now.
 *
 * @param room the number of the room
 * @param roomId the room
 * @param user the user
 * @param membership {@code join}, {@code invite}, {@code knock}, {@code leave} or {@code ban}
 * @param position the position of the member event that says so
 * @param sender who sent that event
 * @param forgotten whether the user asked to forget the room after leaving it
 */
public record MembershipRow(
        long room,
        RoomId roomId,
        UserId user,
        String membership,
        long position,
        UserId sender,
        boolean forgotten) {
    /** Whether the user is in the room. */
    public boolean joined() {
        return membership.equals("join");
    }
}
