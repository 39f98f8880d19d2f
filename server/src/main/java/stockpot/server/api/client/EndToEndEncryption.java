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
import stockpot.server.e2ee.DeviceKeys;
import stockpot.server.e2ee.DeviceLists;
import stockpot.server.e2ee.KeyClaims;
import stockpot.server.e2ee.KeyCounts;
import stockpot.server.e2ee.KeyQueries;
import stockpot.server.e2ee.StreamedAnswer;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.sync.SyncToken;

/** Client-Server API, "End-to-End Encryption": keys of devices and news of them. */
public final class EndToEndEncryption implements EndpointGroup {
    private static final String UNSTABLE = "/_matrix/client/unstable";

    private final Database database;
    private final DeviceKeys keys;
    private final KeyQueries queries;
    private final KeyClaims claims;

    /** Offers what these three do. */
    public EndToEndEncryption(
            Database database, DeviceKeys keys, KeyQueries queries, KeyClaims claims) {
        this.database = database;
        this.keys = keys;
        this.queries = queries;
        this.claims = claims;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                forGuests("/keys/upload", this::upload),
                forGuests("/keys/upload/{deviceId}", this::uploadForDevice),
                forGuests("/keys/query", this::query),
                forGuests("/keys/claim", this::claim),
                Endpoint.client("GET", "/keys/changes", this::changes)
                        .also(UNSTABLE + "/keys/changes"));
    }

    private static Endpoint forGuests(String path, Endpoint.Handler handler) {
        return Endpoint.client("POST", path, Authentication.GUEST, RateLimit.NONE, handler)
                .also(UNSTABLE + path);
    }

    private Response upload(Request request) {
        KeyCounts counts = keys.upload(request.caller().user(), device(request), request.body());
        ObjectNode answer = Json.object();
        ObjectNode byAlgorithm = answer.putObject("one_time_key_counts");
        counts.oneTimeKeys().forEach(byAlgorithm::put);
        return Response.json(answer);
    }

    /** The form of old clients, which name the device once more. */
    private Response uploadForDevice(Request request) {
        if (!request.param("deviceId").equals(device(request).value())) {
            throw MatrixErrors.invalidParam("the access token belongs to another device");
        }
        return upload(request);
    }

    private static DeviceId device(Request request) {
        DeviceId device = request.caller().device();
        if (device == null) {
            throw MatrixErrors.invalidParam("the access token has no device");
        }
        return device;
    }

    private Response query(Request request) {
        return stream(queries.query(request.caller().user(), request.body()));
    }

    static Response stream(StreamedAnswer answer) {
        return new Response(
                200,
                java.util.Map.of("Content-Type", "application/json"),
                new Response.Stream(-1, answer::write));
    }

    private Response claim(Request request) {
        return Response.json(claims.claim(request.body()));
    }

    private Response changes(Request request) {
        UserId user = request.caller().user();
        long from = position(request, "from");
        long to = Math.max(from, position(request, "to"));
        DeviceLists.Changes changes = database.read(tx -> DeviceLists.changed(tx, user, from, to));
        ObjectNode answer = Json.object();
        ArrayNode changed = answer.putArray("changed");
        changes.changed().forEach(other -> changed.add(other.value()));
        ArrayNode left = answer.putArray("left");
        changes.left().forEach(other -> left.add(other.value()));
        return Response.json(answer);
    }

    /** The position in a token of /sync; one from the future was not given out by this server. */
    private long position(Request request, String parameter) {
        String text = request.query(parameter);
        if (text == null) {
            throw MatrixErrors.missingParam("missing parameter '" + parameter + "'");
        }
        long position = SyncToken.parse(text).position();
        if (position > database.position()) {
            throw MatrixErrors.invalidParam("not a sync token of this server");
        }
        return position;
    }
}
