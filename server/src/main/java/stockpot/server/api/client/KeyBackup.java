package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.e2ee.RoomKeyBackups;
import stockpot.server.e2ee.RoomKeyReader;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;

/** Client-Server API, "Server-side key backups". */
public final class KeyBackup implements EndpointGroup {
    private static final String VERSION = "/room_keys/version";
    private static final String KEYS = "/room_keys/keys";
    private static final String ROOM = KEYS + "/{roomId}";
    private static final String SESSION = ROOM + "/{sessionId}";

    private final RoomKeyBackups backups;
    private final RoomKeyReader reader;

    /** Offers what these two do. */
    public KeyBackup(RoomKeyBackups backups, RoomKeyReader reader) {
        this.backups = backups;
        this.reader = reader;
    }

    @Override
    public List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(endpoint("POST", VERSION, this::create));
        endpoints.add(endpoint("GET", VERSION, this::currentInfo));
        endpoints.add(endpoint("GET", VERSION + "/{version}", this::info));
        endpoints.add(endpoint("PUT", VERSION + "/{version}", this::update));
        endpoints.add(endpoint("DELETE", VERSION + "/{version}", this::deleteVersion));
        endpoints.add(endpoint("PUT", SESSION, this::putSession));
        endpoints.add(endpoint("GET", SESSION, this::session));
        endpoints.add(endpoint("DELETE", SESSION, this::deleteSession));
        endpoints.add(endpoint("PUT", ROOM, this::putRoom));
        endpoints.add(endpoint("GET", ROOM, this::room));
        endpoints.add(endpoint("DELETE", ROOM, this::deleteRoom));
        endpoints.add(endpoint("PUT", KEYS, this::putAll));
        endpoints.add(endpoint("GET", KEYS, this::all));
        endpoints.add(endpoint("DELETE", KEYS, this::deleteAll));
        return List.copyOf(endpoints);
    }

    private static Endpoint endpoint(String method, String path, Endpoint.Handler handler) {
        return Endpoint.client(method, path, handler).also("/_matrix/client/unstable" + path);
    }

    private Response create(Request request) {
        ObjectNode answer = Json.object();
        answer.put("version", backups.create(user(request), request.body()));
        return Response.json(answer);
    }

    private Response currentInfo(Request request) {
        return Response.json(backups.info(user(request), null));
    }

    private Response info(Request request) {
        return Response.json(backups.info(user(request), request.param("version")));
    }

    private Response update(Request request) {
        backups.update(user(request), request.param("version"), request.body());
        return Response.empty();
    }

    private Response deleteVersion(Request request) {
        backups.delete(user(request), request.param("version"));
        return Response.empty();
    }

    private Response putSession(Request request) {
        return Response.json(
                backups.put(
                                user(request),
                                version(request),
                                request.param("roomId"),
                                request.param("sessionId"),
                                request.body())
                        .json());
    }

    private Response putRoom(Request request) {
        return Response.json(
                backups.put(
                                user(request),
                                version(request),
                                request.param("roomId"),
                                request.body())
                        .json());
    }

    private Response putAll(Request request) {
        return Response.json(backups.put(user(request), version(request), request.body()).json());
    }

    private Response session(Request request) {
        return Response.json(
                reader.session(
                        user(request),
                        version(request),
                        request.param("roomId"),
                        request.param("sessionId")));
    }

    private Response room(Request request) {
        return EndToEndEncryption.stream(
                reader.room(user(request), version(request), request.param("roomId")));
    }

    private Response all(Request request) {
        return EndToEndEncryption.stream(reader.all(user(request), version(request)));
    }

    private Response deleteSession(Request request) {
        return Response.json(
                backups.delete(
                                user(request),
                                version(request),
                                request.param("roomId"),
                                request.param("sessionId"))
                        .json());
    }

    private Response deleteRoom(Request request) {
        return Response.json(
                backups.delete(user(request), version(request), request.param("roomId"), null)
                        .json());
    }

    private Response deleteAll(Request request) {
        return Response.json(backups.delete(user(request), version(request), null, null).json());
    }

    private static UserId user(Request request) {
        return request.caller().user();
    }

    private static String version(Request request) {
        String version = request.query("version");
        if (version == null) {
            throw MatrixErrors.missingParam("missing parameter 'version'");
        }
        return version;
    }
}
