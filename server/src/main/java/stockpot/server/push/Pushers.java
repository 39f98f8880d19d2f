package stockpot.server.push;

import java.util.List;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.Database;
import stockpot.server.store.Pushers.PusherRow;
import stockpot.server.store.ThreePids;
import stockpot.server.store.WriteTransaction;
import stockpot.server.users.Caller;
import stockpot.server.users.DeviceRemoval;

/**
 * Where people's clients want to be told of events. A pusher goes with the session that made it.
 * Client-Server API, "Push Notifications: Client behaviour".
 */
public final class Pushers implements DeviceRemoval {
    static final int MAX_PUSHERS = 100;

    private final Database database;

    /** Pushers in this database. */
    public Pushers(Database database) {
        this.database = database;
    }

    /** The JSON of a user's pushers. */
    public List<String> of(UserId user) {
        return database.read(tx -> stockpot.server.store.Pushers.ofUser(tx, user));
    }

    /**
     * Sets a pusher in place of the one with its app and key.
     *
     * @throws stockpot.server.matrix.error.MatrixException 413 for one too many
     */
    public void set(Caller caller, PusherRequest request) {
        UserId user = caller.user();
        database.write(tx -> {
            requireOwnAddress(tx, user, request);
            if (!request.append()) {
                stockpot.server.store.Pushers.deleteOfOthers(
                        tx, user, request.appId(), request.key());
            }
            stockpot.server.store.Pushers.put(
                    tx,
                    new PusherRow(
                            user,
                            request.appId(),
                            request.key(),
                            caller.device(),
                            request.pusher()));
            if (stockpot.server.store.Pushers.ofUser(tx, user).size() > MAX_PUSHERS) {
                throw MatrixErrors.tooLarge("an account has at most 100 pushers");
            }
            return true;
        });
    }

    /** Mail goes only where somebody has said that it may (threat C17). */
    private static void requireOwnAddress(WriteTransaction tx, UserId user, PusherRequest request) {
        if (request.mail() && !user.equals(ThreePids.owner(tx, "email", request.key()))) {
            throw MatrixErrors.of(
                    400, "M_THREEPID_NOT_FOUND", "This mail address is not one of your account");
        }
    }

    /** Removes a pusher; one that is not there is left so. */
    public void delete(UserId user, String appId, String key) {
        database.write(tx -> {
            stockpot.server.store.Pushers.delete(tx, user, appId, key);
            return true;
        });
    }

    @Override
    public void removed(WriteTransaction tx, UserId user, List<DeviceId> devices) {
        for (DeviceId device : devices) {
            stockpot.server.store.Pushers.deleteOfDevice(tx, user, device);
        }
    }
}
