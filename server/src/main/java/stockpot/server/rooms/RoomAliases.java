package stockpot.server.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.RoomsConfig;
import stockpot.server.matrix.auth.PowerLevels;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.RoomAlias;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.Aliases;
import stockpot.server.store.Aliases.AliasRow;
import stockpot.server.store.Database;
import stockpot.server.store.Memberships;
import stockpot.server.store.RoomRow;
import stockpot.server.store.Rooms;
import stockpot.server.store.Transaction;

/** The names of rooms on this server. Client-Server API, "Room aliases". */
public final class RoomAliases {
    private static final StateKey CANONICAL = StateKey.of(EventTypes.CANONICAL_ALIAS);

    private final Database database;
    private final RoomWriter writer;
    private final RoomsConfig config;
    private final ServerName server;
    private final Predicate<UserId> isAdmin;

    /** {@code isAdmin} tells whether a user administers this server. */
    public RoomAliases(
            Database database,
            RoomWriter writer,
            RoomsConfig config,
            ServerName server,
            Predicate<UserId> isAdmin) {
        this.database = database;
        this.writer = writer;
        this.config = config;
        this.server = server;
        this.isAdmin = isAdmin;
    }

    /**
     * The room of an alias.
     *
     * @throws MatrixException 404, also for aliases of other servers
     */
    public RoomId resolve(RoomAlias alias) {
        RoomId room = find(alias);
        if (room == null) {
            throw unknown(alias);
        }
        return room;
    }

    /** The room of an alias, or null. */
    public @Nullable RoomId find(RoomAlias alias) {
        AliasRow row = database.read(tx -> Aliases.find(tx, alias));
        return row == null ? null : row.roomId();
    }

    /**
     * Names a room.
     *
     * @throws MatrixException 400 for an alias of another server, 404 for a room not known here,
     *     409 if the alias is taken
     */
    public void add(UserId user, RoomAlias alias, RoomId room) {
        requireOurs(alias, server);
        database.write(tx -> {
            RoomRow row = Rooms.find(tx, room);
            if (row == null) {
                throw Refusals.unknownRoom();
            }
            requireMember(tx, row, user);
            if (!Aliases.add(tx, alias, row.nid(), user)) {
                throw MatrixErrors.of(409, "M_UNKNOWN", "Room alias " + alias + " already exists");
            }
            return true;
        });
    }

    /**
     * Takes a name away: for who made it, who may change the room's canonical alias, and
     * administrators (threat C22).
     *
     * @throws MatrixException 404 if there is no such alias, 403
     */
    public void remove(UserId user, RoomAlias alias) {
        AliasRow row = database.read(tx -> Aliases.find(tx, alias));
        if (row == null) {
            throw unknown(alias);
        }
        boolean admin = isAdmin.test(user);
        database.write(tx -> {
            AliasRow now = Aliases.find(tx, alias);
            if (now == null || !now.equals(row)) {
                throw unknown(alias);
            }
            if (!admin && !now.creator().equals(user) && !mayRename(tx, now, user)) {
                throw MatrixErrors.forbidden("You may not delete this alias");
            }
            return Aliases.remove(tx, alias);
        });
        dropFromCanonical(user, alias, row.roomId());
    }

    /** The aliases of a room, for who may read its state. */
    public List<RoomAlias> list(UserId user, RoomId room) {
        return database.read(tx -> {
            RoomRow row = Rooms.find(tx, room);
            if (row == null
                    || !(RoomReader.membership(tx, room, user).equals("join")
                            || RoomReader.isWorldReadable(tx, row))) {
                throw Refusals.notInRoom();
            }
            return Aliases.ofRoom(tx, row.nid()).stream().map(AliasRow::alias).toList();
        });
    }

    /**
     * Refuses an alias of another server or with an empty or blank local part.
     *
     * @throws MatrixException 400
     */
    static void requireOurs(RoomAlias alias, ServerName server) {
        if (!alias.server().equals(server)) {
            throw MatrixErrors.invalidParam("the alias belongs to another server");
        }
        String localpart = alias.localpart();
        if (localpart.isEmpty() || localpart.chars().anyMatch(Character::isWhitespace)) {
            throw MatrixErrors.invalidParam("an alias holds no white space");
        }
    }

    private void requireMember(Transaction tx, RoomRow room, UserId user) {
        if (config.membershipForAliases()
                && !RoomReader.membership(tx, room.id(), user).equals("join")) {
            throw Refusals.notInRoom();
        }
    }

    private static boolean mayRename(Transaction tx, AliasRow alias, UserId user) {
        RoomRow room = Rooms.byNid(tx, alias.room());
        if (room == null || Memberships.find(tx, room.nid(), user) == null) {
            return false;
        }
        PowerLevels levels = RoomReader.powerLevels(tx, room);
        return levels.user(user) >= levels.send(EventTypes.CANONICAL_ALIAS, true);
    }

    /** The room ceases to name what is gone, if the user may say so for it. */
    private void dropFromCanonical(UserId user, RoomAlias alias, RoomId room) {
        try {
            writer.act(
                    room,
                    null,
                    draft -> {
                        Pdu event = draft.state(CANONICAL);
                        ObjectNode rest = event == null ? null : without(event, alias);
                        if (event == null || rest == null) {
                            return draft.lastEvent();
                        }
                        return draft.add(NewEvent.state(user, EventTypes.CANONICAL_ALIAS, "", rest))
                                .eventId();
                    });
        } catch (MatrixException e) {
            if (e.status() != 403) {
                throw e;
            }
        }
    }

    private static @Nullable ObjectNode without(Pdu event, RoomAlias alias) {
        ObjectNode content = event.content().deepCopy();
        if (content.path("alias").asText().equals(alias.value())) {
            content.remove("alias");
        }
        if (content.path("alt_aliases") instanceof ArrayNode alternatives) {
            ArrayNode kept = content.putArray("alt_aliases");
            for (JsonNode alternative : alternatives) {
                if (!alternative.asText().equals(alias.value())) {
                    kept.add(alternative);
                }
            }
            if (kept.isEmpty()) {
                content.remove("alt_aliases");
            }
        }
        return content.equals(event.content()) ? null : content;
    }

    private static MatrixException unknown(RoomAlias alias) {
        return MatrixErrors.notFound("Room alias " + alias + " not found");
    }
}
