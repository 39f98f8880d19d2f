package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.accounts.Moderation;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Devices.DeviceRow;
import stockpot.server.users.Accounts;
import stockpot.server.users.Devices;

/** Client-Server API, "Server administration". */
public final class ServerAdministration implements EndpointGroup {
    private final Accounts accounts;
    private final Devices devices;
    private final Moderation moderation;

    /** Administers these. */
    public ServerAdministration(Accounts accounts, Devices devices, Moderation moderation) {
        this.accounts = accounts;
        this.devices = devices;
        this.moderation = moderation;
    }

    @Override
    public List<Endpoint> endpoints() {
        String lock = "/_matrix/client/v1/admin/lock/{userId}";
        String suspend = "/_matrix/client/v1/admin/suspend/{userId}";
        return List.of(
                Endpoint.client("GET", "/admin/whois/{userId}", this::whois)
                        .also("/_synapse/admin/v1/whois/{userId}"),
                Endpoint.at("GET", Authentication.ADMIN, this::locked, lock),
                Endpoint.at("PUT", Authentication.ADMIN, this::lock, lock),
                Endpoint.at("GET", Authentication.ADMIN, this::suspended, suspend),
                Endpoint.at("PUT", Authentication.ADMIN, this::suspend, suspend));
    }

    private static UserId user(Request request) {
        return UserId.parse(request.param("userId"));
    }

    /** For administrators, and for users about themselves. */
    private Response whois(Request request) {
        UserId user = user(request);
        UserId caller = request.caller().user();
        if (!user.equals(caller) && !accounts.isAdmin(caller)) {
            throw MatrixErrors.forbidden("You are not a server admin");
        }
        if (!accounts.isLocal(user)) {
            throw MatrixErrors.of(400, "M_UNKNOWN", "Can only whois a local user");
        }
        ObjectNode answer = Json.object().put("user_id", user.value());
        ObjectNode list = answer.putObject("devices");
        List<DeviceRow> rows = devices.list(user);
        if (rows.isEmpty()) {
            connections(list, ""); // as Synapse has it, whose clients count on one
        }
        for (DeviceRow row : rows) {
            ArrayNode connections = connections(list, row.device().value());
            if (row.lastSeenAt() != null) {
                connections
                        .addObject()
                        .put("ip", row.lastSeenIp())
                        .put("last_seen", row.lastSeenAt())
                        .put("user_agent", row.userAgent() == null ? "" : row.userAgent());
            }
        }
        return Response.json(answer);
    }

    private static ArrayNode connections(ObjectNode devices, String device) {
        return devices.putObject(device).putArray("sessions").addObject().putArray("connections");
    }

    private Response locked(Request request) {
        boolean locked = moderation.target(request.caller().user(), user(request)).locked();
        return Response.json(Json.object().put("locked", locked));
    }

    private Response lock(Request request) {
        boolean locked = Body.of(request.body()).flag("locked");
        moderation.lock(request.caller().user(), user(request), locked);
        return Response.json(Json.object().put("locked", locked));
    }

    private Response suspended(Request request) {
        boolean suspended = moderation.target(request.caller().user(), user(request)).suspended();
        return Response.json(Json.object().put("suspended", suspended));
    }

    private Response suspend(Request request) {
        boolean suspended = Body.of(request.body()).flag("suspended");
        moderation.suspend(request.caller().user(), user(request), suspended);
        return Response.json(Json.object().put("suspended", suspended));
    }
}
