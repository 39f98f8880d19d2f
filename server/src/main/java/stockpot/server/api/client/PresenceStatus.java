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
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.users.Presence;
import stockpot.server.users.SharedRooms;

/** Client-Server API, "Presence". */
public final class PresenceStatus implements EndpointGroup {
    private final Presence presence;
    private final SharedRooms rooms;

    /** Serves this presence to those who share rooms. */
    public PresenceStatus(Presence presence, SharedRooms rooms) {
        this.presence = presence;
        this.rooms = rooms;
    }

    @Override
    public List<Endpoint> endpoints() {
        String path = "/presence/{userId}/status";
        return List.of(
                Endpoint.client("GET", path, this::get),
                Endpoint.client("PUT", path, Authentication.USER, RateLimit.PRESENCE, this::put));
    }

    private Response get(Request request) {
        UserId user = UserId.parse(request.param("userId"));
        UserId caller = request.caller().user();
        if (!user.equals(caller) && !rooms.share(caller, user)) {
            throw MatrixErrors.forbidden("You are not allowed to see their presence.");
        }
        ObjectNode content = presence.get(user).content();
        return Response.json(content);
    }

    private Response put(Request request) {
        UserId user = OwnUser.of(request);
        Body body = Body.of(request.body());
        presence.put(user, body.text("presence"), body.optionalText("status_msg"));
        return Response.empty();
    }
}
