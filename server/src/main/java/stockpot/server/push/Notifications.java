package stockpot.server.push;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.push.PushActions;
import stockpot.server.rooms.VisibleHistory;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.Transaction;

/**
 * The events that a user was notified of, newest first. Client-Server API, "Listing notifications".
 * Worked out when asked, out of the newest events of the user's rooms.
 */
public final class Notifications {
    /** NOTSPEC: rooms looked through, the most recently joined or changed ones. */
    static final int MAX_ROOMS = 200;

    /** NOTSPEC: events looked at in each of them. */
    static final int MAX_EVENTS = 100;

    private final Database database;
    private final UnreadCounts counts;
    private final Function<UserId, Set<UserId>> ignored;

    /** Notifications by these counts' rules. */
    public Notifications(
            Database database, UnreadCounts counts, Function<UserId, Set<UserId>> ignored) {
        this.database = database;
        this.counts = counts;
        this.ignored = ignored;
    }

    /**
     * A page.
     *
     * @param before only what lies before that position
     * @param limit how many
     * @param highlightsOnly leaves out what does not highlight
     */
    public record Page(
            UserId user,
            @Nullable DeviceId device,
            long before,
            int limit,
            boolean highlightsOnly) {}

    private record Found(EventRow row, PushActions actions) {}

    /** The page as the answer to the client. */
    public ObjectNode list(Page page) {
        return database.read(tx -> list(tx, page));
    }

    private ObjectNode list(Transaction tx, Page page) {
        List<Found> found = new ArrayList<>();
        Map<Long, MembershipRow> rooms = new LinkedHashMap<>();
        List<MembershipRow> joined = new ArrayList<>(Memberships.ofUser(tx, page.user(), "join"));
        joined.sort(Comparator.comparingLong(MembershipRow::position).reversed());
        for (MembershipRow room : joined.subList(0, Math.min(joined.size(), MAX_ROOMS))) {
            rooms.put(room.room(), room);
            find(tx, page, room, found);
        }
        found.sort(Comparator.comparingLong((Found each) -> each.row().position()).reversed());
        List<Found> shown = found.subList(0, Math.min(found.size(), page.limit()));
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("notifications");
        for (Found each : shown) {
            MembershipRow room = rooms.get(each.row().room());
            if (room != null) {
                list.add(json(tx, page, room, each));
            }
        }
        if (found.size() > shown.size() && !shown.isEmpty()) {
            answer.put("next_token", "n" + shown.getLast().row().position());
        }
        return answer;
    }

    /** An event that a user was notified of and has not read. */
    record Missed(MembershipRow room, EventRow row) {}

    /** Looks up what {@link #unread} needs of a user, since a query starts no other. */
    void prepare(UserId user) {
        var _ = ignored.apply(user); // kept in memory from here on
    }

    /** What a user has not read of the newest events, oldest first. */
    List<Missed> unread(Transaction tx, UserId user, int limit) {
        Page page = new Page(user, null, Long.MAX_VALUE, limit, false);
        List<Missed> missed = new ArrayList<>();
        List<MembershipRow> joined = new ArrayList<>(Memberships.ofUser(tx, user, "join"));
        joined.sort(Comparator.comparingLong(MembershipRow::position).reversed());
        for (MembershipRow room : joined.subList(0, Math.min(joined.size(), MAX_ROOMS))) {
            List<Found> found = new ArrayList<>();
            find(tx, page, room, found);
            ReadUpTo read = ReadUpTo.of(tx, room.room(), user);
            for (Found each : found) {
                long upTo = read == null ? 0 : read.of(UnreadCounts.thread(each.row().event()));
                if (each.row().position() > upTo) {
                    missed.add(new Missed(room, each.row()));
                }
            }
        }
        missed.sort(Comparator.comparingLong((Missed each) -> each.row().position()));
        return missed.subList(Math.max(0, missed.size() - limit), missed.size());
    }

    private void find(Transaction tx, Page page, MembershipRow room, List<Found> found) {
        for (EventRow row :
                Events.backward(tx, room.room(), page.before(), room.position(), MAX_EVENTS)) {
            PushActions actions = counts.actions(tx, page.user(), room.room(), row);
            if (actions != null && (actions.highlights() || !page.highlightsOnly())) {
                found.add(new Found(row, actions));
            }
        }
    }

    private ObjectNode json(Transaction tx, Page page, MembershipRow room, Found found) {
        EventRow row = found.row();
        VisibleHistory history =
                VisibleHistory.of(tx, page.user(), room.room(), ignored.apply(page.user()));
        ReadUpTo read = ReadUpTo.of(tx, room.room(), page.user());
        ObjectNode json = Json.object();
        json.put("room_id", room.roomId().value());
        json.putNull("profile_tag");
        json.set("actions", found.actions().actions());
        json.put("ts", row.event().originServerTs());
        json.put(
                "read",
                read != null && row.position() <= read.of(UnreadCounts.thread(row.event())));
        json.set("event", history.full(row, page.device()));
        return json;
    }
}
