package stockpot.server.rooms;

import java.util.List;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.RoomAlias;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.AccountListener;
import stockpot.server.users.Caller;

/**
 * Lets new accounts join the rooms that the operator names ({@code auto_join_rooms}); the first
 * account makes those that are not there yet.
 */
public final class FirstRooms implements AccountListener {
    private static final System.Logger LOG = System.getLogger(FirstRooms.class.getName());

    private final List<RoomAlias> names;
    private final RoomAliases aliases;
    private final RoomMembers members;
    private final RoomCreation creation;

    /** {@code names} are aliases, as configured. */
    public FirstRooms(
            List<String> names,
            RoomAliases aliases,
            RoomMembers members,
            RoomCreation creation) {
        this.names = names.stream().map(RoomAlias::parse).toList();
        this.aliases = aliases;
        this.members = members;
        this.creation = creation;
    }

    @Override
    public void created(UserId user, boolean guest) {
        for (RoomAlias name : names) {
            try {
                enter(new Caller(user, null, guest, 0), name);
            } catch (MatrixException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} could not join {1}: {2}",
                        user,
                        name,
                        e.getMessage());
            }
        }
    }

    private void enter(Caller caller, RoomAlias name) {
        RoomId room = aliases.find(name);
        if (room != null) {
            members.join(caller, room, Json.object(), null);
        } else if (!caller.guest()) {
            creation.create(
                    caller.user(),
                    RoomRequest.parse(
                            Json.object()
                                    .put("preset", "public_chat")
                                    .put("room_alias_name", name.localpart()),
                            creation.defaultVersion()));
        }
    }
}
