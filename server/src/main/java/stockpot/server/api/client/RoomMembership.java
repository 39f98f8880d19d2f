package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.RoomAlias;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomAliases;
import stockpot.server.rooms.RoomMembers;
import stockpot.server.rooms.RoomReader;

/** Client-Server API, "Room membership". */
public final class RoomMembership implements EndpointGroup {
    private final RoomMembers members;
    private final RoomAliases aliases;
    private final RoomReader reader;

    /** Offers what {@code members} does. */
    public RoomMembership(RoomMembers members, RoomAliases aliases, RoomReader reader) {
        this.members = members;
        this.aliases = aliases;
        this.reader = reader;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                guests("GET", "/joined_rooms", RateLimit.NONE, this::joinedRooms),
                Endpoint.client("POST", "/rooms/{roomId}/invite", this::invite)
                        .limited(RateLimit.INVITE),
                guests("POST", "/join/{roomIdOrAlias}", RateLimit.JOIN, this::joinByName),
                guests("POST", "/rooms/{roomId}/join", RateLimit.JOIN, this::join),
                Endpoint.client("POST", "/knock/{roomIdOrAlias}", this::knock)
                        .limited(RateLimit.JOIN),
                Endpoint.client("POST", "/rooms/{roomId}/forget", this::forget),
                guests("POST", "/rooms/{roomId}/leave", RateLimit.NONE, this::leave),
                Endpoint.client("POST", "/rooms/{roomId}/kick", this::kick),
                Endpoint.client("POST", "/rooms/{roomId}/ban", this::ban),
                Endpoint.client("POST", "/rooms/{roomId}/unban", this::unban));
    }

    private static Endpoint guests(
            String method, String path, RateLimit limit, Endpoint.Handler handler) {
        return Endpoint.client(method, path, Authentication.GUEST, limit, handler);
    }

    private Response joinedRooms(Request request) {
        ObjectNode answer = Json.object();
        var list = answer.putArray("joined_rooms");
        reader.joinedRooms(request.caller().user()).forEach(room -> list.add(room.value()));
        return Response.json(answer);
    }

    private Response invite(Request request) {
        ObjectNode body = request.body();
        if (body.has("medium") && !body.has("user_id")) {
            throw MatrixErrors.of(
                    403, "M_THREEPID_DENIED", "Invites by address are not offered here");
        }
        members.invite(request.caller().user(), target(body), room(request), reason(body));
        return Response.empty();
    }

    private Response joinByName(Request request) {
        return join(request, named(request));
    }

    private Response join(Request request) {
        return join(request, room(request));
    }

    private Response join(Request request, RoomId room) {
        ObjectNode extra = request.bodyOrEmpty();
        ObjectNode signed = Body.of(extra).optionalObject("third_party_signed");
        extra.remove("third_party_signed");
        Body.of(extra).optionalText("reason");
        members.join(request.caller(), room, extra, signed);
        return named(room);
    }

    private Response knock(Request request) {
        RoomId room = named(request);
        members.knock(request.caller(), room, reason(request.bodyOrEmpty()));
        return named(room);
    }

    private Response forget(Request request) {
        request.bodyOrEmpty();
        members.forget(request.caller().user(), room(request));
        return Response.empty();
    }

    private Response leave(Request request) {
        members.leave(request.caller().user(), room(request), reason(request.bodyOrEmpty()));
        return Response.empty();
    }

    private Response kick(Request request) {
        ObjectNode body = request.body();
        members.kick(request.caller().user(), target(body), room(request), reason(body));
        return Response.empty();
    }

    private Response ban(Request request) {
        ObjectNode body = request.body();
        members.ban(request.caller().user(), target(body), room(request), reason(body));
        return Response.empty();
    }

    private Response unban(Request request) {
        ObjectNode body = request.body();
        members.unban(request.caller().user(), target(body), room(request), reason(body));
        return Response.empty();
    }

    private static RoomId room(Request request) {
        return RoomId.parse(request.param("roomId"));
    }

    private RoomId named(Request request) {
        String name = request.param("roomIdOrAlias");
        return name.startsWith("#") ? aliases.resolve(RoomAlias.parse(name)) : RoomId.parse(name);
    }

    private static Response named(RoomId room) {
        return Response.json(Json.object().put("room_id", room.value()));
    }

    private static UserId target(ObjectNode body) {
        return UserId.parse(Body.of(body).text("user_id"));
    }

    private static ObjectNode reason(ObjectNode body) {
        String reason = Body.of(body).optionalText("reason");
        return reason == null ? Json.object() : Json.object().put("reason", reason);
    }
}
