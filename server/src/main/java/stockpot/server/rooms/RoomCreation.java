package stockpot.server.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.RoomsConfig;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.id.RoomAlias;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;
import stockpot.server.ports.Chance;
import stockpot.server.store.Aliases;
import stockpot.server.store.Database;
import stockpot.server.store.PublicRooms;
import stockpot.server.store.RoomRow;
import stockpot.server.store.Rooms;
import stockpot.server.store.WriteTransaction;

/**
 * New rooms: all first events, alias and directory entry in one write, so that the room is whole or
 * not there. Client-Server API, "Creation".
 */
public final class RoomCreation {
    private static final String OPAQUE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static final int OPAQUE_LENGTH = 18;

    private final Database database;
    private final RoomWriter writer;
    private final MemberProfiles profiles;
    private final RoomDirectory directory;
    private final RoomsConfig config;
    private final ServerName server;
    private final Chance chance;

    /** Rooms of {@code server}, written through {@code writer}. */
    public RoomCreation(
            Database database,
            RoomWriter writer,
            MemberProfiles profiles,
            RoomDirectory directory,
            RoomsConfig config,
            ServerName server,
            Chance chance) {
        this.database = database;
        this.writer = writer;
        this.profiles = profiles;
        this.directory = directory;
        this.config = config;
        this.server = server;
        this.chance = chance;
    }

    /** The version of rooms that ask for none. */
    public String defaultVersion() {
        return config.defaultVersion();
    }

    /**
     * Makes a room.
     *
     * @throws MatrixException 400 {@code M_ROOM_IN_USE} if the alias is taken, {@code
     *     M_INVALID_ROOM_STATE} if the events asked for forbid each other, 403
     */
    public RoomId create(UserId creator, RoomRequest request) {
        RoomAlias alias = alias(request);
        request.invited().forEach(this::requireInvitable);
        RoomDraft draft = writer.fresh(request.version(), newRoomId(request.version()));
        try {
            plan(draft, creator, request, alias);
        } catch (MatrixException e) {
            throw e.status() == 403
                    ? MatrixErrors.of(
                            400,
                            "M_INVALID_ROOM_STATE",
                            "The room cannot be made so: " + e.getMessage())
                    : e;
        }
        if (request.published()) {
            requirePublishable(creator, draft.room(), alias);
        }
        draft.along(tx -> name(tx, draft.room(), creator, alias, request.published()));
        writer.create(draft);
        return draft.room();
    }

    /** An id for a room of that version, or null where its first event gives it. */
    @Nullable RoomId newRoomId(RoomVersion version) {
        if (version.has(RoomRule.ROOM_ID_IS_CREATE_EVENT)) {
            return null;
        }
        StringBuilder id = new StringBuilder("!");
        for (int i = 0; i < OPAQUE_LENGTH; i++) {
            id.append(OPAQUE.charAt(chance.below(OPAQUE.length())));
        }
        return new RoomId(id.append(':').append(server).toString());
    }

    private void plan(
            RoomDraft draft, UserId creator, RoomRequest request, @Nullable RoomAlias alias) {
        List<UserId> trusted =
                request.preset() == RoomRequest.Preset.TRUSTED_PRIVATE_CHAT
                        ? request.invited()
                        : List.of();
        state(draft, creator, EventTypes.CREATE, createContent(creator, request, trusted));
        draft.add(
                NewEvent.state(
                        creator, EventTypes.MEMBER, creator.value(), member(creator, "join")));
        state(draft, creator, EventTypes.POWER_LEVELS, levels(creator, request, trusted));
        if (alias != null) {
            state(
                    draft,
                    creator,
                    EventTypes.CANONICAL_ALIAS,
                    Json.object().put("alias", alias.value()));
        }
        preset(draft, creator, request);
        asked(draft, creator, request);
        for (UserId user : request.invited()) {
            ObjectNode content = member(user, "invite");
            if (request.direct()) {
                content.put("is_direct", true);
            }
            draft.add(NewEvent.state(creator, EventTypes.MEMBER, user.value(), content));
        }
    }

    private static ObjectNode createContent(
            UserId creator, RoomRequest request, List<UserId> trusted) {
        RoomVersion version = request.version();
        ObjectNode content = request.creation().deepCopy();
        content.put("room_version", version.id());
        content.remove("creator");
        if (!version.has(RoomRule.CREATOR_IS_SENDER)) {
            content.put("creator", creator.value());
        }
        if (version.has(RoomRule.PRIVILEGED_CREATORS) && !trusted.isEmpty()) {
            addCreators(content, trusted);
        }
        return content;
    }

    private static void addCreators(ObjectNode content, List<UserId> trusted) {
        JsonNode asked = content.path("additional_creators");
        if (!asked.isMissingNode() && !asked.isArray()) {
            throw MatrixErrors.badJson("'additional_creators' must be an array");
        }
        Set<String> creators = new LinkedHashSet<>();
        for (JsonNode creator : asked) {
            creators.add(creator.asText());
        }
        trusted.forEach(user -> creators.add(user.value()));
        ArrayNode list = content.putArray("additional_creators");
        creators.forEach(list::add);
    }

    private static ObjectNode levels(UserId creator, RoomRequest request, List<UserId> trusted) {
        ObjectNode content = InitialLevels.content(request.version(), creator, trusted);
        if (request.levels() != null) {
            content.setAll(request.levels());
        }
        return content;
    }

    private void preset(RoomDraft draft, UserId creator, RoomRequest request) {
        RoomRequest.Preset preset = request.preset();
        presetState(draft, creator, request, EventTypes.JOIN_RULES, "join_rule", preset.joinRule());
        presetState(
                draft,
                creator,
                request,
                EventTypes.HISTORY_VISIBILITY,
                "history_visibility",
                "shared");
        presetState(
                draft,
                creator,
                request,
                EventTypes.GUEST_ACCESS,
                "guest_access",
                preset.guestAccess());
        if (encryptedByDefault(preset)) {
            presetState(
                    draft,
                    creator,
                    request,
                    EventTypes.ENCRYPTION,
                    "algorithm",
                    "m.megolm.v1.aes-sha2");
        }
    }

    private boolean encryptedByDefault(RoomRequest.Preset preset) {
        return switch (config.encryptionByDefault()) {
            case "all" -> true;
            case "invite" -> preset != RoomRequest.Preset.PUBLIC_CHAT;
            default -> false;
        };
    }

    /** What the creator sets too is not sent twice. */
    private static void presetState(
            RoomDraft draft,
            UserId creator,
            RoomRequest request,
            String type,
            String key,
            String value) {
        boolean asked =
                request.initialState().stream()
                        .anyMatch(s -> s.type().equals(type) && s.stateKey().isEmpty());
        if (!asked) {
            state(draft, creator, type, Json.object().put(key, value));
        }
    }

    private static void asked(RoomDraft draft, UserId creator, RoomRequest request) {
        for (RoomRequest.InitialState wanted : request.initialState()) {
            draft.add(NewEvent.state(creator, wanted.type(), wanted.stateKey(), wanted.content()));
        }
        if (request.name() != null) {
            state(draft, creator, EventTypes.NAME, Json.object().put("name", request.name()));
        }
        if (request.topic() != null) {
            state(draft, creator, EventTypes.TOPIC, topic(request.topic()));
        }
    }

    private static ObjectNode topic(String text) {
        ObjectNode content = Json.object().put("topic", text);
        content.putObject("m.topic")
                .putArray("m.text")
                .addObject()
                .put("mimetype", "text/plain")
                .put("body", text);
        return content;
    }

    private ObjectNode member(UserId user, String membership) {
        ObjectNode content = Json.object().put("membership", membership);
        content.setAll(profiles.of(user));
        return content;
    }

    private static void state(RoomDraft draft, UserId creator, String type, ObjectNode content) {
        draft.add(NewEvent.state(creator, type, "", content));
    }

    private static void name(
            WriteTransaction tx,
            RoomId id,
            UserId creator,
            @Nullable RoomAlias alias,
            boolean published) {
        RoomRow room = Rooms.find(tx, id);
        if (room == null) {
            throw new IllegalStateException("a room just made is not there");
        }
        if (alias != null && !Aliases.add(tx, alias, room.nid(), creator)) {
            throw inUse();
        }
        if (published) {
            PublicRooms.set(tx, room.nid(), true);
        }
    }

    private @Nullable RoomAlias alias(RoomRequest request) {
        if (request.aliasName() == null) {
            return null;
        }
        RoomAlias alias = RoomAlias.parse("#" + request.aliasName() + ":" + server);
        RoomAliases.requireOurs(alias, server);
        if (database.read(tx -> Aliases.find(tx, alias)) != null) {
            throw inUse();
        }
        return alias;
    }

    private void requirePublishable(UserId creator, RoomId room, @Nullable RoomAlias alias) {
        if (!directory.allowed(creator, room, alias == null ? List.of() : List.of(alias))) {
            throw MatrixErrors.forbidden("This server does not publish this room");
        }
    }

    private void requireInvitable(UserId user) {
        if (!user.server().equals(server)) {
            throw MatrixErrors.forbidden("This server does not reach users of other servers");
        }
        InvitePermissions.require(database, user);
    }

    private static MatrixException inUse() {
        return MatrixErrors.of(400, "M_ROOM_IN_USE", "Room alias already taken");
    }
}
