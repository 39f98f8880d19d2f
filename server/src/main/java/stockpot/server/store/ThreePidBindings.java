package stockpot.server.store;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Which identity server a user's address was bound at, so that it can be unbound there. */
public final class ThreePidBindings {
    private ThreePidBindings() {}

    /** The identity server of an address, or null. */
    public static @Nullable String find(
            Transaction tx, UserId user, String medium, String address) {
        return tx.first(
                "SELECT id_server FROM threepid_bindings"
                        + " WHERE user_id = ? AND medium = ? AND address = ?",
                row -> row.text(1),
                user.value(),
                medium,
                address);
    }

    /** Notes where an address is bound. */
    public static void put(
            WriteTransaction tx, UserId user, String medium, String address, String server) {
        tx.update(
                "INSERT INTO threepid_bindings (user_id, medium, address, id_server)"
                        + " VALUES (?, ?, ?, ?) ON CONFLICT (user_id, medium, address)"
                        + " DO UPDATE SET id_server = excluded.id_server",
                user.value(),
                medium,
                address,
                server);
    }

    /** Forgets where an address was bound. */
    public static void delete(WriteTransaction tx, UserId user, String medium, String address) {
        tx.update(
                "DELETE FROM threepid_bindings WHERE user_id = ? AND medium = ? AND address = ?",
                user.value(),
                medium,
                address);
    }
}
