package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.OpenId;

/** Client-Server API, "OpenID", and the route of the Server-Server API that answers for it. */
public final class OpenIdTokens implements EndpointGroup {
    private final OpenId openId;

    /** Gives out these tokens. */
    public OpenIdTokens(OpenId openId) {
        this.openId = openId;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("POST", "/user/{userId}/openid/request_token", this::issue),
                Endpoint.at(
                        "GET",
                        Authentication.NONE,
                        this::userInfo,
                        "/_matrix/federation/v1/openid/userinfo"));
    }

    private Response issue(Request request) {
        UserId user = OwnUser.of(request);
        ObjectNode answer = Json.object();
        answer.put("access_token", openId.issue(user));
        answer.put("token_type", "Bearer");
        answer.put("matrix_server_name", user.server().value());
        answer.put("expires_in", OpenId.LIFETIME.toSeconds());
        return Response.json(answer);
    }

    private Response userInfo(Request request) {
        String token = request.query("access_token");
        if (token == null) {
            throw MatrixErrors.of(401, "M_MISSING_TOKEN", "Access Token required");
        }
        return Response.json(Json.object().put("sub", openId.owner(token).value()));
    }
}
