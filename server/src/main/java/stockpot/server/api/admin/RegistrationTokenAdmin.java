package stockpot.server.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Chance;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.RegistrationTokens;
import stockpot.server.store.RegistrationTokens.TokenRow;

/** Synapse's "Registration Tokens" API. */
public final class RegistrationTokenAdmin implements EndpointGroup {
    private static final String LIST = "/_synapse/admin/v1/registration_tokens";
    private static final String ONE = LIST + "/{token}";
    private static final String CHARACTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~-]{1,64}");
    private static final int USUAL_LENGTH = 16;
    private static final int MAX_LENGTH = 64;

    /** Tokens of one server. */
    private static final int MAX_TOKENS = 10_000;

    private final Database database;
    private final Clock clock;
    private final Chance chance;

    /** Tokens in that database. */
    public RegistrationTokenAdmin(Database database, Clock clock, Chance chance) {
        this.database = database;
        this.clock = clock;
        this.chance = chance;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                at("GET", LIST, this::list),
                at("POST", LIST + "/new", this::create),
                at("GET", ONE, this::get),
                at("PUT", ONE, this::change),
                at("DELETE", ONE, this::delete));
    }

    private static Endpoint at(String method, String path, Endpoint.Handler handler) {
        return Endpoint.at(method, Authentication.ADMIN, handler, path);
    }

    private Response list(Request request) {
        Boolean valid = AdminQueries.optionalFlag(request, "valid");
        long now = clock.millis();
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("registration_tokens");
        database.read(RegistrationTokens::all).stream()
                .filter(row -> valid == null || row.usable(now) == valid)
                .forEach(row -> list.add(json(row)));
        return Response.json(answer);
    }

    private Response create(Request request) {
        ObjectNode body = request.body();
        String token = body.has("token") ? chosen(body.get("token")) : made(body.get("length"));
        TokenRow row =
                new TokenRow(
                        token, uses(body.get("uses_allowed")), 0, 0, end(body.get("expiry_time")));
        String problem =
                database.write(tx -> {
                    if (RegistrationTokens.all(tx).size() >= MAX_TOKENS) {
                        return "there are too many tokens; delete some first";
                    }
                    return RegistrationTokens.insert(tx, row) ? "" : "Token already exists";
                });
        if (!problem.isEmpty()) {
            throw MatrixErrors.invalidParam(problem);
        }
        return Response.json(json(row));
    }

    private static String chosen(JsonNode token) {
        if (!token.isTextual() || !TOKEN.matcher(token.textValue()).matches()) {
            throw MatrixErrors.invalidParam(
                    "token must be a string of 1 to 64 characters of A-Z, a-z, 0-9 and ._~-");
        }
        return token.textValue();
    }

    private String made(@Nullable JsonNode length) {
        int count = length == null ? USUAL_LENGTH : length.isInt() ? length.intValue() : 0;
        if (count < 1 || count > MAX_LENGTH) {
            throw MatrixErrors.invalidParam("length must be an integer from 1 to 64");
        }
        StringBuilder token = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            token.append(CHARACTERS.charAt(chance.below(CHARACTERS.length())));
        }
        return token.toString();
    }

    private static @Nullable Long uses(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw MatrixErrors.invalidParam("uses_allowed must be a non-negative integer or null");
        }
        return value.longValue();
    }

    private @Nullable Long end(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw MatrixErrors.invalidParam("expiry_time must be an integer or null");
        }
        if (value.longValue() < clock.millis()) {
            throw MatrixErrors.invalidParam("expiry_time must not be in the past");
        }
        return value.longValue();
    }

    private Response get(Request request) {
        return Response.json(json(existing(request.param("token"))));
    }

    private TokenRow existing(String token) {
        TokenRow row = database.read(tx -> RegistrationTokens.find(tx, token));
        if (row == null) {
            throw unknown();
        }
        return row;
    }

    private static MatrixException unknown() {
        return MatrixErrors.notFound("No such registration token");
    }

    private Response change(Request request) {
        ObjectNode body = request.body();
        String token = request.param("token");
        boolean ofUses = body.has("uses_allowed");
        boolean ofEnd = body.has("expiry_time");
        Long uses = uses(body.get("uses_allowed"));
        Long end = end(body.get("expiry_time"));
        boolean found =
                database.write(tx -> {
                    TokenRow row = RegistrationTokens.find(tx, token);
                    return row != null
                            && RegistrationTokens.limit(
                                    tx,
                                    token,
                                    ofUses ? uses : row.usesAllowed(),
                                    ofEnd ? end : row.expiresAt());
                });
        if (!found) {
            throw unknown();
        }
        return Response.json(json(existing(token)));
    }

    private Response delete(Request request) {
        String token = request.param("token");
        if (!database.write(tx -> RegistrationTokens.delete(tx, token))) {
            throw unknown();
        }
        return Response.empty();
    }

    private static ObjectNode json(TokenRow row) {
        return Json.object()
                .put("token", row.token())
                .put("uses_allowed", row.usesAllowed())
                .put("pending", row.pending())
                .put("completed", row.completed())
                .put("expiry_time", row.expiresAt());
    }
}
