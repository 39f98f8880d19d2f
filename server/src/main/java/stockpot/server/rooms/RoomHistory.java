package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.filter.RoomEventFilter;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.rooms.RoomReader.ReadableState;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Transaction;
import stockpot.server.users.Caller;

/**
 * Reads the past of a room for somebody: a page of it, what surrounds an event, an event, who was a
 * member when. Every event passes {@link VisibleHistory}. Client-Server API, "Getting events for a
 * room".
 */
public final class RoomHistory {
    /** The most events of one page. */
    public static final int MAX_LIMIT = 1_000;

    /** Events near a time that are looked at for one that is visible. */
    static final int MAX_NEAR = 1_000;

    private static final int NEAR_CHUNK = 50;

    private final Database database;
    private final Function<UserId, Set<UserId>> ignored;

    /** {@code ignored} tells whom a user ignores. */
    public RoomHistory(Database database, Function<UserId, Set<UserId>> ignored) {
        this.database = database;
        this.ignored = ignored;
    }

    /**
     * Which page is wanted.
     *
     * @param from the token to begin at; null for the end that lies opposite to the direction
     * @param to the token to end at, or null
     */
    public record Query(
            @Nullable String from,
            @Nullable String to,
            boolean backward,
            int limit,
            RoomEventFilter filter) {}

    /**
     * A page.
     *
     * @param state members that a lazy client needs for {@code chunk}
     * @param end where to go on; null when there is nothing more that way
     */
    public record Page(
            String start, List<ObjectNode> chunk, List<ObjectNode> state, @Nullable String end) {}

    /** An event with what surrounds it; {@code before} is the newest first. */
    public record Context(
            String start,
            List<ObjectNode> before,
            ObjectNode event,
            List<ObjectNode> after,
            List<ObjectNode> state,
            String end) {}

    /** What somebody may read of a room, within one transaction. */
    private record Reading(Transaction tx, ReadableState state, VisibleHistory history, long upTo) {
        long nid() {
            return state.room().nid();
        }
    }

    /**
     * A page of the room's history.
     *
     * @throws MatrixException 403 for who may not read the room, 400 for foreign tokens
     */
    public Page messages(Caller caller, RoomId room, Query query) {
        long newest = database.position();
        Long from = query.from() == null ? null : position(query.from(), newest);
        Long to = query.to() == null ? null : position(query.to(), newest);
        Set<UserId> ignoredUsers = ignored.apply(caller.user());
        return database.read(
                tx -> page(reading(tx, room, caller, ignoredUsers), caller, query, from, to));
    }

    private static Page page(
            Reading reading, Caller caller, Query query, @Nullable Long from, @Nullable Long to) {
        HistoryWalk walk = walk(reading, query.filter());
        long begin = from == null ? (query.backward() ? reading.upTo() : 0) : from;
        HistoryWalk.Found found =
                query.backward()
                        ? walk.backward(
                                Math.min(begin, reading.upTo()), to == null ? 0 : to, query.limit())
                        : walk.forward(
                                begin,
                                to == null ? reading.upTo() : Math.min(to, reading.upTo()),
                                query.limit());
        // NOTSPEC: only an empty page says that this was the end; one that holds the last events
        // still has a token, as clients know it from other servers.
        boolean ended = found.exhausted() && found.events().isEmpty();
        return new Page(
                query.from() == null ? "t" + begin : query.from(),
                reading.history().full(found.events(), caller.device()),
                query.filter().lazyLoadMembers() ? senders(reading, found.events()) : List.of(),
                ended ? null : "t" + found.at());
    }

    /** The member events of who sent these, as of the first of them. */
    private static List<ObjectNode> senders(Reading reading, List<EventRow> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        Set<UserId> senders = new LinkedHashSet<>();
        events.forEach(row -> senders.add(row.event().sender()));
        List<Long> positions = new ArrayList<>();
        for (UserId sender : senders) {
            Long position =
                    RoomStates.position(
                            reading.tx(),
                            events.getFirst().stateAfter(),
                            new StateKey(EventTypes.MEMBER, sender.value()));
            if (position != null) {
                positions.add(position);
            }
        }
        return reading.history().full(Events.byPositions(reading.tx(), positions), null);
    }

    /**
     * An event and what lies around it.
     *
     * @param limit how many events around it, both sides together
     * @throws MatrixException 403 for who may not read the room, 404 for who may not see the event
     */
    public Context context(
            Caller caller, RoomId room, EventId event, int limit, RoomEventFilter filter) {
        Set<UserId> ignoredUsers = ignored.apply(caller.user());
        return database.read(tx -> {
            Reading reading = reading(tx, room, caller, ignoredUsers);
            return around(reading, caller, visible(reading, event), limit, filter);
        });
    }

    private static Context around(
            Reading reading, Caller caller, EventRow event, int limit, RoomEventFilter filter) {
        HistoryWalk walk = walk(reading, filter);
        int half = limit / 2;
        var before = walk.backward(event.position() - 1, 0, half);
        var after = walk.forward(event.position(), reading.upTo(), limit - half);
        EventRow last = after.events().isEmpty() ? event : after.events().getLast();
        List<EventRow> shown = new ArrayList<>(List.of(last, event));
        shown.addAll(before.events());
        shown.addAll(after.events());
        List<ObjectNode> state =
                filter.lazyLoadMembers()
                        ? senders(reading, shown)
                        : reading.history()
                                .full(RoomStates.all(reading.tx(), last.stateAfter()), null);
        return new Context(
                "t" + before.at(),
                reading.history().full(before.events(), caller.device()),
                reading.history().full(event, caller.device()),
                reading.history().full(after.events(), caller.device()),
                state,
                "t" + after.at());
    }

    /**
     * One event.
     *
     * @throws MatrixException 404, the same whether it is missing or hidden
     */
    public ObjectNode event(Caller caller, RoomId room, EventId event) {
        Set<UserId> ignoredUsers = ignored.apply(caller.user());
        return database.read(tx -> {
            Reading reading = reading(tx, room, caller, ignoredUsers, unseen());
            return reading.history().full(visible(reading, event), caller.device());
        });
    }

    /**
     * One event of whichever room.
     *
     * @throws MatrixException 404, the same whether it is missing or hidden
     */
    public ObjectNode event(Caller caller, EventId event) {
        EventRow row = database.read(tx -> Events.byId(tx, event));
        if (row == null) {
            throw unseen();
        }
        return event(caller, row.event().roomId(), event);
    }

    /**
     * The visible event that was sent nearest to a time.
     *
     * @param ts milliseconds since the Unix epoch
     * @param forward whether at or after it, else at or before it
     * @throws MatrixException 403, or 404 when there is none
     */
    public EventRow nearest(Caller caller, RoomId room, long ts, boolean forward) {
        Set<UserId> ignoredUsers = ignored.apply(caller.user());
        return database.read(tx -> nearest(reading(tx, room, caller, ignoredUsers), ts, forward));
    }

    private static EventRow nearest(Reading reading, long ts, boolean forward) {
        long time = ts;
        long position = forward ? 0 : Long.MAX_VALUE;
        for (int scanned = 0; scanned < MAX_NEAR; scanned += NEAR_CHUNK) {
            List<EventRow> near =
                    Events.near(reading.tx(), reading.nid(), time, position, forward, NEAR_CHUNK);
            for (EventRow row : near) {
                if (row.position() <= reading.upTo() && reading.history().visible(row)) {
                    return row;
                }
                time = row.event().originServerTs();
                position = row.position();
            }
            if (near.size() < NEAR_CHUNK) {
                break;
            }
        }
        throw MatrixErrors.notFound("No event that you may see was sent then");
    }

    private static EventRow visible(Reading reading, EventId id) {
        EventRow row = Events.byId(reading.tx(), reading.nid(), id);
        if (row == null || row.position() > reading.upTo() || !reading.history().visible(row)) {
            throw unseen();
        }
        return row;
    }

    private static MatrixException unseen() {
        return MatrixErrors.notFound("There is no such event, or you may not see it");
    }

    private static HistoryWalk walk(Reading reading, RoomEventFilter filter) {
        return new HistoryWalk(
                reading.tx(), reading.history(), reading.nid(), row -> filter.allows(row.event()));
    }

    private static long position(String token, long newest) {
        return HistoryToken.parse(token, newest).position();
    }

    private static Reading reading(
            Transaction tx,
            RoomId room,
            Caller caller,
            Set<UserId> ignoredUsers,
            MatrixException refusal) {
        try {
            return reading(tx, room, caller, ignoredUsers);
        } catch (MatrixException e) {
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private static Reading reading(
            Transaction tx, RoomId room, Caller caller, Set<UserId> ignoredUsers) {
        ReadableState state = RoomReader.readable(tx, room, caller.user());
        VisibleHistory history =
                VisibleHistory.of(tx, caller.user(), state.room().nid(), ignoredUsers);
        return new Reading(tx, state, history, history.readableUpTo(state));
    }
}
