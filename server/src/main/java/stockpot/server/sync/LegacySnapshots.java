package stockpot.server.sync;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.event.ClientEvents;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomReader;
import stockpot.server.rooms.RoomSnapshot;
import stockpot.server.store.AccountData;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.Receipts;
import stockpot.server.store.RoomRow;
import stockpot.server.store.Rooms;
import stockpot.server.store.Transaction;
import stockpot.server.users.Caller;

/**
 * Everything at once, as clients fetched it before {@code /sync}. Client-Server API, "GET
 * /initialSync" and "GET /rooms/{roomId}/initialSync", both deprecated.
 */
public final class LegacySnapshots {
    private static final int MAX_RECEIPTS = 10_000;

    private final Database database;
    private final Syncs syncs;
    private final LegacyPresence presence;
    private final Function<UserId, Set<UserId>> ignored;
    private final InitialSyncs atOnce = new InitialSyncs();

    /** Snapshots out of {@code database}; {@code ignored} tells whom a user ignores. */
    public LegacySnapshots(
            Database database,
            Syncs syncs,
            LegacyPresence presence,
            Function<UserId, Set<UserId>> ignored) {
        this.database = database;
        this.syncs = syncs;
        this.presence = presence;
        this.ignored = ignored;
    }

    /**
     * All rooms of a user.
     *
     * @param limit events of each room
     * @param archived whether rooms that the user has left are among them
     */
    public ObjectNode all(Caller caller, int limit, boolean archived) {
        atOnce.enter(caller.user());
        try {
            // The token is taken first: what comes meanwhile is told twice rather than never.
            String end = syncs.now().toString();
            Set<UserId> ignoredUsers = ignored.apply(caller.user());
            ObjectNode answer = database.read(tx -> all(tx, caller, ignoredUsers, limit, archived));
            answer.put("end", end);
            return answer;
        } finally {
            atOnce.leave(caller.user());
        }
    }

    private ObjectNode all(
            Transaction tx, Caller caller, Set<UserId> ignoredUsers, int limit, boolean archived) {
        UserId user = caller.user();
        ObjectNode answer = Json.object();
        ArrayNode rooms = answer.putArray("rooms");
        ArrayNode receipts = answer.putArray("receipts");
        for (MembershipRow member : Memberships.ofUser(tx, user)) {
            switch (member.membership()) {
                case "join" -> {
                    rooms.add(room(tx, caller, member.roomId(), ignoredUsers, limit));
                    addReceipts(tx, receipts, member.room(), member.roomId(), user, ignoredUsers);
                }
                case "invite" -> {
                    if (!ignoredUsers.contains(member.sender())) {
                        rooms.add(invited(tx, member));
                    }
                }
                default -> {
                    if (archived && wasThere(tx, member)) {
                        rooms.add(room(tx, caller, member.roomId(), ignoredUsers, limit));
                    }
                }
            }
        }
        Set<UserId> people = new LinkedHashSet<>(List.of(user));
        people.addAll(Memberships.sharingRoomsWith(tx, user));
        answer.set("presence", presence.of(user, people));
        answer.set("account_data", accountData(tx, user, null));
        return answer;
    }

    private static boolean wasThere(Transaction tx, MembershipRow member) {
        return !member.forgotten() && RoomReader.departure(tx, member) != null;
    }

    private static ObjectNode invited(Transaction tx, MembershipRow member) {
        ObjectNode room = Json.object();
        room.put("room_id", member.roomId().value());
        room.put("membership", "invite");
        room.put("inviter", member.sender().value());
        EventRow invite = Events.byPosition(tx, member.position());
        if (invite != null) {
            room.set("invite", ClientEvents.legacy(invite.event(), Json.object()));
        }
        return room;
    }

    private ObjectNode room(
            Transaction tx, Caller caller, RoomId id, Set<UserId> ignoredUsers, int limit) {
        RoomSnapshot snapshot =
                RoomSnapshot.read(tx, id, caller.user(), caller.device(), ignoredUsers, limit);
        ObjectNode room = Json.object();
        room.put("room_id", id.value());
        room.put("membership", snapshot.membership());
        room.put("visibility", snapshot.room().published() ? "public" : "private");
        ObjectNode messages = room.putObject("messages");
        messages.put("start", snapshot.start());
        messages.put("end", syncs.now().toString());
        messages.putArray("chunk").addAll(snapshot.messages());
        room.putArray("state").addAll(snapshot.state());
        room.set("account_data", accountData(tx, caller.user(), id));
        return room;
    }

    /**
     * One room; the user need not be in it if anybody may read it.
     *
     * @throws stockpot.server.matrix.error.MatrixException 403
     */
    public ObjectNode one(Caller caller, RoomId id, int limit) {
        Set<UserId> ignoredUsers = ignored.apply(caller.user());
        return database.read(tx -> {
            ObjectNode room = room(tx, caller, id, ignoredUsers, limit);
            RoomRow row = Rooms.find(tx, id);
            if (row == null) {
                throw MatrixErrors.notFound("No such room is known here");
            }
            boolean current = isCurrent(tx, row, caller.user());
            ArrayNode receipts = room.putArray("receipts");
            Set<UserId> people = new LinkedHashSet<>();
            if (current) {
                addReceipts(tx, receipts, row.nid(), id, caller.user(), ignoredUsers);
                people.addAll(Memberships.joinedUsers(tx, row.nid()));
            }
            room.set("presence", presence.of(caller.user(), people));
            return room;
        });
    }

    private static boolean isCurrent(Transaction tx, RoomRow room, UserId user) {
        MembershipRow member = Memberships.find(tx, room.nid(), user);
        return (member != null && member.joined()) || RoomReader.isWorldReadable(tx, room);
    }

    private static void addReceipts(
            Transaction tx,
            ArrayNode receipts,
            long room,
            RoomId id,
            UserId user,
            Set<UserId> ignoredUsers) {
        var rows =
                EphemeralEvents.shown(
                        user,
                        ignoredUsers,
                        Receipts.between(tx, room, 0, Long.MAX_VALUE, MAX_RECEIPTS));
        if (!rows.isEmpty()) {
            ObjectNode receipt = receipts.addObject();
            receipt.put("type", "m.receipt");
            receipt.put("room_id", id.value());
            receipt.set("content", EphemeralEvents.content(rows));
        }
    }

    private static ArrayNode accountData(Transaction tx, UserId user, @Nullable RoomId room) {
        ArrayNode events = Json.array();
        for (AccountData.DataRow row : AccountData.all(tx, user, room)) {
            ObjectNode event = events.addObject();
            event.put("type", row.type());
            event.set("content", Json.trusted(row.content()));
        }
        return events;
    }
}
