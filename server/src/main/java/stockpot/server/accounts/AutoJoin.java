package stockpot.server.accounts;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.RoomAlias;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomAliases;
import stockpot.server.rooms.RoomMembers;
import stockpot.server.users.AccountListener;
import stockpot.server.users.Caller;

/** Lets new accounts into the rooms of {@code auto_join_rooms}. */
public final class AutoJoin implements AccountListener {
    private static final Logger log = System.getLogger(AutoJoin.class.getName());

    private final List<String> aliases;
    private final RoomAliases directory;
    private final RoomMembers members;

    /** Joins the rooms that these aliases name at the time. */
    public AutoJoin(List<String> aliases, RoomAliases directory, RoomMembers members) {
        this.aliases = List.copyOf(aliases);
        this.directory = directory;
        this.members = members;
    }

    @Override
    public void created(UserId user, boolean guest) {
        for (String alias : aliases) {
            try {
                members.join(
                        new Caller(user, null, guest, 0),
                        directory.resolve(RoomAlias.parse(alias)),
                        Json.object(),
                        null);
            } catch (MatrixException e) {
                log.log(
                        Level.WARNING,
                        "{0} could not be joined to {1}: {2}",
                        user,
                        alias,
                        e.getMessage());
            }
        }
    }
}
