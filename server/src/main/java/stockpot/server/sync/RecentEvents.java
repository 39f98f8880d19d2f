package stockpot.server.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.ClientEvents;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.VisibleHistory;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.Transaction;
import stockpot.server.store.TransactionIds;

/**
 * The newest events of each room, serialized once for all who are joined; what a single reader gets
 * beside, its own transaction id, is added for that reader alone (threat V08).
 */
final class RecentEvents {
    /** Rooms whose newest events are kept. */
    static final int MAX_ROOMS = 500;

    /** Events kept of each room. */
    static final int MAX_EVENTS = 24;

    /** Bytes of JSON of all events that are kept; in memory they take some four times as much. */
    static final long MAX_BYTES = 4L * 1024 * 1024;

    private final Database database;
    private final RecentLog<RoomId, Entry> log =
            new RecentLog<>(
                    new RecentLog.Bounds(MAX_ROOMS, MAX_EVENTS, MAX_BYTES),
                    entry -> entry.row().position(),
                    entry -> entry.json().length + entry.row().event().text().length());

    /**
     * An event ready to be sent.
     *
     * @param row the event
     * @param unsigned what everyone who is joined may see beside it
     * @param json both, as joined members see them in their timeline
     * @param origin with what it was sent, for its sender's device only
     */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    record Entry(
            EventRow row,
            ObjectNode unsigned,
            byte[] json,
            TransactionIds.@Nullable Origin origin) {
        byte[] jsonFor(UserId user, @Nullable DeviceId device) {
            if (origin == null
                    || device == null
                    || !row.event().sender().equals(user)
                    || !device.equals(origin.device())) {
                return json;
            }
            ObjectNode mine = unsigned.deepCopy();
            mine.put("transaction_id", origin.transactionId());
            return Json.bytes(ClientEvents.inRoom(row.event(), mine));
        }
    }

    RecentEvents(Database database) {
        this.database = database;
    }

    /** The events of a room between two positions, or null when they are too many to be kept. */
    @Nullable List<Entry> between(RoomId room, long nid, long after, long upTo) {
        return log.between(
                room,
                after,
                upTo,
                (from, to, limit) -> database.read(tx -> load(tx, nid, from, to, limit)));
    }

    /**
     * The newest events of a room up to a position, at least {@code count} if there are so many and
     * that many are kept; null when they cannot be had without waiting. Within a transaction.
     */
    RecentLog.@Nullable Newest<Entry> newest(
            Transaction tx, RoomId room, long nid, long upTo, int count) {
        return log.newest(
                room,
                upTo,
                count,
                (from, to, limit) -> load(tx, nid, from, to, limit),
                (to, limit) -> entries(tx, Events.backward(tx, nid, to, 0, limit)));
    }

    /** Drops what is kept of a room when an event may have changed under it. */
    void eventIn(RoomId room, String type) {
        if (type.equals("m.room.redaction")) {
            log.forget(room);
        }
    }

    private static List<Entry> load(Transaction tx, long nid, long after, long upTo, int limit) {
        return entries(tx, Events.forward(tx, nid, after, upTo, limit));
    }

    private static List<Entry> entries(Transaction tx, List<EventRow> rows) {
        List<Entry> entries = new ArrayList<>(rows.size());
        for (EventRow row : rows) {
            ObjectNode unsigned = VisibleHistory.sharedUnsigned(tx, row);
            unsigned.put("membership", "join");
            byte[] json = Json.bytes(ClientEvents.inRoom(row.event(), unsigned));
            entries.add(new Entry(row, unsigned, json, TransactionIds.ofEvent(tx, row.position())));
        }
        return entries;
    }
}
