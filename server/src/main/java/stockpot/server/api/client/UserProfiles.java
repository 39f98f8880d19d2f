package stockpot.server.api.client;

import com.fasterxml.jackson.databind.JsonNode;
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
import stockpot.server.users.Accounts;
import stockpot.server.users.Profiles;

/** Client-Server API, "Profiles". */
public final class UserProfiles implements EndpointGroup {
    private final Profiles profiles;
    private final Accounts accounts;

    /** Serves these profiles, which belong to these accounts. */
    public UserProfiles(Profiles profiles, Accounts accounts) {
        this.profiles = profiles;
        this.accounts = accounts;
    }

    @Override
    public List<Endpoint> endpoints() {
        String field = "/profile/{userId}/{keyName}";
        return List.of(
                Endpoint.client(
                        "GET",
                        "/profile/{userId}",
                        Authentication.NONE,
                        RateLimit.NONE,
                        this::profile),
                Endpoint.client("GET", field, Authentication.NONE, RateLimit.NONE, this::get),
                Endpoint.client("PUT", field, Authentication.GUEST, RateLimit.PROFILE, this::put),
                Endpoint.client(
                        "DELETE", field, Authentication.GUEST, RateLimit.PROFILE, this::delete));
    }

    private Response profile(Request request) {
        return Response.json(profiles.get(UserId.parse(request.param("userId"))));
    }

    private Response get(Request request) {
        UserId user = UserId.parse(request.param("userId"));
        return Response.json(profiles.get(user, request.param("keyName")));
    }

    private Response put(Request request) {
        UserId user = OwnUser.of(request);
        String field = request.param("keyName");
        ObjectNode body = request.body();
        JsonNode value = body.get(field);
        if (value == null) {
            throw MatrixErrors.missingParam("missing key '" + field + "'");
        }
        accounts.requireNotSuspended(user);
        profiles.put(user, field, value);
        return Response.empty();
    }

    private Response delete(Request request) {
        UserId user = OwnUser.of(request);
        accounts.requireNotSuspended(user);
        profiles.delete(user, request.param("keyName"));
        return Response.empty();
    }
}
