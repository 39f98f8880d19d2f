package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.accounts.Deactivation;
import stockpot.server.accounts.PasswordChange;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.ThreePids;
import stockpot.server.users.AuthSession;
import stockpot.server.users.Caller;
import stockpot.server.users.InteractiveAuth;

/** Client-Server API, "Account management" and "Current account information". */
public final class AccountManagement implements EndpointGroup {
    private final Database database;
    private final InteractiveAuth interactive;
    private final PasswordChange passwordChange;
    private final Deactivation deactivation;

    /** Manages accounts through these. */
    public AccountManagement(
            Database database,
            InteractiveAuth interactive,
            PasswordChange passwordChange,
            Deactivation deactivation) {
        this.database = database;
        this.interactive = interactive;
        this.passwordChange = passwordChange;
        this.deactivation = deactivation;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client(
                        "GET",
                        "/account/whoami",
                        Authentication.GUEST,
                        RateLimit.NONE,
                        this::whoami),
                Endpoint.client("POST", "/account/password", this::password),
                Endpoint.client("POST", "/account/deactivate", this::deactivate),
                Endpoint.client("GET", "/account/3pid", this::threePids));
    }

    private Response whoami(Request request) {
        Caller caller = request.caller();
        ObjectNode answer = Json.object();
        answer.put("user_id", caller.user().value());
        answer.put("is_guest", caller.guest());
        if (caller.device() != null) {
            answer.put("device_id", caller.device().value());
        }
        return Response.json(answer);
    }

    private Response password(Request request) {
        Body body = Body.of(request.body());
        boolean logoutOthers = body.flag("logout_devices", true);
        Caller caller = request.caller();
        passwordChange.requirePossible(caller.user());
        AuthSession proof =
                interactive.demand(
                        caller, "POST /account/password", body.node(), request.clientAddress());
        passwordChange.change(
                caller.user(), body.text("new_password"), logoutOthers, caller.device());
        interactive.finish(proof);
        return Response.empty();
    }

    private Response deactivate(Request request) {
        Body body = Body.of(request.bodyOrEmpty());
        boolean erase = body.flag("erase", false);
        Caller caller = request.caller();
        AuthSession proof =
                interactive.demand(
                        caller, "POST /account/deactivate", body.node(), request.clientAddress());
        deactivation.deactivate(caller.user(), erase);
        interactive.finish(proof);
        return Response.json(Json.object().put("id_server_unbind_result", "no-support"));
    }

    private Response threePids(Request request) {
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("threepids");
        for (ThreePids.ThreePidRow row :
                database.read(tx -> ThreePids.ofUser(tx, request.caller().user()))) {
            list.addObject()
                    .put("medium", row.medium())
                    .put("address", row.address())
                    .put("validated_at", row.validatedAt())
                    .put("added_at", row.addedAt());
        }
        return Response.json(answer);
    }
}
