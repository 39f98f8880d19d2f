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
import stockpot.server.matrix.json.Json;
import stockpot.server.users.Filters;

/** Client-Server API, "Filtering". */
public final class Filtering implements EndpointGroup {
    private final Filters filters;

    /** Keeps filters in these. */
    public Filtering(Filters filters) {
        this.filters = filters;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client(
                        "POST",
                        "/user/{userId}/filter",
                        Authentication.GUEST,
                        RateLimit.NONE,
                        this::add),
                Endpoint.client(
                        "GET",
                        "/user/{userId}/filter/{filterId}",
                        Authentication.GUEST,
                        RateLimit.NONE,
                        this::get));
    }

    private Response add(Request request) {
        String id = filters.add(OwnUser.of(request), request.body());
        return Response.json(Json.object().put("filter_id", id));
    }

    private Response get(Request request) {
        ObjectNode filter = filters.find(OwnUser.of(request), request.param("filterId"));
        if (filter == null) {
            throw MatrixErrors.notFound("No such filter");
        }
        return Response.json(filter);
    }
}
