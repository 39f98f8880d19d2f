package stockpot.server.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Devices.DeviceRow;
import stockpot.server.users.Accounts;
import stockpot.server.users.Devices;

/** Synapse's "User Admin API": the devices of a user. */
public final class UserDevices implements EndpointGroup {
    private static final String USER = "/_synapse/admin/v2/users/{userId}";
    private static final int MAX_AT_ONCE = 1_000;

    private final Accounts accounts;
    private final Devices devices;

    /** Manages these. */
    public UserDevices(Accounts accounts, Devices devices) {
        this.accounts = accounts;
        this.devices = devices;
    }

    @Override
    public List<Endpoint> endpoints() {
        String device = USER + "/devices/{deviceId}";
        return List.of(
                at("GET", USER + "/devices", this::list),
                at("POST", USER + "/devices", this::create),
                at("GET", device, this::get),
                at("PUT", device, this::rename),
                at("DELETE", device, this::delete),
                at("POST", USER + "/delete_devices", this::deleteMany));
    }

    private static Endpoint at(String method, String path, Endpoint.Handler handler) {
        return Endpoint.at(method, Authentication.ADMIN, handler, path);
    }

    private UserId user(Request request) {
        return AdminQueries.existing(request, accounts, "Can only lookup local users");
    }

    private Response list(Request request) {
        List<DeviceRow> rows = devices.list(user(request));
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("devices");
        rows.forEach(row -> list.add(json(row)));
        return Response.json(answer.put("total", rows.size()));
    }

    private Response create(Request request) {
        UserId user = user(request);
        JsonNode id = request.body().get("device_id");
        if (id == null || id.isNull() || (id.isTextual() && id.textValue().isEmpty())) {
            throw AdminQueries.refusal("Missing device_id");
        }
        if (!id.isTextual()) {
            throw AdminQueries.refusal("device_id must be a string");
        }
        devices.create(user, DeviceId.parse(id.textValue()));
        return Response.json(201, Json.object());
    }

    private Response get(Request request) {
        return Response.json(json(devices.get(user(request), device(request))));
    }

    private Response rename(Request request) {
        UserId user = user(request);
        Body body = Body.of(request.bodyOrEmpty());
        DeviceId device = device(request);
        if (body.node().has("display_name")) {
            devices.rename(user, device, body.optionalText("display_name"));
        } else {
            devices.get(user, device);
        }
        return Response.empty();
    }

    private Response delete(Request request) {
        devices.delete(user(request), List.of(device(request)));
        return Response.empty();
    }

    private Response deleteMany(Request request) {
        UserId user = user(request);
        Body body = Body.of(request.body());
        body.array("devices");
        List<String> names = body.texts("devices");
        if (names.size() > MAX_AT_ONCE) {
            throw MatrixErrors.tooLarge("at most " + MAX_AT_ONCE + " devices at once");
        }
        devices.delete(
                user,
                names.stream().filter(name -> name.indexOf('\0') < 0).map(DeviceId::new).toList());
        return Response.empty();
    }

    private static DeviceId device(Request request) {
        return new DeviceId(request.param("deviceId"));
    }

    private static ObjectNode json(DeviceRow row) {
        return Json.object()
                .put("user_id", row.user().value())
                .put("device_id", row.device().value())
                .put("display_name", row.displayName())
                .put("last_seen_user_agent", row.userAgent())
                .put("last_seen_ts", row.lastSeenAt())
                .put("last_seen_ip", row.lastSeenIp());
    }
}
