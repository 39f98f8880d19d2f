package stockpot.server.accounts;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.rooms.RoomMembers;
import stockpot.server.rooms.RoomReader;
import stockpot.server.users.ProfileListener;
import stockpot.server.users.Profiles;

/** Carries a new name or picture into every room of the user. Client-Server API, "Profiles". */
public final class ProfilePropagation implements ProfileListener {
    private static final Logger log = System.getLogger(ProfilePropagation.class.getName());

    private final RoomReader rooms;
    private final RoomMembers members;

    /** Goes through the rooms that {@code rooms} knows. */
    public ProfilePropagation(RoomReader rooms, RoomMembers members) {
        this.rooms = rooms;
        this.members = members;
    }

    @Override
    public void changed(UserId user, String field) {
        if (!field.equals(Profiles.DISPLAY_NAME) && !field.equals(Profiles.AVATAR)) {
            return;
        }
        for (RoomId room : rooms.joinedRooms(user)) {
            try {
                members.profileChanged(user, room);
            } catch (MatrixException e) {
                log.log(
                        Level.DEBUG,
                        "{0} keeps its old profile in {1}: {2}",
                        user,
                        room,
                        e.getMessage());
            }
        }
    }
}
