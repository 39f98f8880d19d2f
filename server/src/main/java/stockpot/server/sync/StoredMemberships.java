package stockpot.server.sync;

import java.util.ArrayList;
import java.util.List;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.Database;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;

/** The memberships of a user as storage has them. */
public final class StoredMemberships implements SyncHub.MembershipSource {
    private final Database database;

    /** Memberships in this database. */
    public StoredMemberships(Database database) {
        this.database = database;
    }

    @Override
    public UserRooms roomsOf(UserId user) {
        List<UserRooms.MyRoom> rooms = new ArrayList<>();
        for (MembershipRow row : database.read(tx -> Memberships.ofUser(tx, user))) {
            rooms.add(
                    new UserRooms.MyRoom(
                            row.roomId(),
                            row.room(),
                            row.membership(),
                            row.position(),
                            row.sender(),
                            row.forgotten()));
        }
        return UserRooms.of(rooms);
    }
}
