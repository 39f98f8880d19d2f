package stockpot.server.accounts;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Threads;
import stockpot.server.store.AccountData;
import stockpot.server.store.Database;
import stockpot.server.store.ExternalIds;
import stockpot.server.store.LoginTokens;
import stockpot.server.store.MailValidations;
import stockpot.server.store.OpenIdTokens;
import stockpot.server.store.PendingDepartures;
import stockpot.server.store.PendingDepartures.DepartureRow;
import stockpot.server.store.ThreePids;
import stockpot.server.store.Users;
import stockpot.server.store.WriteTransaction;
import stockpot.server.users.Profiles;
import stockpot.server.users.Sessions;

/**
 * Closing an account for good. The account is shut in one write; leaving the rooms follows in the
 * background and goes on after a restart.
 */
public final class Deactivation {
    private static final Logger log = System.getLogger(Deactivation.class.getName());

    private final Database database;
    private final Sessions sessions;
    private final Profiles profiles;
    private final RoomDeparture rooms;
    private final Threads threads;

    /** Closes accounts of one server. */
    public Deactivation(
            Database database,
            Sessions sessions,
            Profiles profiles,
            RoomDeparture rooms,
            Threads threads) {
        this.database = database;
        this.sessions = sessions;
        this.profiles = profiles;
        this.rooms = rooms;
        this.threads = threads;
    }

    /**
     * Closes an account; closing one that is closed changes nothing.
     *
     * @param erase whether what the user wrote is to be hidden from those who did not see it
     */
    public void deactivate(UserId user, boolean erase) {
        database.write(tx -> {
            shut(tx, user, erase);
            return true;
        });
        threads.start("depart " + user, () -> depart(new DepartureRow(user, erase)));
    }

    private void shut(WriteTransaction tx, UserId user, boolean erase) {
        Users.setDeactivated(tx, user, true);
        if (erase) {
            Users.setErased(tx, user, true);
            profiles.clear(tx, user);
        }
        sessions.closeAll(tx, user, null);
        LoginTokens.deleteOfUser(tx, user);
        OpenIdTokens.deleteOfUser(tx, user);
        ThreePids.deleteOfUser(tx, user);
        ExternalIds.deleteOfUser(tx, user);
        MailValidations.deleteOfUser(tx, user);
        AccountData.deleteOfUser(tx, user);
        PendingDepartures.add(tx, user, erase);
    }

    /** Opens a closed account again; a password or another way in must be given to it. */
    public void reactivate(UserId user) {
        database.write(tx -> {
            Users.setDeactivated(tx, user, false);
            PendingDepartures.delete(tx, user);
            return true;
        });
    }

    /** Goes on with departures that a stop of the server interrupted. */
    public void resume() {
        for (DepartureRow row : database.read(PendingDepartures::all)) {
            threads.start("depart " + row.user(), () -> depart(row));
        }
    }

    private void depart(DepartureRow row) {
        rooms.leaveAll(row.user());
        if (row.erase()) {
            profiles.clear(row.user());
        }
        database.write(tx -> {
            PendingDepartures.delete(tx, row.user());
            return true;
        });
        log.log(Level.INFO, "user {0} has left all rooms", row.user());
    }
}
