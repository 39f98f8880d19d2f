package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.Profiles;

/** The names and pictures that local users have set. */
public final class StoredProfiles implements MemberProfiles {
    private final Database database;

    /** Profiles in this database. */
    public StoredProfiles(Database database) {
        this.database = database;
    }

    @Override
    public ObjectNode of(UserId user) {
        ObjectNode profile = Json.object();
        for (Profiles.FieldRow row : database.read(tx -> Profiles.ofUser(tx, user))) {
            boolean shown = row.field().equals("displayname") || row.field().equals("avatar_url");
            if (shown && row.value() != null) {
                profile.set(row.field(), Json.trustedValue(row.value()));
            }
        }
        return profile;
    }
}
