package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.Profiles;
import stockpot.server.store.Transaction;

/** Names and pictures of the users of this server, as stored. */
public final class StoredProfiles implements MemberProfiles {
    private static final List<String> FIELDS = List.of("displayname", "avatar_url");

    private final Database database;

    /** Reads from {@code database}. */
    public StoredProfiles(Database database) {
        this.database = database;
    }

    @Override
    public ObjectNode of(UserId user) {
        return database.read(tx -> of(tx, user));
    }

    private static ObjectNode of(Transaction tx, UserId user) {
        ObjectNode profile = Json.object();
        for (String field : FIELDS) {
            String value = Profiles.find(tx, user, field);
            if (value != null) {
                profile.set(field, Json.trustedValue(value));
            }
        }
        return profile;
    }
}
