package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomAlias;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.store.Aliases;
import stockpot.server.store.Database;

/**
 * Aliases that a room names as its own must point to it. Client-Server API, {@code
 * m.room.canonical_alias} and {@code PUT /rooms/{roomId}/state}.
 */
final class CanonicalAliases {
    private static final int MAX_ALIASES = 500;
    private static final StateKey SLOT = StateKey.of(EventTypes.CANONICAL_ALIAS);

    private final Database database;

    CanonicalAliases(Database database) {
        this.database = database;
    }

    /**
     * Sets the event after a look at the aliases that it newly names.
     *
     * @throws MatrixException 400 {@code M_INVALID_PARAM} for what is no alias, {@code M_BAD_ALIAS}
     *     for one that does not point to the room
     */
    EventId set(RoomWriter writer, UserId user, RoomId room, String stateKey, ObjectNode content) {
        Set<String> named = stateKey.isEmpty() ? named(content) : Set.of();
        return writer.act(
                room,
                null,
                draft -> {
                    draft.requireJoined(user);
                    Set<String> added = new LinkedHashSet<>(named);
                    added.removeAll(namedNow(draft.state(SLOT)));
                    added.forEach(alias -> requirePointsTo(alias, room));
                    return RoomWriter.setState(
                            draft,
                            NewEvent.state(user, EventTypes.CANONICAL_ALIAS, stateKey, content));
                });
    }

    private static Set<String> named(ObjectNode content) {
        Body body = Body.of(content);
        Set<String> named = new LinkedHashSet<>();
        String main = body.optionalText("alias");
        if (main != null && !main.isEmpty()) {
            named.add(RoomAlias.parse(main).value());
        }
        for (String alias : body.texts("alt_aliases")) {
            named.add(RoomAlias.parse(alias).value());
        }
        if (named.size() > MAX_ALIASES) {
            throw MatrixErrors.invalidParam("too many aliases");
        }
        return named;
    }

    /** What an event of the past names, however it is made. */
    private static Set<String> namedNow(@Nullable Pdu event) {
        try {
            return event == null ? Set.of() : named(event.content());
        } catch (MatrixException e) {
            return Set.of();
        }
    }

    private void requirePointsTo(String alias, RoomId room) {
        Aliases.AliasRow row = database.read(tx -> Aliases.find(tx, new RoomAlias(alias)));
        if (row == null || !row.roomId().equals(room)) {
            throw MatrixErrors.of(
                    400, "M_BAD_ALIAS", "Room alias " + alias + " does not point to the room");
        }
    }
}
