package stockpot.server.rooms;

import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.AccountData;
import stockpot.server.store.Database;

/** Who does not want to be invited. Client-Server API, "Invite permission". */
final class InvitePermissions {
    private static final String TYPE = "m.invite_permission_config";

    private InvitePermissions() {}

    /**
     * Refuses where the user blocks all invites.
     *
     * @throws stockpot.server.matrix.error.MatrixException 403 {@code M_INVITE_BLOCKED}
     */
    static void require(Database database, UserId invited) {
        String content = database.read(tx -> AccountData.find(tx, invited, null, TYPE));
        if (content != null
                && Json.trusted(content).path("default_action").asText().equals("block")) {
            throw MatrixErrors.of(403, "M_INVITE_BLOCKED", invited + " blocks invites");
        }
    }
}
