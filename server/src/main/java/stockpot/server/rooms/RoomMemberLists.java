package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.event.ClientEvents;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomReader.ReadableState;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.Memberships;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Transaction;

/** Who is or was a member of a room, for somebody who may know (threat V01). */
public final class RoomMemberLists {
    private static final List<String> KINDS = List.of("join", "invite", "knock", "leave", "ban");

    private final Database database;

    /** Reads from {@code database}. */
    public RoomMemberLists(Database database) {
        this.database = database;
    }

    /**
     * Which members are wanted.
     *
     * @param at a token; the members as of then
     * @param only the one membership wanted, or null
     * @param not a membership not wanted, or null
     */
    public record Query(@Nullable String at, @Nullable String only, @Nullable String not) {}

    /**
     * The member events of a room.
     *
     * @throws stockpot.server.matrix.error.MatrixException 403 for who may not read the room, or
     *     not at that time; 400
     */
    public List<ObjectNode> members(UserId user, RoomId room, Query query) {
        requireKind("membership", query.only());
        requireKind("not_membership", query.not());
        long newest = database.position();
        Long at = query.at() == null ? null : HistoryToken.parse(query.at(), newest).position();
        List<EventRow> rows = database.read(tx -> find(tx, room, user, at, query));
        List<ObjectNode> events = new ArrayList<>(rows.size());
        for (EventRow row : rows) {
            if (wanted(query, row.event().membership())) {
                ObjectNode unsigned = Json.object();
                VisibleHistory.addRedaction(unsigned, row);
                events.add(ClientEvents.full(row.event(), unsigned));
            }
        }
        return events;
    }

    private static List<EventRow> find(
            Transaction tx, RoomId id, UserId user, @Nullable Long at, Query query) {
        ReadableState readable = RoomReader.readable(tx, id, user);
        long room = readable.room().nid();
        if (at == null || at >= readable.room().headPosition()) {
            return readable.current()
                    ? current(tx, room, query)
                    : RoomStates.members(tx, readable.root());
        }
        VisibleHistory history = VisibleHistory.of(tx, user, room, Set.of());
        Long newest = Events.newestAt(tx, room, Math.min(at, history.readableUpTo(readable)));
        EventRow last = newest == null ? null : Events.byPosition(tx, newest);
        if (last == null || !history.knowsStateAt(last)) {
            throw MatrixErrors.forbidden("You may not see who was in this room then");
        }
        return RoomStates.members(tx, last.stateAfter());
    }

    private static List<EventRow> current(Transaction tx, long room, Query query) {
        List<Long> positions = new ArrayList<>();
        for (String kind : KINDS) {
            if (wanted(query, kind)) {
                Memberships.ofRoom(tx, room, kind, Integer.MAX_VALUE)
                        .forEach(row -> positions.add(row.position()));
            }
        }
        return Events.byPositions(tx, positions);
    }

    private static boolean wanted(Query query, @Nullable String membership) {
        return (query.only() == null || query.only().equals(membership))
                && (query.not() == null || !query.not().equals(membership));
    }

    private static void requireKind(String name, @Nullable String kind) {
        if (kind != null && !KINDS.contains(kind)) {
            throw MatrixErrors.invalidParam("'" + name + "' must be one of " + KINDS);
        }
    }
}
