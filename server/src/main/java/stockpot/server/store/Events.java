package stockpot.server.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.version.RoomVersion;

/**
 * The events of all rooms. An event's position is its place in the change log and, for live events,
 * in its room. Redacted events hold and give the redacted form only (threat V04).
 */
public final class Events {
    private static final int CHUNK = 50;

    private static final String SELECT =
            "SELECT e.position, e.room, e.event_id, e.state_before, e.state_after, e.json,"
                    + " r.version, x.event_id, x.json"
                    + " FROM events e JOIN rooms r ON r.nid = e.room"
                    + " LEFT JOIN events x ON x.position = e.redacted_by ";

    private static final String BY_POSITIONS =
            SELECT + "WHERE e.position IN (?" + ", ?".repeat(CHUNK - 1) + ")";

    private Events() {}

    /**
     * Adds an event.
     *
     * @param position taken from {@link WriteTransaction#nextPosition} by this write
     * @param room the number of the room
     * @param stateBefore the state before the event, a root for {@link StateTrees}
     * @param stateAfter the state after it
     */
    public static void append(
            WriteTransaction tx,
            long position,
            long room,
            Pdu event,
            long stateBefore,
            long stateAfter) {
        tx.update(
                "INSERT INTO events (position, room, event_id, sender, type, state_key,"
                        + " origin_server_ts, state_before, state_after, json)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                position,
                room,
                EventKeys.bytes(event.eventId()),
                event.sender().value(),
                event.type(),
                event.stateKey(),
                event.originServerTs(),
                stateBefore,
                stateAfter,
                event.text());
        tx.changed(
                new Change.RoomEvent(
                        position, event.roomId(), event.sender(), event.type(), event.stateKey()));
    }

    /** The event of that id, or null. */
    public static @Nullable EventRow byId(Transaction tx, EventId id) {
        return tx.first(SELECT + "WHERE e.event_id = ?", Events::row, EventKeys.bytes(id));
    }

    /** The event of that id if it belongs to that room (threats law 3), or null. */
    public static @Nullable EventRow byId(Transaction tx, long room, EventId id) {
        return tx.first(
                SELECT + "WHERE e.event_id = ? AND e.room = ?",
                Events::row,
                EventKeys.bytes(id),
                room);
    }

    /** The event at that position, or null if the position is not an event's. */
    public static @Nullable EventRow byPosition(Transaction tx, long position) {
        return tx.first(SELECT + "WHERE e.position = ?", Events::row, position);
    }

    /** The events at these positions, in ascending order of position; unknown ones are left out. */
    public static List<EventRow> byPositions(Transaction tx, Collection<Long> positions) {
        List<Long> wanted = new ArrayList<>(new TreeSet<>(positions));
        TreeMap<Long, EventRow> found = new TreeMap<>();
        for (int from = 0; from < wanted.size(); from += CHUNK) {
            @Nullable Object[] parameters = new @Nullable Object[CHUNK];
            for (int i = 0; i < CHUNK; i++) {
                parameters[i] = wanted.get(Math.min(from + i, wanted.size() - 1));
            }
            tx.list(BY_POSITIONS, Events::row, parameters)
                    .forEach(row -> found.put(row.position(), row));
        }
        return List.copyOf(found.values());
    }

    /**
     * Events of a room in ascending order.
     *
     * @param after position behind which to begin
     * @param upTo last position that may be among them
     */
    public static List<EventRow> forward(
            Transaction tx, long room, long after, long upTo, int limit) {
        return tx.list(
                SELECT
                        + "WHERE e.room = ? AND e.position > ? AND e.position <= ?"
                        + " ORDER BY e.position LIMIT ?",
                Events::row,
                room,
                after,
                upTo,
                limit);
    }

    /**
     * Events of a room in descending order.
     *
     * @param upTo position of the first event that may be among them
     * @param after position behind which the last of them lies
     */
    public static List<EventRow> backward(
            Transaction tx, long room, long upTo, long after, int limit) {
        return tx.list(
                SELECT
                        + "WHERE e.room = ? AND e.position <= ? AND e.position > ?"
                        + " ORDER BY e.position DESC LIMIT ?",
                Events::row,
                room,
                upTo,
                after,
                limit);
    }

    /**
     * Events of a room by the time they were sent, nearest first.
     *
     * @param ts milliseconds since the Unix epoch at which to begin, inclusive
     * @param position the event sent then behind which to begin; 0 forward and {@code MAX_VALUE}
     *     backward to begin with all of that time
     */
    public static List<EventRow> near(
            Transaction tx, long room, long ts, long position, boolean forward, int limit) {
        return tx.list(
                SELECT
                        + (forward
                                ? "WHERE e.room = ? AND e.origin_server_ts >= ?"
                                        + " AND (e.origin_server_ts > ? OR e.position > ?)"
                                        + " ORDER BY e.origin_server_ts, e.position LIMIT ?"
                                : "WHERE e.room = ? AND e.origin_server_ts <= ?"
                                        + " AND (e.origin_server_ts < ? OR e.position < ?)"
                                        + " ORDER BY e.origin_server_ts DESC, e.position DESC"
                                        + " LIMIT ?"),
                Events::row,
                room,
                ts,
                ts,
                position,
                limit);
    }

    /** Events of all rooms in ascending order, for readers of the whole log. */
    public static List<EventRow> all(Transaction tx, long after, long upTo, int limit) {
        return tx.list(
                SELECT + "WHERE e.position > ? AND e.position <= ? ORDER BY e.position LIMIT ?",
                Events::row,
                after,
                upTo,
                limit);
    }

    /** The position of the newest event of a room at or before a position, or null. */
    public static @Nullable Long newestAt(Transaction tx, long room, long upTo) {
        return tx.first(
                "SELECT position FROM events WHERE room = ? AND position <= ?"
                        + " ORDER BY position DESC LIMIT 1",
                row -> row.number(1),
                room,
                upTo);
    }

    /**
     * Puts the redacted form in the place of an event; what it held is gone (threat V04).
     *
     * @param redacted JSON of the redacted event
     * @param redaction position of the redaction
     */
    public static void redact(WriteTransaction tx, long position, String redacted, long redaction) {
        tx.update(
                "UPDATE events SET json = ?, redacted_by = ? WHERE position = ?"
                        + " AND redacted_by IS NULL",
                redacted,
                redaction,
                position);
    }

    private static EventRow row(Transaction.Row row) {
        RoomVersion version = Rooms.version(row.text(7));
        byte @Nullable [] redactionKey = row.bytesOrNull(8);
        Pdu redaction =
                redactionKey == null
                        ? null
                        : Pdu.trusted(row.text(9), version, EventKeys.id(redactionKey));
        return new EventRow(
                row.number(1),
                row.number(2),
                version,
                Pdu.trusted(row.text(6), version, EventKeys.id(row.bytes(3))),
                row.number(4),
                row.number(5),
                redaction);
    }
}
