package stockpot.server.api.client;

import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomDirectory;

/** Client-Server API, "Published room directory": whether a room is in it. */
public final class DirectoryVisibility implements EndpointGroup {
    private static final String PATH = "/directory/list/room/{roomId}";

    private final RoomDirectory directory;

    /** Offers what {@code directory} does. */
    public DirectoryVisibility(RoomDirectory directory) {
        this.directory = directory;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("GET", PATH, Authentication.NONE, RateLimit.NONE, this::get),
                Endpoint.client("PUT", PATH, this::put));
    }

    private Response get(Request request) {
        boolean published = directory.isPublished(room(request));
        return Response.json(Json.object().put("visibility", published ? "public" : "private"));
    }

    private Response put(Request request) {
        boolean published =
                switch (Body.of(request.body()).text("visibility", "public")) {
                    case "public" -> true;
                    case "private" -> false;
                    default ->
                            throw MatrixErrors.invalidParam("visibility must be public or private");
                };
        directory.set(request.caller().user(), room(request), published);
        return Response.empty();
    }

    private static RoomId room(Request request) {
        return RoomId.parse(request.param("roomId"));
    }
}
