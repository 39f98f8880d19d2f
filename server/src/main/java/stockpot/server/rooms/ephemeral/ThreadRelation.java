package stockpot.server.rooms.ephemeral;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** To which thread an event belongs by its content. Client-Server API, "Threading". */
public final class ThreadRelation {
    private ThreadRelation() {}

    /** The root of the thread that the event names itself, or null. */
    public static @Nullable String root(ObjectNode content) {
        JsonNode relation = content.path("m.relates_to");
        return relation.path("rel_type").asText().equals("m.thread") ? related(content) : null;
    }

    /** The event that this one relates to, or null. */
    public static @Nullable String related(ObjectNode content) {
        JsonNode event = content.path("m.relates_to").path("event_id");
        return event.isTextual() ? event.textValue() : null;
    }
}
