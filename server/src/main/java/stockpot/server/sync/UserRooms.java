package stockpot.server.sync;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;

/**
 * The memberships of one user as they stood at one moment: everything {@code /sync} may speak of.
 *
 * @param all every membership, by room
 * @param joined those that are {@code join}
 * @param newest the position of the newest of them
 */
public record UserRooms(Map<RoomId, MyRoom> all, Map<RoomId, MyRoom> joined, long newest) {
    /**
     * One membership.
     *
     * @param room the room
     * @param nid the room's number in storage
     * @param membership the word of the specification
     * @param position where the event lies that says so
     * @param sender who sent it; an invitation of an ignored user stays unseen
     * @param forgotten whether the user asked to forget the room after leaving
     */
    public record MyRoom(
            RoomId room,
            long nid,
            String membership,
            long position,
            UserId sender,
            boolean forgotten) {
        /** Whether the user has left or was made to. */
        boolean left() {
            return membership.equals("leave") || membership.equals("ban");
        }
    }

    /** Sorts out a user's memberships, in the order they are given. */
    public static UserRooms of(Collection<MyRoom> memberships) {
        Map<RoomId, MyRoom> all = new LinkedHashMap<>();
        Map<RoomId, MyRoom> joined = new LinkedHashMap<>();
        long newest = 0;
        for (MyRoom mine : memberships) {
            all.put(mine.room(), mine);
            newest = Math.max(newest, mine.position());
            if (mine.membership().equals("join")) {
                joined.put(mine.room(), mine);
            }
        }
        return new UserRooms(
                Collections.unmodifiableMap(all), Collections.unmodifiableMap(joined), newest);
    }
}
