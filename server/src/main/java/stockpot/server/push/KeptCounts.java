package stockpot.server.push;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.rooms.ephemeral.UnreadRoom;

/**
 * Counts kept between two questions, by room and reader; bounded. What was worked out up to a
 * position is not kept when a change behind it was heard of already, since the working out may not
 * have seen it.
 */
final class KeptCounts {
    static final int MAX_ROOMS = 1_000;
    static final int MAX_READERS = 1_000;

    /** One count, and what was used to make it. */
    record Count(long upTo, UnreadRoom unread, RoomRules rules) {}

    private static final class Room {
        final LinkedHashMap<UserId, Count> readers = new LinkedHashMap<>(16, 0.75f, true);
        long ended;
    }

    private final LinkedHashMap<RoomId, Room> rooms = new LinkedHashMap<>(16, 0.75f, true);
    private long floor;

    synchronized @Nullable Count find(RoomId room, UserId user) {
        Room kept = rooms.get(room);
        return kept == null ? null : kept.readers.get(user);
    }

    synchronized void put(RoomId room, UserId user, Count count) {
        Room kept = room(room);
        Count before = kept.readers.get(user);
        if (kept.ended > count.upTo() || (before != null && before.upTo() > count.upTo())) {
            return;
        }
        kept.readers.put(user, count);
        if (kept.readers.size() > MAX_READERS) {
            kept.readers.pollFirstEntry();
        }
    }

    /** A change at {@code position} ends the count of one reader. */
    synchronized void end(RoomId room, UserId user, long position) {
        Room kept = room(room);
        kept.readers.remove(user);
        kept.ended = Math.max(kept.ended, position);
    }

    /** A change at {@code position} ends all counts of a room. */
    synchronized void endRoom(RoomId room, long position) {
        Room kept = room(room);
        kept.readers.clear();
        kept.ended = Math.max(kept.ended, position);
    }

    /** A change at {@code position} ends all counts of a reader. */
    synchronized void endAll(UserId user, long position) {
        for (Room kept : rooms.values()) {
            kept.readers.remove(user);
            kept.ended = Math.max(kept.ended, position);
        }
        floor = Math.max(floor, position);
    }

    private Room room(RoomId id) {
        Room kept = rooms.get(id);
        if (kept == null) {
            kept = new Room();
            kept.ended = floor;
            rooms.put(id, kept);
            if (rooms.size() > MAX_ROOMS) {
                floor = Math.max(floor, rooms.pollFirstEntry().getValue().ended);
            }
        }
        return kept;
    }
}
