package stockpot.server.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.e2ee.KeyReplacement;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.AccountData;
import stockpot.server.store.AccountData.DataRow;
import stockpot.server.store.AccountOptions;
import stockpot.server.store.Database;
import stockpot.server.store.ExternalIds;
import stockpot.server.store.Pushers;
import stockpot.server.store.Pushers.PusherRow;
import stockpot.server.store.ThreePids;
import stockpot.server.users.Accounts;

/** Synapse's "User Admin API": what is kept of a user, and users found by it. */
public final class UserRecords implements EndpointGroup {
    private static final String V1 = "/_synapse/admin/v1";
    private static final String USER = V1 + "/users/{userId}";

    /** What Synapse knows to switch on for single users. */
    private static final List<String> FEATURES = List.of("msc3881", "msc3575", "msc4222");

    private final Database database;
    private final Accounts accounts;
    private final KeyReplacement replacement;

    /** Records in that database. */
    public UserRecords(Database database, Accounts accounts, KeyReplacement replacement) {
        this.database = database;
        this.accounts = accounts;
        this.replacement = replacement;
    }

    @Override
    public List<Endpoint> endpoints() {
        String features = V1 + "/experimental_features/{userId}";
        return List.of(
                at("GET", USER + "/pushers", this::pushers),
                at("GET", USER + "/accountdata", this::accountData),
                at(
                        "POST",
                        USER + "/_allow_cross_signing_replacement_without_uia",
                        this::allowReplacement),
                at(
                        "GET",
                        V1 + "/auth_providers/{provider}/users/{external_id}",
                        this::byExternalId),
                at("GET", V1 + "/threepid/{medium}/users/{address}", this::byAddress),
                at("GET", features, this::features),
                at("PUT", features, this::setFeatures),
                at("POST", V1 + "/account_validity/validity", this::renew));
    }

    private static Endpoint at(String method, String path, Endpoint.Handler handler) {
        return Endpoint.at(method, Authentication.ADMIN, handler, path);
    }

    private UserId existing(Request request) {
        return AdminQueries.existing(request, accounts, "Can only look up local users");
    }

    private Response pushers(Request request) {
        UserId user = existing(request);
        List<PusherRow> rows = database.read(tx -> Pushers.rowsOfUser(tx, user));
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("pushers");
        for (PusherRow row : rows) {
            ObjectNode pusher = Json.trusted(row.pusher());
            if (!pusher.has("profile_tag")) {
                pusher.put("profile_tag", "");
            }
            pusher.put("enabled", true);
            pusher.put("device_id", row.device() == null ? null : row.device().value());
            list.add(pusher);
        }
        return Response.json(answer.put("total", rows.size()));
    }

    private Response accountData(Request request) {
        UserId user = existing(request);
        ObjectNode answer = Json.object();
        ObjectNode data = answer.putObject("account_data");
        ObjectNode global = data.putObject("global");
        ObjectNode rooms = data.putObject("rooms");
        for (DataRow row : database.read(tx -> AccountData.changed(tx, user, 0, Long.MAX_VALUE))) {
            ObjectNode place =
                    row.room() == null ? global : rooms.withObjectProperty(row.room().value());
            place.set(row.type(), Json.trusted(row.content()));
        }
        return Response.json(answer);
    }

    private Response allowReplacement(Request request) {
        UserId user = AdminQueries.user(request);
        request.bodyOrEmpty();
        Long until = replacement.allow(user);
        if (until == null) {
            throw MatrixErrors.notFound("User has no master cross-signing key");
        }
        return Response.json(Json.object().put("updatable_without_uia_before_ms", until));
    }

    private Response byExternalId(Request request) {
        ExternalIds.ExternalId id =
                new ExternalIds.ExternalId(request.param("provider"), request.param("external_id"));
        return found(database.read(tx -> ExternalIds.owner(tx, id)));
    }

    private Response byAddress(Request request) {
        String medium = request.param("medium");
        String address = request.param("address");
        String folded = medium.equals("email") ? address.toLowerCase(Locale.ROOT) : address;
        return found(database.read(tx -> ThreePids.owner(tx, medium, folded)));
    }

    private static Response found(@Nullable UserId user) {
        if (user == null) {
            throw MatrixErrors.notFound("User not found");
        }
        return Response.json(Json.object().put("user_id", user.value()));
    }

    private Response features(Request request) {
        UserId user =
                AdminQueries.local(
                        request,
                        accounts,
                        "User must be local to check what experimental features are enabled.");
        List<String> on = database.read(tx -> AccountOptions.features(tx, user));
        ObjectNode answer = Json.object();
        ObjectNode features = answer.putObject("features");
        FEATURES.forEach(feature -> features.put(feature, on.contains(feature)));
        return Response.json(answer);
    }

    private Response setFeatures(Request request) {
        ObjectNode body = request.body();
        UserId user =
                AdminQueries.local(
                        request, accounts, "User must be local to enable experimental features.");
        JsonNode features = body.get("features");
        if (!(features instanceof ObjectNode wanted) || wanted.isEmpty()) {
            throw AdminQueries.refusal("You must provide features to set.");
        }
        for (Map.Entry<String, JsonNode> feature : wanted.properties()) {
            if (!FEATURES.contains(feature.getKey())) {
                throw AdminQueries.refusal(
                        "One of these is not recognised as a valid experimental feature.");
            }
            Body.of(wanted).flag(feature.getKey());
        }
        database.write(tx -> {
            wanted.properties()
                    .forEach(feature ->
                            AccountOptions.setFeature(
                                    tx, user, feature.getKey(), feature.getValue().booleanValue()));
            return true;
        });
        return Response.empty();
    }

    /** Kept for consoles that set it; no account ends by itself here. */
    private Response renew(Request request) {
        Body body = Body.of(request.body());
        if (!body.has("user_id")) {
            throw AdminQueries.refusal("Missing property 'user_id' in the request body");
        }
        UserId user = UserId.parse(body.text("user_id"));
        body.flag("enable_renewal_emails", true);
        Long end = body.optionalNumber("expiration_ts");
        if (end == null) {
            throw MatrixErrors.missingParam(
                    "'expiration_ts' must be given, since no validity period is configured");
        }
        if (!accounts.exists(user)) {
            throw MatrixErrors.notFound("User not found");
        }
        database.write(tx -> {
            AccountOptions.setValidUntil(tx, user, end);
            return true;
        });
        return Response.json(Json.object().put("expiration_ts", end));
    }
}
