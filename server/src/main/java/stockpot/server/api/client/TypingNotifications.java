package stockpot.server.api.client;

import java.time.Duration;
import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.rooms.RoomReader;
import stockpot.server.rooms.ephemeral.Typing;

/** Client-Server API, "Typing Notifications". */
public final class TypingNotifications implements EndpointGroup {
    private final Typing typing;
    private final RoomReader rooms;

    /** Notes who types here. */
    public TypingNotifications(Typing typing, RoomReader rooms) {
        this.typing = typing;
        this.rooms = rooms;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.client("PUT", "/rooms/{roomId}/typing/{userId}", this::setTyping));
    }

    private Response setTyping(Request request) {
        UserId user = OwnUser.of(request);
        RoomId room = RoomId.parse(request.param("roomId"));
        Body body = Body.of(request.body());
        boolean types = body.flag("typing");
        long millis = body.number("timeout", Typing.USUAL.toMillis());
        if (millis < 0) {
            throw MatrixErrors.invalidParam("timeout must not be negative");
        }
        if (!rooms.isJoined(room, user)) {
            throw MatrixErrors.forbidden("You are not in this room");
        }
        if (types) {
            long capped = Math.min(millis, Typing.LONGEST.toMillis());
            typing.start(room, user, Duration.ofMillis(capped));
        } else {
            typing.stop(room, user);
        }
        return Response.empty();
    }
}
