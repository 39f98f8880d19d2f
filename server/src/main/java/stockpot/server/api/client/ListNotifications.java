package stockpot.server.api.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.push.Notifications;

/** Client-Server API, "Listing Notifications". */
public final class ListNotifications implements EndpointGroup {
    private static final int USUAL_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_TOKEN = 19;

    private final Notifications notifications;

    /** Lists these. */
    public ListNotifications(Notifications notifications) {
        this.notifications = notifications;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.client("GET", "/notifications", this::list));
    }

    private Response list(Request request) {
        int limit = request.queryInt("limit", USUAL_LIMIT, 1, Integer.MAX_VALUE);
        return Response.json(
                notifications.list(
                        new Notifications.Page(
                                request.caller().user(),
                                request.caller().device(),
                                before(request.query("from")),
                                Math.min(limit, MAX_LIMIT),
                                "highlight".equals(request.query("only")))));
    }

    private static long before(@Nullable String token) {
        if (token == null) {
            return Long.MAX_VALUE;
        }
        boolean digits =
                token.length() > 1
                        && token.substring(1).chars().allMatch(c -> c >= '0' && c <= '9');
        if (!token.startsWith("n") || !digits || token.length() > MAX_TOKEN) {
            throw MatrixErrors.invalidParam("not a token of this server");
        }
        return Long.parseLong(token.substring(1)) - 1;
    }
}
