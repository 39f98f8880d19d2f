package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomHistory;
import stockpot.server.sync.EventStream;
import stockpot.server.sync.LegacySnapshots;
import stockpot.server.users.Caller;

/** Client-Server API, "Syncing": the deprecated endpoints from before {@code /sync}. */
public final class EventStreaming implements EndpointGroup {
    private static final int USUAL_LIMIT = 10;

    private final EventStream stream;
    private final LegacySnapshots snapshots;
    private final RoomHistory history;

    /** Answers out of these. */
    public EventStreaming(EventStream stream, LegacySnapshots snapshots, RoomHistory history) {
        this.stream = stream;
        this.snapshots = snapshots;
        this.history = history;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                guests("/events", this::events),
                guests("/events/{eventId}", this::event),
                guests("/initialSync", this::all),
                guests("/rooms/{roomId}/initialSync", this::one));
    }

    private static Endpoint guests(String path, Endpoint.Handler handler) {
        return Endpoint.client("GET", path, Authentication.GUEST, RateLimit.NONE, handler);
    }

    private Response events(Request request) {
        @Nullable String room = request.query("room_id");
        Duration timeout = Duration.ofMillis(request.queryInt("timeout", 0, 0, Integer.MAX_VALUE));
        request.longPoll(timeout);
        EventStream.Chunk chunk =
                stream.next(
                        new EventStream.Wish(
                                request.caller(),
                                request.query("from"),
                                timeout,
                                Math.clamp(
                                        request.queryInt("limit", 100, 0, Integer.MAX_VALUE),
                                        1,
                                        EventStream.MAX_LIMIT),
                                room == null ? null : RoomId.parse(room)));
        ObjectNode answer = Json.object();
        answer.put("start", chunk.start());
        answer.put("end", chunk.end());
        answer.putArray("chunk").addAll(chunk.events());
        return Response.json(answer);
    }

    private Response event(Request request) {
        return Response.json(
                history.event(request.caller(), new EventId(request.param("eventId"))));
    }

    private Response all(Request request) {
        return Response.json(
                snapshots.all(
                        request.caller(), limit(request), request.queryFlag("archived", false)));
    }

    private Response one(Request request) {
        Caller caller = request.caller();
        return Response.json(
                snapshots.one(caller, RoomId.parse(request.param("roomId")), limit(request)));
    }

    private static int limit(Request request) {
        return Math.min(
                request.queryInt("limit", USUAL_LIMIT, 0, Integer.MAX_VALUE),
                EventStream.MAX_LIMIT);
    }
}
