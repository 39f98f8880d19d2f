package stockpot.server.accounts;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomMembers;
import stockpot.server.store.Database;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;

/** Takes a user out of every room, and declines every invitation and knock. */
public final class LeavingAllRooms implements RoomDeparture {
    private static final Logger log = System.getLogger(LeavingAllRooms.class.getName());
    private static final List<String> TO_LEAVE = List.of("join", "invite", "knock");

    private final Database database;
    private final RoomMembers members;

    /** Leaves the rooms stored in {@code database}. */
    public LeavingAllRooms(Database database, RoomMembers members) {
        this.database = database;
        this.members = members;
    }

    @Override
    public void leaveAll(UserId user) {
        for (MembershipRow row : database.read(tx -> Memberships.ofUser(tx, user))) {
            if (!TO_LEAVE.contains(row.membership())) {
                continue;
            }
            try {
                members.leave(user, row.roomId(), Json.object());
            } catch (MatrixException e) {
                log.log(
                        Level.WARNING,
                        "{0} could not leave {1}: {2}",
                        user,
                        row.roomId(),
                        e.getMessage());
            }
        }
    }
}
