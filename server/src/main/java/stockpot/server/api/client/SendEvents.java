package stockpot.server.api.client;

import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomEvents;

/** Client-Server API, "Sending events to a room" and "Redactions". */
public final class SendEvents implements EndpointGroup {
    private final RoomEvents events;

    /** Offers what {@code events} does. */
    public SendEvents(RoomEvents events) {
        this.events = events;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("PUT", "/rooms/{roomId}/state/{eventType}", this::setState)
                        .limited(RateLimit.MESSAGE),
                Endpoint.client(
                                "PUT",
                                "/rooms/{roomId}/state/{eventType}/{stateKey}",
                                this::setKeyedState)
                        .limited(RateLimit.MESSAGE),
                Endpoint.client(
                        "PUT",
                        "/rooms/{roomId}/send/{eventType}/{txnId}",
                        Authentication.GUEST,
                        RateLimit.MESSAGE,
                        this::send),
                Endpoint.client(
                        "POST",
                        "/rooms/{roomId}/send/{eventType}",
                        Authentication.GUEST,
                        RateLimit.MESSAGE,
                        this::sendOnce),
                Endpoint.client("PUT", "/rooms/{roomId}/redact/{eventId}/{txnId}", this::redact)
                        .limited(RateLimit.MESSAGE));
    }

    private Response send(Request request) {
        return answer(
                events.send(
                        request.caller(),
                        room(request),
                        request.param("eventType"),
                        request.body(),
                        request.param("txnId")));
    }

    /** NOTSPEC: what clients older than transaction ids call; each request makes an event. */
    private Response sendOnce(Request request) {
        return answer(
                events.send(
                        request.caller(),
                        room(request),
                        request.param("eventType"),
                        request.body(),
                        null));
    }

    private Response setState(Request request) {
        return setState(request, "");
    }

    private Response setKeyedState(Request request) {
        return setState(request, request.param("stateKey"));
    }

    private Response setState(Request request, String stateKey) {
        return answer(
                events.setState(
                        request.caller(),
                        room(request),
                        request.param("eventType"),
                        stateKey,
                        request.body()));
    }

    private Response redact(Request request) {
        return answer(
                events.redact(
                        request.caller(),
                        room(request),
                        EventId.parse(request.param("eventId")),
                        request.bodyOrEmpty(),
                        request.param("txnId")));
    }

    private static RoomId room(Request request) {
        return RoomId.parse(request.param("roomId"));
    }

    private static Response answer(EventId event) {
        return Response.json(Json.object().put("event_id", event.value()));
    }
}
