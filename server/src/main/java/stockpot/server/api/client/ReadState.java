package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.event.ClientEvents;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomReader;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.RoomStates;

/** Client-Server API, "Getting events for a room": the state. */
public final class ReadState implements EndpointGroup {
    private final Database database;

    /** Reads from {@code database}. */
    public ReadState(Database database) {
        this.database = database;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                guests("/rooms/{roomId}/state", this::all),
                guests("/rooms/{roomId}/state/{eventType}", r -> one(r, "")),
                guests(
                        "/rooms/{roomId}/state/{eventType}/{stateKey}",
                        r -> one(r, r.param("stateKey"))),
                guests("/rooms/{roomId}/joined_members", this::joinedMembers));
    }

    private static Endpoint guests(String path, Endpoint.Handler handler) {
        return Endpoint.client("GET", path, Authentication.GUEST, RateLimit.NONE, handler);
    }

    private Response all(Request request) {
        RoomId room = room(request);
        List<EventRow> state =
                database.read(tx ->
                        RoomStates.all(
                                tx, RoomReader.readable(tx, room, request.caller().user()).root()));
        ArrayNode answer = Json.array();
        state.forEach(row -> answer.add(full(row)));
        return Response.json(answer);
    }

    private Response one(Request request, String stateKey) {
        RoomId room = room(request);
        StateKey slot = new StateKey(request.param("eventType"), stateKey);
        EventRow row =
                database.read(tx ->
                        RoomStates.event(
                                tx,
                                RoomReader.readable(tx, room, request.caller().user()).root(),
                                slot));
        if (row == null) {
            throw MatrixErrors.notFound("There is no such state");
        }
        return Response.json(
                "event".equals(request.query("format")) ? full(row) : row.event().content());
    }

    private Response joinedMembers(Request request) {
        RoomId room = room(request);
        List<EventRow> members =
                database.read(tx -> RoomReader.joinedMembers(tx, room, request.caller().user()));
        ObjectNode answer = Json.object();
        ObjectNode joined = answer.putObject("joined");
        for (EventRow row : members) {
            ObjectNode content = row.event().content();
            ObjectNode member = joined.putObject(row.event().stateKey());
            member.put("display_name", content.path("displayname").textValue());
            member.put("avatar_url", content.path("avatar_url").textValue());
        }
        return Response.json(answer);
    }

    private static ObjectNode full(EventRow row) {
        ObjectNode unsigned = Json.object();
        if (row.redaction() != null) {
            unsigned.set("redacted_because", ClientEvents.full(row.redaction(), Json.object()));
        }
        return ClientEvents.full(row.event(), unsigned);
    }

    private static RoomId room(Request request) {
        return RoomId.parse(request.param("roomId"));
    }
}
