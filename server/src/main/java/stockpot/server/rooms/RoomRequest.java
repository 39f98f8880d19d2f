package stockpot.server.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomVersion;

/**
 * What the creator of a room asks for. Client-Server API, {@code POST /createRoom}.
 *
 * @param version the room version
 * @param preset which defaults hold
 * @param published whether the directory lists the room
 * @param aliasName local part of its alias, or null
 * @param invited in the order asked for, each once
 * @param direct whether invites are marked as direct chats
 * @param creation further content of the create event
 * @param initialState state events to be set
 * @param levels on top of the default power levels, or null
 */
public record RoomRequest(
        RoomVersion version,
        Preset preset,
        boolean published,
        @Nullable String aliasName,
        @Nullable String name,
        @Nullable String topic,
        List<UserId> invited,
        boolean direct,
        ObjectNode creation,
        List<InitialState> initialState,
        @Nullable ObjectNode levels) {

    /** Most users that may be invited at creation (threat R08). */
    static final int MAX_INVITES = 500;

    /** Most events of initial state (threat R08). */
    static final int MAX_INITIAL_STATE = 500;

    /** What a preset means. */
    public enum Preset {
        /** By invite. */
        PRIVATE_CHAT("invite", "can_join"),
        /** By invite; who is invited has the creator's rights. */
        TRUSTED_PRIVATE_CHAT("invite", "can_join"),
        /** For all. */
        PUBLIC_CHAT("public", "forbidden");

        private final String joinRule;
        private final String guestAccess;

        Preset(String joinRule, String guestAccess) {
            this.joinRule = joinRule;
            this.guestAccess = guestAccess;
        }

        String joinRule() {
            return joinRule;
        }

        String guestAccess() {
            return guestAccess;
        }
    }

    /** A state event that the creator wants in the room. */
    public record InitialState(String type, String stateKey, ObjectNode content) {}

    /**
     * Reads the body of the request.
     *
     * @param defaultVersion the version of rooms that ask for none
     * @throws stockpot.server.matrix.error.MatrixException 400 {@code M_BAD_JSON}, {@code
     *     M_INVALID_PARAM}, {@code M_UNSUPPORTED_ROOM_VERSION}
     */
    public static RoomRequest parse(ObjectNode json, String defaultVersion) {
        Body body = Body.of(json);
        boolean published = published(body);
        ObjectNode creation = body.optionalObject("creation_content");
        return new RoomRequest(
                version(body.text("room_version", defaultVersion)),
                preset(body, published),
                published,
                body.optionalText("room_alias_name"),
                body.optionalText("name"),
                body.optionalText("topic"),
                invited(body),
                body.flag("is_direct", false),
                creation == null ? Json.object() : creation,
                initialState(body),
                body.optionalObject("power_level_content_override"));
    }

    /**
     * The version of that name.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 {@code M_UNSUPPORTED_ROOM_VERSION}
     */
    static RoomVersion version(String id) {
        RoomVersion version = RoomVersion.find(id);
        if (version == null) {
            throw MatrixErrors.of(
                    400, "M_UNSUPPORTED_ROOM_VERSION", "This server does not know that version");
        }
        return version;
    }

    private static boolean published(Body body) {
        return switch (body.text("visibility", "private")) {
            case "public" -> true;
            case "private" -> false;
            default -> throw MatrixErrors.invalidParam("visibility must be public or private");
        };
    }

    private static Preset preset(Body body, boolean published) {
        String preset = body.text("preset", published ? "public_chat" : "private_chat");
        return switch (preset) {
            case "private_chat" -> Preset.PRIVATE_CHAT;
            case "trusted_private_chat" -> Preset.TRUSTED_PRIVATE_CHAT;
            case "public_chat" -> Preset.PUBLIC_CHAT;
            default -> throw MatrixErrors.invalidParam("unknown preset");
        };
    }

    private static List<UserId> invited(Body body) {
        Set<UserId> users = new LinkedHashSet<>();
        for (String user : body.texts("invite")) {
            users.add(UserId.parse(user));
        }
        if (users.size() > MAX_INVITES) {
            throw MatrixErrors.invalidParam("too many invites");
        }
        if (!body.list("invite_3pid").isEmpty()) {
            throw MatrixErrors.of(
                    403, "M_THREEPID_DENIED", "Invites by address are not offered here");
        }
        return List.copyOf(users);
    }

    private static List<InitialState> initialState(Body body) {
        List<InitialState> states = new ArrayList<>();
        for (JsonNode node : body.list("initial_state")) {
            if (!(node instanceof ObjectNode object)) {
                throw MatrixErrors.badJson("'initial_state' must be an array of objects");
            }
            Body state = Body.of(object);
            states.add(
                    new InitialState(
                            state.text("type"),
                            state.text("state_key", ""),
                            state.object("content")));
        }
        if (states.size() > MAX_INITIAL_STATE) {
            throw MatrixErrors.invalidParam("too much initial state");
        }
        return List.copyOf(states);
    }
}
