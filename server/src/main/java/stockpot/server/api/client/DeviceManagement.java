package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Devices.DeviceRow;
import stockpot.server.users.AuthSession;
import stockpot.server.users.Devices;
import stockpot.server.users.InteractiveAuth;

/** Client-Server API, "Device Management". */
public final class DeviceManagement implements EndpointGroup {
    private static final int MAX_AT_ONCE = 1_000;

    private final Devices devices;
    private final InteractiveAuth interactive;

    /** Manages these devices. */
    public DeviceManagement(Devices devices, InteractiveAuth interactive) {
        this.devices = devices;
        this.interactive = interactive;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("GET", "/devices", this::list),
                Endpoint.client("GET", "/devices/{deviceId}", this::get),
                Endpoint.client("PUT", "/devices/{deviceId}", this::rename),
                Endpoint.client("DELETE", "/devices/{deviceId}", this::delete),
                Endpoint.client("POST", "/delete_devices", this::deleteMany));
    }

    private Response list(Request request) {
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("devices");
        devices.list(request.caller().user()).forEach(row -> list.add(json(row)));
        return Response.json(answer);
    }

    private Response get(Request request) {
        return Response.json(json(devices.get(request.caller().user(), device(request))));
    }

    private Response rename(Request request) {
        Body body = Body.of(request.body());
        DeviceId device = device(request);
        if (body.has("display_name")) {
            devices.rename(request.caller().user(), device, body.text("display_name"));
        } else {
            devices.get(request.caller().user(), device);
        }
        return Response.empty();
    }

    private Response delete(Request request) {
        DeviceId device = device(request);
        AuthSession proof =
                interactive.demand(
                        request.caller(),
                        "DELETE /devices/" + device,
                        request.bodyOrEmpty(),
                        request.clientAddress());
        devices.delete(request.caller().user(), List.of(device));
        interactive.finish(proof);
        return Response.empty();
    }

    private Response deleteMany(Request request) {
        Body body = Body.of(request.body());
        body.array("devices");
        List<String> names = body.texts("devices");
        if (names.size() > MAX_AT_ONCE) {
            throw MatrixErrors.tooLarge("at most " + MAX_AT_ONCE + " devices at once");
        }
        AuthSession proof =
                interactive.demand(
                        request.caller(),
                        "POST /delete_devices",
                        body.node(),
                        request.clientAddress());
        List<DeviceId> ids =
                names.stream().filter(name -> name.indexOf('\0') < 0).map(DeviceId::new).toList();
        devices.delete(request.caller().user(), ids);
        interactive.finish(proof);
        return Response.empty();
    }

    private static DeviceId device(Request request) {
        return new DeviceId(request.param("deviceId"));
    }

    private static ObjectNode json(DeviceRow row) {
        ObjectNode json = Json.object();
        json.put("device_id", row.device().value());
        json.put("user_id", row.user().value());
        if (row.displayName() != null) {
            json.put("display_name", row.displayName());
        }
        if (row.lastSeenAt() != null) {
            json.put("last_seen_ip", row.lastSeenIp());
            json.put("last_seen_ts", row.lastSeenAt());
        }
        return json;
    }
}
