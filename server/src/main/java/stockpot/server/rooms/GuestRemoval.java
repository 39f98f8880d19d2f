package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Predicate;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.Memberships;
import stockpot.server.store.RoomRow;
import stockpot.server.store.Rooms;

/**
 * Lets guests leave a room that is not open to guests any more. Client-Server API, "Guest Access".
 */
public final class GuestRemoval {
    private static final System.Logger LOG = System.getLogger(GuestRemoval.class.getName());

    private final Database database;
    private final RoomMembers members;
    private final Predicate<UserId> isGuest;
    private final ServerName server;

    /** {@code isGuest} tells of a user of this server whether the account is a guest's. */
    public GuestRemoval(
            Database database, RoomMembers members, Predicate<UserId> isGuest, ServerName server) {
        this.database = database;
        this.members = members;
        this.isGuest = isGuest;
        this.server = server;
    }

    /** Acts on new content of {@code m.room.guest_access}. */
    void accessChanged(RoomId room, ObjectNode content) {
        if (content.path("guest_access").asText().equals("can_join")) {
            return;
        }
        for (UserId user : joined(room)) {
            if (user.server().equals(server) && isGuest.test(user)) {
                leave(user, room);
            }
        }
    }

    private List<UserId> joined(RoomId room) {
        return database.read(tx -> {
            RoomRow row = Rooms.find(tx, room);
            return row == null ? List.of() : Memberships.joinedUsers(tx, row.nid());
        });
    }

    private void leave(UserId user, RoomId room) {
        try {
            members.leave(user, room, Json.object());
        } catch (MatrixException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "guest {0} stays in {1}: {2}",
                    user,
                    room,
                    e.getMessage());
        }
    }
}
