package stockpot.server.api.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.push.PusherRequest;
import stockpot.server.push.Pushers;

/** Client-Server API, "Push Notifications": pushers. */
public final class PushersApi implements EndpointGroup {
    private final Pushers pushers;

    /** Lists and changes these. */
    public PushersApi(Pushers pushers) {
        this.pushers = pushers;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("GET", "/pushers", this::list),
                Endpoint.client("POST", "/pushers/set", this::set));
    }

    private Response list(Request request) {
        ObjectNode answer = Json.object();
        ArrayNode all = answer.putArray("pushers");
        pushers.of(request.caller().user()).forEach(text -> all.add(Json.trusted(text)));
        return Response.json(answer);
    }

    private Response set(Request request) {
        ObjectNode node = request.body();
        Body body = Body.of(node);
        JsonNode kind = node.get("kind");
        if (kind == null) {
            throw MatrixErrors.missingParam("missing key 'kind'");
        }
        if (kind.isNull()) {
            pushers.delete(
                    request.caller().user(), PusherRequest.appId(body), PusherRequest.key(body));
        } else {
            pushers.set(request.caller(), PusherRequest.of(body));
        }
        return Response.empty();
    }
}
