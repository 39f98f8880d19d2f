package stockpot.server.api.client;

import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.rooms.RoomReports;

/** Client-Server API, "Reporting Content". */
public final class ReportContent implements EndpointGroup {
    private final RoomReports reports;

    /** Offers what {@code reports} does. */
    public ReportContent(RoomReports reports) {
        this.reports = reports;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("POST", "/rooms/{roomId}/report", this::room)
                        .limited(RateLimit.REPORT),
                Endpoint.client("POST", "/rooms/{roomId}/report/{eventId}", this::event)
                        .limited(RateLimit.REPORT),
                Endpoint.client("POST", "/users/{userId}/report", this::user)
                        .limited(RateLimit.REPORT));
    }

    private Response event(Request request) {
        Body body = Body.of(request.body());
        reports.event(
                request.caller().user(),
                RoomId.parse(request.param("roomId")),
                EventId.parse(request.param("eventId")),
                body.optionalText("reason"),
                body.optionalNumber("score"));
        return Response.empty();
    }

    private Response room(Request request) {
        Body body = Body.of(request.body());
        RoomId room = RoomId.parse(request.param("roomId"));
        reports.room(request.caller().user(), room, body.text("reason"));
        return Response.empty();
    }

    private Response user(Request request) {
        Body body = Body.of(request.body());
        UserId user = UserId.parse(request.param("userId"));
        reports.user(request.caller().user(), user, body.text("reason"));
        return Response.empty();
    }
}
