package stockpot.server.store;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;

/** What single users sent, asked for by administrators. */
public final class SentEvents {
    private static final String MEMBER_EVENTS =
            "SELECT room, json FROM events WHERE type = 'm.room.member' AND sender = ?"
                    + " AND origin_server_ts >= ?";

    private SentEvents() {}

    /** How many invitations a user has sent since then. */
    public static long invites(Transaction tx, UserId user, long since) {
        long[] count = new long[1];
        tx.each(
                MEMBER_EVENTS,
                row -> {
                    count[0] += membership(row).equals("invite") ? 1 : 0;
                    return true;
                },
                user.value(),
                since);
        return count[0];
    }

    /** How many rooms a user has joined since then, those left again too. */
    public static long joinedRooms(Transaction tx, UserId user, long since) {
        Set<Long> rooms = new TreeSet<>();
        tx.each(
                MEMBER_EVENTS,
                row -> {
                    if (membership(row).equals("join")) {
                        rooms.add(row.number(1));
                    }
                    return true;
                },
                user.value(),
                since);
        return rooms.size();
    }

    private static String membership(Transaction.Row row) {
        return Json.trusted(row.text(2)).path("content").path("membership").asText();
    }

    /**
     * Messages and joins that a user sent to a room and nobody has redacted yet, newest first.
     *
     * @param after the earliest time, exclusive, in milliseconds, or null
     * @param before the latest time, exclusive, in milliseconds, or null
     */
    public static List<EventId> redactable(
            Transaction tx,
            long room,
            UserId user,
            @Nullable Long after,
            @Nullable Long before,
            long limit) {
        return tx
                .list(
                        "SELECT event_id, type, json FROM events WHERE room = ? AND sender = ?"
                                + " AND type IN ('m.room.member', 'm.room.message',"
                                + " 'm.room.encrypted') AND redacted_by IS NULL"
                                + " AND origin_server_ts > ? AND origin_server_ts < ?"
                                + " ORDER BY position DESC LIMIT ?",
                        SentEvents::redactable,
                        room,
                        user.value(),
                        after == null ? Long.MIN_VALUE : after,
                        before == null ? Long.MAX_VALUE : before,
                        limit)
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<EventId> redactable(Transaction.Row row) {
        boolean wanted =
                !row.text(2).equals("m.room.member")
                        || Json.trusted(row.text(3))
                                .path("content")
                                .path("membership")
                                .asText()
                                .equals("join");
        return wanted ? List.of(EventKeys.id(row.bytes(1))) : List.of();
    }
}
