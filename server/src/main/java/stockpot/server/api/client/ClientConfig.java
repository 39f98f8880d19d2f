package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.AccountData;
import stockpot.server.users.Tags;

/** Client-Server API, "Client Config" and "Room Tagging". */
public final class ClientConfig implements EndpointGroup {
    private final AccountData accountData;
    private final Tags tags;

    /** Keeps account data in these. */
    public ClientConfig(AccountData accountData, Tags tags) {
        this.accountData = accountData;
        this.tags = tags;
    }

    @Override
    public List<Endpoint> endpoints() {
        String global = "/user/{userId}/account_data/{type}";
        String room = "/user/{userId}/rooms/{roomId}/account_data/{type}";
        String tag = "/user/{userId}/rooms/{roomId}/tags/{tag}";
        return List.of(
                guest("GET", global, request -> get(request, null)),
                guest("PUT", global, request -> put(request, null)),
                guest("GET", room, request -> get(request, room(request))),
                guest("PUT", room, request -> put(request, room(request))),
                guest("GET", "/user/{userId}/rooms/{roomId}/tags", this::listTags),
                guest("PUT", tag, this::putTag),
                guest("DELETE", tag, this::deleteTag));
    }

    private static Endpoint guest(String method, String path, Endpoint.Handler handler) {
        return Endpoint.client(method, path, Authentication.GUEST, RateLimit.NONE, handler);
    }

    private static RoomId room(Request request) {
        return RoomId.parse(request.param("roomId"));
    }

    private Response get(Request request, @Nullable RoomId room) {
        UserId user = OwnUser.of(request);
        ObjectNode content = accountData.find(user, room, request.param("type"));
        if (content == null) {
            throw MatrixErrors.notFound("Account data not found");
        }
        return Response.json(content);
    }

    private Response put(Request request, @Nullable RoomId room) {
        UserId user = OwnUser.of(request);
        accountData.put(user, room, request.param("type"), request.body());
        return Response.empty();
    }

    private Response listTags(Request request) {
        UserId user = OwnUser.of(request);
        ObjectNode answer = Json.object();
        answer.set("tags", tags.of(user, room(request)));
        return Response.json(answer);
    }

    private Response putTag(Request request) {
        UserId user = OwnUser.of(request);
        tags.put(user, room(request), request.param("tag"), request.bodyOrEmpty());
        return Response.empty();
    }

    private Response deleteTag(Request request) {
        UserId user = OwnUser.of(request);
        tags.delete(user, room(request), request.param("tag"));
        return Response.empty();
    }
}
