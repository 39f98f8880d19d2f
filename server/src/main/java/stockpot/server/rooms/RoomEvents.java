package stockpot.server.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.auth.PowerLevels;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.RoomRow;
import stockpot.server.store.Rooms;
import stockpot.server.store.TransactionIds;
import stockpot.server.users.Caller;

/** Events that clients send by themselves. Client-Server API, "Sending events to a room". */
public final class RoomEvents {
    private final Database database;
    private final RoomWriter writer;
    private final RoomMembers members;
    private final CanonicalAliases canonicalAliases;
    private final GuestRemoval guests;

    /** Events of rooms written through {@code writer}; memberships go to {@code members}. */
    public RoomEvents(
            Database database, RoomWriter writer, RoomMembers members, GuestRemoval guests) {
        this.database = database;
        this.writer = writer;
        this.members = members;
        this.canonicalAliases = new CanonicalAliases(database);
        this.guests = guests;
    }

    /**
     * Sends a message event; the same transaction id gives the same event again, with none each
     * call makes one.
     */
    public EventId send(
            Caller caller,
            RoomId room,
            String type,
            ObjectNode content,
            @Nullable String transactionId) {
        JsonNode redacts = content.path("redacts");
        if (type.equals(EventTypes.REDACTION) && redacts.isTextual()) {
            ObjectNode rest = content.deepCopy();
            rest.remove("redacts");
            EventId target = EventId.parse(redacts.textValue());
            return redact(
                    caller,
                    room,
                    target,
                    rest,
                    request(caller, room, "send/" + type, transactionId));
        }
        requireOtherRoom(room, type, content);
        return writer.send(
                caller.user(),
                room,
                type,
                content,
                request(caller, room, "send/" + type, transactionId));
    }

    /** Sets state; memberships and canonical aliases by their own rules. */
    public EventId setState(
            Caller caller, RoomId room, String type, String stateKey, ObjectNode content) {
        UserId user = caller.user();
        requireOtherRoom(room, type, content);
        return switch (type) {
            case EventTypes.MEMBER -> members.put(caller, UserId.parse(stateKey), room, content);
            case EventTypes.CANONICAL_ALIAS ->
                    canonicalAliases.set(writer, user, room, stateKey, content);
            case EventTypes.GUEST_ACCESS -> {
                EventId id = writer.setState(user, room, type, stateKey, content);
                if (stateKey.isEmpty()) {
                    guests.accessChanged(room, content);
                }
                yield id;
            }
            case EventTypes.CREATE -> throw MatrixErrors.forbidden("A room is created once");
            default -> writer.setState(user, room, type, stateKey, content);
        };
    }

    /** A room that replaces itself would send its members in circles. */
    private static void requireOtherRoom(RoomId room, String type, ObjectNode content) {
        if (type.equals(EventTypes.TOMBSTONE)
                && content.path("replacement_room").asText().equals(room.value())) {
            throw MatrixErrors.invalidParam("A room cannot be replaced by itself");
        }
    }

    /** Redacts an event of the room. */
    public EventId redact(
            Caller caller, RoomId room, EventId target, ObjectNode content, String transactionId) {
        return redact(
                caller,
                room,
                target,
                content,
                request(caller, room, "redact/" + target, transactionId));
    }

    private EventId redact(
            Caller caller,
            RoomId room,
            EventId target,
            ObjectNode content,
            TransactionIds.@Nullable Request request) {
        UserId user = caller.user();
        EventRow row = database.read(tx -> target(tx, room, target));
        return writer.act(
                room,
                request,
                draft -> {
                    draft.requireJoined(user);
                    if (row == null) {
                        throw MatrixErrors.invalidParam("There is no such event in this room");
                    }
                    requireRedactable(draft, user, row);
                    return draft.addRedaction(
                                    new NewEvent(user, EventTypes.REDACTION, null, content, target),
                                    row)
                            .eventId();
                });
    }

    private static @Nullable EventRow target(
            stockpot.server.store.Transaction tx, RoomId room, EventId target) {
        RoomRow row = Rooms.find(tx, room);
        return row == null ? null : Events.byId(tx, row.nid(), target);
    }

    /** Own events always, those of others by level; never what a room cannot do without. */
    private static void requireRedactable(RoomDraft draft, UserId user, EventRow target) {
        String type = target.event().type();
        if (type.equals(EventTypes.CREATE) || type.equals(EventTypes.SERVER_ACL)) {
            throw MatrixErrors.forbidden("This event cannot be redacted");
        }
        PowerLevels levels = draft.powerLevels();
        if (!target.event().sender().equals(user) && levels.user(user) < levels.redact()) {
            throw MatrixErrors.forbidden("You may not redact the events of others");
        }
    }

    private static TransactionIds.@Nullable Request request(
            Caller caller, RoomId room, String route, @Nullable String transactionId) {
        if (transactionId == null) {
            return null;
        }
        return new TransactionIds.Request(
                caller.user(), caller.device(), room.value() + "/" + route, transactionId);
    }
}
