package stockpot.server.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Waiting;
import stockpot.server.rooms.HistoryToken;
import stockpot.server.rooms.RoomReader;
import stockpot.server.rooms.VisibleHistory;
import stockpot.server.rooms.ephemeral.Typing;
import stockpot.server.store.AccountData;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.Receipts;
import stockpot.server.store.Transaction;
import stockpot.server.users.Caller;
import stockpot.server.users.Presence;

/**
 * The stream of everything that concerns a user, or of one room that anybody may read, as clients
 * followed it before {@code /sync}. Client-Server API, "GET /events", deprecated; threat V10.
 */
public final class EventStream {
    /** Longer wishes are cut to this. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** Events of one answer. */
    public static final int MAX_LIMIT = 500;

    private final Sources sources;
    private final Waiting waiting;
    private final Clock clock;

    /**
     * What streams read.
     *
     * @param ignored whom a user ignores
     */
    public record Sources(
            Database database,
            SyncHub hub,
            Syncs syncs,
            Typing typing,
            Presence presence,
            Function<UserId, Set<UserId>> ignored) {}

    /**
     * What a client asks for.
     *
     * @param from the token of the answer before; null to begin now
     * @param room the one room to follow, or null for all that the user is in
     */
    public record Wish(
            Caller caller,
            @Nullable String from,
            Duration timeout,
            int limit,
            @Nullable RoomId room) {}

    /** News between two tokens. */
    public record Chunk(String start, String end, List<ObjectNode> events) {}

    /** A room that is followed, and up to where. */
    private record Followed(RoomId id, long nid, long upTo) {}

    /** Streams over these sources. */
    public EventStream(Sources sources, Waiting waiting, Clock clock) {
        this.sources = sources;
        this.waiting = waiting;
        this.clock = clock;
    }

    /**
     * News since a token, waiting for some.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 for foreign tokens, 403 for a room
     *     that the user may not read
     */
    public Chunk next(Wish wish) {
        SyncToken from = from(wish.from());
        SyncWaiter waiter = sources.hub().register(wish.caller().user(), wish.caller().device());
        try {
            if (wish.room() != null) {
                sources.hub().peeks().add(wish.room(), waiter);
            }
            return wait(wish, from, waiter);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Chunk(from.toString(), from.toString(), List.of());
        } finally {
            if (wish.room() != null) {
                sources.hub().peeks().remove(wish.room(), waiter);
            }
            sources.hub().release(waiter);
        }
    }

    private SyncToken from(@Nullable String text) {
        SyncToken now = sources.syncs().now();
        if (text == null || text.isEmpty()) {
            return now;
        }
        if (text.charAt(0) != 't') {
            return SyncToken.parse(text).checked(now);
        }
        long position = HistoryToken.parse(text, now.position()).position();
        return new SyncToken(position, now.typing(), now.presence(), now.epoch(), position);
    }

    private Chunk wait(Wish wish, SyncToken from, SyncWaiter waiter) throws InterruptedException {
        Duration most = wish.timeout().compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wish.timeout();
        long deadline = clock.nanos() + most.toNanos();
        while (true) {
            long noted = waiter.wakeUps();
            sources.hub().standing(wish.caller().user());
            Chunk chunk = read(wish, from, sources.syncs().now());
            long left = deadline - clock.nanos();
            if (!chunk.events().isEmpty() || left <= 0 || sources.hub().isDrained()) {
                return chunk;
            }
            waiter.await(noted, Duration.ofNanos(left), waiting);
        }
    }

    private Chunk read(Wish wish, SyncToken from, SyncToken now) {
        UserId user = wish.caller().user();
        Set<UserId> ignored = sources.ignored().apply(user);
        return sources.database().read(tx -> read(tx, wish, ignored, from, now));
    }

    private Chunk read(
            Transaction tx, Wish wish, Set<UserId> ignored, SyncToken from, SyncToken now) {
        List<Followed> rooms = followed(tx, wish, from, now);
        List<Placed> events = new ArrayList<>();
        for (Followed room : rooms) {
            addEvents(tx, wish, ignored, room, from.position(), events);
        }
        events.sort(Comparator.comparingLong(Placed::position));
        SyncToken to = now;
        if (events.size() > wish.limit()) {
            events.subList(wish.limit(), events.size()).clear();
            long last = events.getLast().position();
            to = new SyncToken(last, from.typing(), from.presence(), now.epoch(), last);
        }
        List<ObjectNode> chunk = new ArrayList<>();
        events.forEach(placed -> chunk.add(placed.json()));
        addPresence(tx, wish, ignored, rooms, from, to, chunk);
        for (Followed room : rooms) {
            addEphemeral(tx, wish.caller().user(), ignored, room, from, to, chunk);
        }
        if (wish.room() == null) {
            addAccountData(tx, wish.caller().user(), from, to, chunk);
        }
        return new Chunk(from.toString(), to.toString(), chunk);
    }

    private record Placed(long position, ObjectNode json) {}

    private static List<Followed> followed(
            Transaction tx, Wish wish, SyncToken from, SyncToken now) {
        UserId user = wish.caller().user();
        if (wish.room() != null) {
            var readable = RoomReader.readable(tx, wish.room(), user);
            if (!readable.current()) {
                throw MatrixErrors.forbidden("You are not in this room");
            }
            return List.of(new Followed(wish.room(), readable.room().nid(), now.position()));
        }
        List<Followed> rooms = new ArrayList<>();
        for (MembershipRow member : Memberships.ofUser(tx, user)) {
            if (member.joined()) {
                rooms.add(new Followed(member.roomId(), member.room(), now.position()));
            } else if (member.position() > from.position()) {
                rooms.add(new Followed(member.roomId(), member.room(), member.position()));
            }
        }
        return rooms;
    }

    private void addEvents(
            Transaction tx,
            Wish wish,
            Set<UserId> ignored,
            Followed room,
            long after,
            List<Placed> events) {
        if (!sources.hub().index().events(room.id(), after)) {
            return;
        }
        List<EventRow> rows = Events.forward(tx, room.nid(), after, room.upTo(), wish.limit() + 1);
        VisibleHistory history = VisibleHistory.of(tx, wish.caller().user(), room.nid(), ignored);
        for (EventRow row : history.visible(rows)) {
            events.add(
                    new Placed(
                            row.position(),
                            history.legacy(List.of(row), wish.caller().device()).getFirst()));
        }
    }

    private void addPresence(
            Transaction tx,
            Wish wish,
            Set<UserId> ignored,
            List<Followed> rooms,
            SyncToken from,
            SyncToken to,
            List<ObjectNode> chunk) {
        UserId user = wish.caller().user();
        if (!sources.presence().enabled() || to.presence() <= from.presence()) {
            return;
        }
        Map<UserId, Presence.Status> changed = new LinkedHashMap<>();
        for (Presence.Status status : sources.presence().since(from.presence(), u -> true)) {
            changed.put(status.user(), status);
        }
        Set<UserId> known = new LinkedHashSet<>();
        known.add(user);
        if (wish.room() == null) {
            known.addAll(Memberships.sharingRoomsWith(tx, user));
        } else {
            rooms.forEach(room -> known.addAll(Memberships.joinedUsers(tx, room.nid())));
        }
        changed.keySet().retainAll(known);
        changed.keySet().removeAll(ignored);
        changed.values().forEach(status -> chunk.add(LegacyPresence.event(user, status)));
    }

    private void addEphemeral(
            Transaction tx,
            UserId user,
            Set<UserId> ignored,
            Followed room,
            SyncToken from,
            SyncToken to,
            List<ObjectNode> chunk) {
        if (sources.hub().index().receipts(room.id(), from.position())) {
            var rows =
                    EphemeralEvents.shown(
                            user,
                            ignored,
                            Receipts.between(
                                    tx,
                                    room.nid(),
                                    from.position(),
                                    Math.min(to.position(), room.upTo()),
                                    MAX_LIMIT));
            if (!rows.isEmpty()) {
                chunk.add(event("m.receipt", room.id(), EphemeralEvents.content(rows)));
            }
        }
        List<UserId> typists =
                to.typing() > from.typing()
                        ? sources.typing().since(room.id(), from.typing())
                        : null;
        if (typists != null && room.upTo() >= to.position()) {
            ObjectNode content = Json.object();
            var users = content.putArray("user_ids");
            typists.stream()
                    .filter(typist -> !ignored.contains(typist))
                    .forEach(typist -> users.add(typist.value()));
            chunk.add(event("m.typing", room.id(), content));
        }
    }

    private static void addAccountData(
            Transaction tx, UserId user, SyncToken from, SyncToken to, List<ObjectNode> chunk) {
        for (AccountData.DataRow row :
                AccountData.changed(tx, user, from.position(), to.position())) {
            chunk.add(event(row.type(), row.room(), Json.trusted(row.content())));
        }
    }

    private static ObjectNode event(String type, @Nullable RoomId room, ObjectNode content) {
        ObjectNode event = Json.object();
        event.put("type", type);
        if (room != null) {
            event.put("room_id", room.value());
        }
        event.set("content", content);
        return event;
    }
}
