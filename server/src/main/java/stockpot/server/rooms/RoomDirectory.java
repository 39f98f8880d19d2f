package stockpot.server.rooms;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.RoomsConfig;
import stockpot.server.matrix.auth.PowerLevels;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.id.RoomAlias;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.text.Glob;
import stockpot.server.store.Aliases;
import stockpot.server.store.Aliases.AliasRow;
import stockpot.server.store.Database;
import stockpot.server.store.PublicRooms;
import stockpot.server.store.RoomRow;
import stockpot.server.store.Rooms;
import stockpot.server.store.Transaction;

/** Which rooms the directory lists. Client-Server API, "Published room directory". */
public final class RoomDirectory {
    private final Database database;
    private final RoomsConfig config;
    private final Predicate<UserId> isAdmin;

    /** {@code isAdmin} tells whether a user administers this server. */
    public RoomDirectory(Database database, RoomsConfig config, Predicate<UserId> isAdmin) {
        this.database = database;
        this.config = config;
        this.isAdmin = isAdmin;
    }

    /** Whether the directory lists a room; 404 for one not known here. */
    public boolean isPublished(RoomId room) {
        return require(database.read(tx -> Rooms.find(tx, room))).published();
    }

    /**
     * Publishes a room or takes it out: for who may change the room's canonical alias, and
     * administrators.
     *
     * @throws stockpot.server.matrix.error.MatrixException 404, 403
     */
    public void set(UserId user, RoomId room, boolean published) {
        boolean admin = isAdmin.test(user);
        database.write(tx -> {
            RoomRow row = require(Rooms.find(tx, room));
            if (!admin) {
                requireMayPublish(tx, row, user, published);
            }
            PublicRooms.set(tx, row.nid(), published);
            return true;
        });
    }

    private void requireMayPublish(Transaction tx, RoomRow room, UserId user, boolean published) {
        PowerLevels levels = RoomReader.powerLevels(tx, room);
        if (!RoomReader.membership(tx, room.id(), user).equals("join")
                || levels.user(user) < levels.send(EventTypes.CANONICAL_ALIAS, true)) {
            throw MatrixErrors.forbidden("You may not change the directory entry of this room");
        }
        List<RoomAlias> aliases =
                Aliases.ofRoom(tx, room.nid()).stream().map(AliasRow::alias).toList();
        if (published && !allowed(user, room.id(), aliases)) {
            throw MatrixErrors.forbidden("This server does not publish this room");
        }
    }

    /** What {@code room_list_publication_rules} say; the first rule that matches decides. */
    boolean allowed(UserId user, RoomId room, List<RoomAlias> aliases) {
        for (RoomsConfig.PublicationRule rule : config.publicationRules()) {
            if (Glob.of(rule.userId()).matches(user.value())
                    && Glob.of(rule.roomId()).matches(room.value())
                    && matchesAlias(rule.alias(), aliases)) {
                return rule.allow();
            }
        }
        return false;
    }

    private static boolean matchesAlias(String pattern, List<RoomAlias> aliases) {
        if (pattern.equals("*")) {
            return true;
        }
        Glob glob = Glob.of(pattern);
        return aliases.stream().anyMatch(alias -> glob.matches(alias.value()));
    }

    private static RoomRow require(@Nullable RoomRow row) {
        if (row == null) {
            throw Refusals.unknownRoom();
        }
        return row;
    }
}
