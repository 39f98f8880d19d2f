package stockpot.server.api.client;

import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.e2ee.ToDevice;

/** Client-Server API, "Send-to-Device messaging". */
public final class SendToDevice implements EndpointGroup {
    private final ToDevice messages;

    /** Offers what it does. */
    public SendToDevice(ToDevice messages) {
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("PUT", "/sendToDevice/{eventType}/{txnId}", this::send)
                        .also("/_matrix/client/unstable/sendToDevice/{eventType}/{txnId}"));
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
