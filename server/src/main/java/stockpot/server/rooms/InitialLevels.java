package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

/** The power levels that a new room begins with. */
final class InitialLevels {
    private static final int ADMINISTRATOR = 100;
    private static final int MODERATOR = 50;

    /** In rooms whose creators stand above all levels, an upgrade is theirs. */
    private static final int CREATORS_ONLY = 150;

    private InitialLevels() {}

    /** The content of the first {@code m.room.power_levels}; {@code trusted} equal the creator. */
    static ObjectNode content(RoomVersion version, UserId creator, List<UserId> trusted) {
        ObjectNode content = Json.object();
        ObjectNode users = content.putObject("users");
        boolean privileged = version.has(RoomRule.PRIVILEGED_CREATORS);
        if (!privileged) {
            users.put(creator.value(), ADMINISTRATOR);
            trusted.forEach(user -> users.put(user.value(), ADMINISTRATOR));
        }
        content.put("users_default", 0);
        ObjectNode events = content.putObject("events");
        events.put(EventTypes.NAME, MODERATOR);
        events.put(EventTypes.POWER_LEVELS, ADMINISTRATOR);
        events.put(EventTypes.HISTORY_VISIBILITY, ADMINISTRATOR);
        events.put(EventTypes.CANONICAL_ALIAS, MODERATOR);
        events.put(EventTypes.AVATAR, MODERATOR);
        events.put(EventTypes.TOMBSTONE, privileged ? CREATORS_ONLY : ADMINISTRATOR);
        events.put(EventTypes.SERVER_ACL, ADMINISTRATOR);
        events.put(EventTypes.ENCRYPTION, ADMINISTRATOR);
        content.put("events_default", 0);
        content.put("state_default", MODERATOR);
        content.put("ban", MODERATOR);
        content.put("kick", MODERATOR);
        content.put("redact", MODERATOR);
        content.put("invite", 0);
        return content;
    }
}
