package stockpot.server.api.client;

import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomCreation;
import stockpot.server.rooms.RoomRequest;

/** Client-Server API, "Creation" of rooms. */
public final class CreateRoom implements EndpointGroup {
    private final RoomCreation creation;

    /** Offers what {@code creation} does. */
    public CreateRoom(RoomCreation creation) {
        this.creation = creation;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("POST", "/createRoom", this::create)
                        .limited(RateLimit.ROOM_CREATION));
    }

    private Response create(Request request) {
        RoomRequest wanted = RoomRequest.parse(request.bodyOrEmpty(), creation.defaultVersion());
        RoomId room = creation.create(request.caller().user(), wanted);
        return Response.json(Json.object().put("room_id", room.value()));
    }
}
