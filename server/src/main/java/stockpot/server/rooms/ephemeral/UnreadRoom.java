package stockpot.server.rooms.ephemeral;

import java.util.Map;

/**
 * What a reader has not read in a room.
 *
 * @param main events in no thread
 * @param threads by the event id of the thread's root; threads without anything unread are absent
 */
public record UnreadRoom(Count main, Map<String, Count> threads) {
    /** Nothing unread. */
    public static final UnreadRoom NONE = new UnreadRoom(Count.ZERO, Map.of());

    /**
     * How much.
     *
     * @param notifications events that notify
     * @param highlights those of them that highlight
     */
    public record Count(long notifications, long highlights) {
        /** Nothing. */
        public static final Count ZERO = new Count(0, 0);

        /** One event more. */
        public Count plus(boolean highlight) {
            return new Count(notifications + 1, highlights + (highlight ? 1 : 0));
        }

        /** Both together. */
        public Count plus(Count other) {
            return new Count(notifications + other.notifications, highlights + other.highlights);
        }
    }

    /** Main and threads together, for clients that do not count by thread. */
    public Count total() {
        Count sum = main;
        for (Count each : threads.values()) {
            sum = sum.plus(each);
        }
        return sum;
    }
}
