package stockpot.server.sync;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.Presence;

/** Presence in the form of the oldest endpoints, which say in the content whose it is. */
public final class LegacyPresence {
    /** People told of at once. */
    static final int MAX_PEOPLE = 500;

    private final Presence presence;

    /** How people present themselves. */
    public LegacyPresence(Presence presence) {
        this.presence = presence;
    }

    Presence presence() {
        return presence;
    }

    /** One event for each of them; none where presence is off. */
    ArrayNode of(UserId reader, Collection<UserId> people) {
        ArrayNode events = Json.array();
        if (presence.enabled()) {
            people.stream()
                    .limit(MAX_PEOPLE)
                    .forEach(user -> events.add(event(reader, presence.get(user))));
        }
        return events;
    }

    static ObjectNode event(UserId reader, Presence.Status status) {
        ObjectNode content = status.content();
        content.put("user_id", status.user().value());
        if (status.lastActiveAgo() == null && status.user().equals(reader)) {
            // Whoever asks is there.
            content.put("last_active_ago", 0);
        }
        ObjectNode event = Json.object();
        event.put("type", "m.presence");
        event.put("sender", status.user().value());
        event.set("content", content);
        return event;
    }
}
