package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.id.RoomAlias;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomAliases;

/** Client-Server API, "Room aliases". */
public final class RoomAliasNames implements EndpointGroup {
    private static final String ALIAS = "/directory/room/{roomAlias}";

    private final RoomAliases aliases;
    private final ServerName server;

    /** Offers what {@code aliases} does; {@code server} knows all rooms that they name. */
    public RoomAliasNames(RoomAliases aliases, ServerName server) {
        this.aliases = aliases;
        this.server = server;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("GET", ALIAS, Authentication.NONE, RateLimit.NONE, this::resolve),
                Endpoint.client("PUT", ALIAS, this::add),
                Endpoint.client("DELETE", ALIAS, this::remove),
                Endpoint.client("GET", "/rooms/{roomId}/aliases", this::list));
    }

    private Response resolve(Request request) {
        ObjectNode answer = Json.object();
        answer.put("room_id", aliases.resolve(alias(request)).value());
        answer.putArray("servers").add(server.value());
        return Response.json(answer);
    }

    private Response add(Request request) {
        RoomId room = RoomId.parse(Body.of(request.body()).text("room_id"));
        aliases.add(request.caller().user(), alias(request), room);
        return Response.empty();
    }

    private Response remove(Request request) {
        aliases.remove(request.caller().user(), alias(request));
        return Response.empty();
    }

    private Response list(Request request) {
        ObjectNode answer = Json.object();
        var list = answer.putArray("aliases");
        aliases.list(request.caller().user(), RoomId.parse(request.param("roomId")))
                .forEach(alias -> list.add(alias.value()));
        return Response.json(answer);
    }

    private static RoomAlias alias(Request request) {
        return RoomAlias.parse(request.param("roomAlias"));
    }
}
