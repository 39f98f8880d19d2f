package stockpot.server.matrix.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

/**
 * Who may do what in a room: the {@code m.room.power_levels} event in force, or what holds without
 * one. Client-Server API, {@code m.room.power_levels}.
 */
public final class PowerLevels {
    /** The level of creators from room version 12 on: above every integer of canonical JSON. */
    public static final long INFINITE = Long.MAX_VALUE;

    private static final long CREATOR_WITHOUT_EVENT = 100;
    private static final long MODERATOR = 50;

    private final @Nullable ObjectNode content;
    private final Set<String> creators;
    private final RoomVersion version;

    private PowerLevels(@Nullable ObjectNode content, Set<String> creators, RoomVersion version) {
        this.content = content;
        this.creators = creators;
        this.version = version;
    }

    /**
     * The levels of a room.
     *
     * @param powerLevels the event in force, or null if the room has none (threat A04)
     * @param create the create event, or null if it is not known
     */
    public static PowerLevels of(
            @Nullable Pdu powerLevels, @Nullable Pdu create, RoomVersion version) {
        return new PowerLevels(
                powerLevels == null ? null : powerLevels.content(),
                create == null ? Set.of() : creators(create, version),
                version);
    }

    /** The users who made a room; several only from room version 12 on. */
    public static Set<String> creators(Pdu create, RoomVersion version) {
        Set<String> creators = new LinkedHashSet<>();
        if (!version.has(RoomRule.CREATOR_IS_SENDER)) {
            creators.add(create.content().path("creator").asText(create.sender().value()));
            return creators;
        }
        creators.add(create.sender().value());
        if (version.has(RoomRule.PRIVILEGED_CREATORS)) {
            for (JsonNode creator : create.content().path("additional_creators")) {
                creators.add(creator.asText());
            }
        }
        return creators;
    }

    /** The level of a user. */
    public long user(UserId user) {
        return user(user.value());
    }

    /** The level of a user. */
    public long user(String user) {
        boolean creator = creators.contains(user);
        if (creator && version.has(RoomRule.PRIVILEGED_CREATORS)) {
            return INFINITE;
        }
        if (content == null) {
            return creator ? CREATOR_WITHOUT_EVENT : 0;
        }
        Long own = level(content.path("users").path(user));
        return own == null ? usersDefault() : own;
    }

    /** The level of users who are not named. */
    public long usersDefault() {
        return level("users_default", 0);
    }

    /** The level that sending an event of that type takes. */
    public long send(String type, boolean isState) {
        Long named = content == null ? null : level(content.path("events").path(type));
        if (named != null) {
            return named;
        }
        return isState ? level("state_default", MODERATOR) : level("events_default", 0);
    }

    /** The level that inviting takes. */
    public long invite() {
        return level("invite", 0);
    }

    /** The level that kicking takes. */
    public long kick() {
        return level("kick", MODERATOR);
    }

    /** The level that banning takes. */
    public long ban() {
        return level("ban", MODERATOR);
    }

    /** The level that redacting the events of others takes. */
    public long redact() {
        return level("redact", MODERATOR);
    }

    /** The level that a notification of all takes, such as {@code room}. */
    public long notification(String key) {
        Long named = content == null ? null : level(content.path("notifications").path(key));
        return named == null ? MODERATOR : named;
    }

    /** The content of the event in force, empty without one. */
    public ObjectNode content() {
        return content == null ? Json.object() : content;
    }

    private long level(String key, long fallback) {
        Long value = content == null ? null : level(content.path(key));
        return value == null ? fallback : value;
    }

    private @Nullable Long level(JsonNode value) {
        return LevelValue.find(value, version);
    }
}
