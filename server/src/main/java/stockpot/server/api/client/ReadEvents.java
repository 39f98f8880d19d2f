package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.filter.Filter;
import stockpot.server.matrix.filter.RoomEventFilter;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomHistory;
import stockpot.server.rooms.RoomHistory.Context;
import stockpot.server.rooms.RoomHistory.Page;
import stockpot.server.rooms.RoomMemberLists;
import stockpot.server.store.EventRow;

/** Client-Server API, "Getting events for a room": history and members. */
public final class ReadEvents implements EndpointGroup {
    private static final int USUAL_LIMIT = 10;

    private final RoomHistory history;
    private final RoomMemberLists members;

    /** Answers out of these. */
    public ReadEvents(RoomHistory history, RoomMemberLists members) {
        this.history = history;
        this.members = members;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                guests("/rooms/{roomId}/messages", this::messages),
                guests("/rooms/{roomId}/context/{eventId}", this::context),
                guests("/rooms/{roomId}/event/{eventId}", this::event),
                guests("/rooms/{roomId}/members", this::members),
                Endpoint.at(
                        "GET",
                        Authentication.GUEST,
                        this::nearest,
                        "/_matrix/client/v1/rooms/{roomId}/timestamp_to_event"));
    }

    private static Endpoint guests(String path, Endpoint.Handler handler) {
        return Endpoint.client("GET", path, Authentication.GUEST, RateLimit.NONE, handler);
    }

    private Response messages(Request request) {
        RoomEventFilter filter = filter(request);
        Page page =
                history.messages(
                        request.caller(),
                        room(request),
                        new RoomHistory.Query(
                                request.query("from"),
                                request.query("to"),
                                isBackward(request),
                                limit(request, filter, 1),
                                filter));
        ObjectNode answer = Json.object();
        answer.put("start", page.start());
        if (page.end() != null) {
            answer.put("end", page.end());
        }
        answer.putArray("chunk").addAll(page.chunk());
        if (!page.state().isEmpty()) {
            answer.putArray("state").addAll(page.state());
        }
        return Response.json(answer);
    }

    private Response context(Request request) {
        RoomEventFilter filter = filter(request);
        Context context =
                history.context(
                        request.caller(),
                        room(request),
                        eventId(request),
                        limit(request, filter, 0),
                        filter);
        ObjectNode answer = Json.object();
        answer.put("start", context.start());
        answer.put("end", context.end());
        answer.putArray("events_before").addAll(context.before());
        answer.set("event", context.event());
        answer.putArray("events_after").addAll(context.after());
        answer.putArray("state").addAll(context.state());
        return Response.json(answer);
    }

    private Response event(Request request) {
        return Response.json(history.event(request.caller(), room(request), eventId(request)));
    }

    private Response members(Request request) {
        ObjectNode answer = Json.object();
        answer.putArray("chunk")
                .addAll(
                        members.members(
                                request.caller().user(),
                                room(request),
                                new RoomMemberLists.Query(
                                        request.query("at"),
                                        request.query("membership"),
                                        request.query("not_membership"))));
        return Response.json(answer);
    }

    private Response nearest(Request request) {
        EventRow row =
                history.nearest(
                        request.caller(), room(request), time(request), !isBackward(request));
        ObjectNode answer = Json.object();
        answer.put("event_id", row.event().eventId().value());
        answer.put("origin_server_ts", row.event().originServerTs());
        return Response.json(answer);
    }

    private static long time(Request request) {
        String text = required(request, "ts");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw MatrixErrors.invalidParam("'ts' must be a whole number of milliseconds");
        }
    }

    private static boolean isBackward(Request request) {
        return switch (required(request, "dir")) {
            case "b" -> true;
            case "f" -> false;
            default -> throw MatrixErrors.invalidParam("'dir' must be b or f");
        };
    }

    private static String required(Request request, String name) {
        String text = request.query(name);
        if (text == null || text.isEmpty()) {
            throw MatrixErrors.missingParam("'" + name + "' is missing");
        }
        return text;
    }

    /** What the address says counts before what the filter says. */
    private static int limit(Request request, RoomEventFilter filter, int least) {
        int wished =
                request.query("limit") == null
                        ? filter.limit(USUAL_LIMIT, RoomHistory.MAX_LIMIT)
                        : request.queryInt("limit", USUAL_LIMIT, 0, Integer.MAX_VALUE);
        return Math.clamp(wished, least, RoomHistory.MAX_LIMIT);
    }

    private static RoomEventFilter filter(Request request) {
        @Nullable String text = request.query("filter");
        if (text == null || text.isEmpty()) {
            return RoomEventFilter.none();
        }
        if (text.length() > Filter.MAX_BYTES) {
            throw MatrixErrors.tooLarge("a filter may have at most " + Filter.MAX_BYTES + " bytes");
        }
        return RoomEventFilter.parse(Json.parseObject(text));
    }

    private static RoomId room(Request request) {
        return RoomId.parse(request.param("roomId"));
    }

    private static EventId eventId(Request request) {
        return new EventId(request.param("eventId"));
    }
}
