package stockpot.server.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.accounts.AccountEdits;
import stockpot.server.accounts.AccountView;
import stockpot.server.accounts.Deactivation;
import stockpot.server.accounts.Moderation;
import stockpot.server.accounts.PasswordChange;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.RateOverrides.OverrideRow;
import stockpot.server.store.UserListing.Filter;
import stockpot.server.users.Accounts;
import stockpot.server.users.Tokens;

/** Synapse's "User Admin API": what is done to an account as a whole. */
public final class UserActions implements EndpointGroup {
    private static final String V1 = "/_synapse/admin/v1";
    private static final String USER = V1 + "/users/{userId}";
    private static final int MAX_FOUND = 1_000;

    private final Accounts accounts;
    private final Tokens tokens;
    private final AccountView view;
    private final Moderation moderation;
    private final PasswordChange passwords;
    private final Deactivation deactivation;

    /** What acts are made of. */
    public UserActions(
            Accounts accounts,
            Tokens tokens,
            AccountView view,
            Moderation moderation,
            PasswordChange passwords,
            Deactivation deactivation) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.view = view;
        this.moderation = moderation;
        this.passwords = passwords;
        this.deactivation = deactivation;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                at("POST", V1 + "/deactivate/{userId}", this::deactivate),
                at("PUT", V1 + "/suspend/{userId}", this::suspend),
                at("POST", V1 + "/reset_password/{userId}", this::resetPassword),
                at("GET", USER + "/admin", this::isAdmin),
                at("PUT", USER + "/admin", this::setAdmin),
                at("POST", USER + "/login", this::login),
                at("POST", USER + "/shadow_ban", request -> shadowBan(request, true)),
                at("DELETE", USER + "/shadow_ban", request -> shadowBan(request, false)),
                at("GET", USER + "/override_ratelimit", this::rateLimit),
                at("POST", USER + "/override_ratelimit", this::setRateLimit),
                at("DELETE", USER + "/override_ratelimit", this::endRateLimit),
                at("GET", V1 + "/search_users/{userId}", this::search),
                at("GET", V1 + "/username_available", this::available));
    }

    private static Endpoint at(String method, String path, Endpoint.Handler handler) {
        return Endpoint.at(method, Authentication.ADMIN, handler, path);
    }

    private Response deactivate(Request request) {
        UserId user = existing(request, "Can only deactivate local users");
        boolean erase = Body.of(request.bodyOrEmpty()).flag("erase", false);
        deactivation.deactivate(user, erase);
        return Response.json(Json.object().put("id_server_unbind_result", "success"));
    }

    private Response suspend(Request request) {
        UserId user = existing(request, "Can only suspend local users");
        boolean suspend = Body.of(request.body()).flag("suspend");
        moderation.setSuspended(user, suspend);
        return Response.json(Json.object().put("user_" + user + "_suspended", suspend));
    }

    private Response resetPassword(Request request) {
        UserId user = AdminQueries.user(request);
        Body body = Body.of(request.body());
        String password = body.text("new_password");
        boolean logout = body.flag("logout_devices", true);
        if (!accounts.exists(user)) {
            throw MatrixErrors.notFound("Unknown user");
        }
        passwords.change(user, password, logout, null);
        return Response.empty();
    }

    private Response isAdmin(Request request) {
        UserId user = local(request, "Only local users can be admins of this homeserver");
        var row = accounts.find(user);
        return Response.json(Json.object().put("admin", row != null && row.admin()));
    }

    private Response setAdmin(Request request) {
        UserId user = AdminQueries.user(request);
        boolean admin = Body.of(request.body()).flag("admin");
        if (!accounts.isLocal(user)) {
            throw AdminQueries.refusal("Only local users can be admins of this homeserver");
        }
        if (!admin && user.equals(request.caller().user())) {
            throw AccountEdits.ownRights();
        }
        if (!moderation.setAdmin(user, admin)) {
            throw noRow();
        }
        return Response.empty();
    }

    private Response login(Request request) {
        UserId user = existing(request, "Only local users can be logged in as");
        JsonNode end = request.bodyOrEmpty().get("valid_until_ms");
        boolean endless = end == null || end.isNull();
        if (!endless && !(end.isIntegralNumber() && end.canConvertToLong())) {
            throw AdminQueries.refusal("'valid_until_ms' parameter must be an int");
        }
        UserId admin = request.caller().user();
        if (user.equals(admin)) {
            throw AdminQueries.refusal("Cannot use admin API to login as self");
        }
        String token = tokens.lend(user, admin, endless ? null : end.longValue());
        return Response.json(Json.object().put("access_token", token));
    }

    private Response shadowBan(Request request, boolean banned) {
        UserId user = local(request, "Only local users can be shadow-banned");
        if (!accounts.exists(user)) {
            throw noRow();
        }
        moderation.setShadowBanned(user, banned);
        return Response.empty();
    }

    private Response rateLimit(Request request) {
        OverrideRow row = moderation.rateLimit(existing(request, "Can only look up local users"));
        return row == null ? Response.empty() : Response.json(json(row));
    }

    private Response setRateLimit(Request request) {
        UserId user = existing(request, "Only local users can be ratelimited");
        ObjectNode body = request.bodyOrEmpty();
        OverrideRow row =
                new OverrideRow(rate(body, "messages_per_second"), rate(body, "burst_count"));
        moderation.setRateLimit(user, row);
        return Response.json(json(row));
    }

    private static long rate(ObjectNode body, String key) {
        JsonNode value = body.get(key);
        if (value == null) {
            return 0;
        }
        if (!value.isInt() || value.intValue() < 0) {
            throw MatrixErrors.invalidParam("'" + key + "' must be a positive int");
        }
        return value.intValue();
    }

    private static ObjectNode json(OverrideRow row) {
        return Json.object()
                .put("messages_per_second", row.perSecond())
                .put("burst_count", row.burst());
    }

    private Response endRateLimit(Request request) {
        moderation.setRateLimit(existing(request, "Only local users can be ratelimited"), null);
        return Response.empty();
    }

    /** NOTSPEC: the hashes of passwords, which Synapse gives here, stay in the database. */
    private Response search(Request request) {
        local(request, "Can only users a local user");
        String term = AdminQueries.requiredText(request, "term");
        Filter filter = new Filter(term, null, true, null, null, true, List.of());
        ArrayNode list = Json.array();
        view.page(filter, "name", false, 0, MAX_FOUND)
                .users()
                .forEach(user ->
                        list.addObject()
                                .put("name", user.user().value())
                                .putNull("password_hash")
                                .put("is_guest", user.guest())
                                .put("admin", user.admin())
                                .put("user_type", user.userType()));
        return Response.json(list);
    }

    private Response available(Request request) {
        accounts.available(AdminQueries.requiredText(request, "username"));
        return Response.json(Json.object().put("available", true));
    }

    /** What Synapse answers where it has not looked before it writes. */
    private static MatrixException noRow() {
        return MatrixErrors.of(404, "M_UNKNOWN", "User not found");
    }

    private UserId local(Request request, String reason) {
        return AdminQueries.local(request, accounts, reason);
    }

    private UserId existing(Request request, String reason) {
        return AdminQueries.existing(request, accounts, reason);
    }
}
