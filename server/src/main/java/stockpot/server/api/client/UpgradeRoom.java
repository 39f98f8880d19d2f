package stockpot.server.api.client;

import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomUpgrades;

/** Client-Server API, "Room upgrades". */
public final class UpgradeRoom implements EndpointGroup {
    private final RoomUpgrades upgrades;

    /** Offers what {@code upgrades} does. */
    public UpgradeRoom(RoomUpgrades upgrades) {
        this.upgrades = upgrades;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("POST", "/rooms/{roomId}/upgrade", this::upgrade)
                        .limited(RateLimit.ROOM_CREATION));
    }

    private Response upgrade(Request request) {
        Body body = Body.of(request.body());
        List<UserId> creators =
                body.texts("additional_creators").stream().map(UserId::parse).toList();
        RoomId room =
                upgrades.upgrade(
                        request.caller().user(),
                        RoomId.parse(request.param("roomId")),
                        body.text("new_version"),
                        creators);
        return Response.json(Json.object().put("replacement_room", room.value()));
    }
}
