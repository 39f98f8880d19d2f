package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.UserDirectory;

/** Client-Server API, "User Directory". */
public final class UserDirectorySearch implements EndpointGroup {
    private static final int USUAL_LIMIT = 10;

    private final UserDirectory directory;

    /** Searches {@code directory}. */
    public UserDirectorySearch(UserDirectory directory) {
        this.directory = directory;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.client("POST", "/user_directory/search", this::search));
    }

    private Response search(Request request) {
        Body body = Body.of(request.body());
        long limit = body.number("limit", USUAL_LIMIT);
        if (limit < 0) {
            throw MatrixErrors.invalidParam("'limit' must not be negative");
        }
        UserDirectory.Results results =
                directory.search(
                        request.caller().user(),
                        body.text("search_term"),
                        Math.clamp(limit, 1, UserDirectory.MAX_LIMIT));
        ObjectNode answer = Json.object();
        answer.putArray("results").addAll(results.people());
        answer.put("limited", results.limited());
        return Response.json(answer);
    }
}
