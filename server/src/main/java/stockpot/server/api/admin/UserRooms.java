package stockpot.server.api.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.accounts.UserRedactions;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.Memberships;
import stockpot.server.store.RedactionTasks.TaskRow;
import stockpot.server.store.SentEvents;

/** Synapse's "User Admin API": the rooms of a user, and what the user wrote there. */
public final class UserRooms implements EndpointGroup {
    private static final String V1 = "/_synapse/admin/v1";
    private static final String USER = V1 + "/users/{userId}";
    private static final long USUAL_LIMIT = 1_000;

    private final Database database;
    private final UserRedactions redactions;

    /** Rooms in that database. */
    public UserRooms(Database database, UserRedactions redactions) {
        this.database = database;
        this.redactions = redactions;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                at("GET", USER + "/joined_rooms", this::joinedRooms),
                at("GET", USER + "/memberships", this::memberships),
                at("GET", USER + "/sent_invite_count", this::invites),
                at("GET", USER + "/cumulative_joined_room_count", this::joins),
                at("POST", V1 + "/user/{userId}/redact", this::redact),
                at("GET", V1 + "/user/redact_status/{redact_id}", this::status));
    }

    private static Endpoint at(String method, String path, Endpoint.Handler handler) {
        return Endpoint.at(method, Authentication.ADMIN, handler, path);
    }

    private Response joinedRooms(Request request) {
        UserId user = AdminQueries.user(request);
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("joined_rooms");
        database.read(tx -> Memberships.ofUser(tx, user, "join"))
                .forEach(row -> list.add(row.roomId().value()));
        return Response.json(answer.put("total", list.size()));
    }

    private Response memberships(Request request) {
        UserId user = AdminQueries.user(request);
        ObjectNode answer = Json.object();
        ObjectNode rooms = answer.putObject("memberships");
        database.read(tx -> Memberships.ofUser(tx, user))
                .forEach(row -> rooms.put(row.roomId().value(), row.membership()));
        return Response.json(answer);
    }

    private Response invites(Request request) {
        UserId user = AdminQueries.user(request);
        long since = AdminQueries.requiredNumber(request, "from_ts");
        long count = database.read(tx -> SentEvents.invites(tx, user, since));
        return Response.json(Json.object().put("invite_count", count));
    }

    private Response joins(Request request) {
        UserId user = AdminQueries.user(request);
        long since = AdminQueries.requiredNumber(request, "from_ts");
        long count = database.read(tx -> SentEvents.joinedRooms(tx, user, since));
        return Response.json(Json.object().put("cumulative_joined_room_count", count));
    }

    private Response redact(Request request) {
        UserId user = AdminQueries.user(request);
        Body body = Body.of(request.body());
        body.array("rooms");
        Long limit = body.optionalNumber("limit");
        if (limit != null && limit < 0) {
            throw AdminQueries.refusal("If limit is provided it must be greater than 0.");
        }
        UserRedactions.Wish wish =
                new UserRedactions.Wish(
                        body.texts("rooms").stream().map(RoomId::parse).toList(),
                        body.flag("use_admin", false),
                        body.optionalText("reason"),
                        body.optionalNumber("before_ts"),
                        body.optionalNumber("after_ts"),
                        limit == null || limit == 0 ? USUAL_LIMIT : limit);
        String id = redactions.start(request.caller().user(), user, wish);
        return Response.json(Json.object().put("redact_id", id));
    }

    private Response status(Request request) {
        TaskRow task = redactions.find(request.param("redact_id"));
        if (task == null) {
            throw MatrixErrors.notFound("There is no such redact id");
        }
        ObjectNode answer = Json.object().put("status", task.status());
        switch (task.status()) {
            case "complete" -> answer.set("failed_redactions", Json.trusted(task.failed()));
            case "failed" -> answer.put("error", "It failed; the log says why.");
            default -> {}
        }
        return Response.json(answer);
    }
}
