package stockpot.server.api.client;

import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.e2ee.ToDevice;

/** Client-Server API, "Send-to-Device messaging". */
public final class SendToDevice implements EndpointGroup {
    private static final String PATH = "/sendToDevice/{eventType}/{txnId}";

    private final ToDevice messages;

    /** Offers what it does. */
    public SendToDevice(ToDevice messages) {
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("PUT", PATH, Authentication.GUEST, RateLimit.NONE, this::send)
                        .also("/_matrix/client/unstable" + PATH));
    }

    private Response send(Request request) {
        messages.send(
                request.caller().user(),
                request.caller().device(),
                request.param("eventType"),
                request.param("txnId"),
                request.body());
        return Response.empty();
    }
}
