package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.accounts.Deactivation;
import stockpot.server.accounts.PasswordChange;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.MailValidations;
import stockpot.server.users.AuthSession;
import stockpot.server.users.Caller;
import stockpot.server.users.InteractiveAuth;
import stockpot.server.users.MailStage;
import stockpot.server.users.MailValidation;

/** Client-Server API, "Account management" and "Current account information". */
public final class AccountManagement implements EndpointGroup {
    private final MailValidation validation;
    private final InteractiveAuth interactive;
    private final PasswordChange passwordChange;
    private final Deactivation deactivation;

    /** Manages accounts through these. */
    public AccountManagement(
            MailValidation validation,
            InteractiveAuth interactive,
            PasswordChange passwordChange,
            Deactivation deactivation) {
        this.validation = validation;
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
                Endpoint.client(
                        "POST",
                        "/account/password",
                        Authentication.OPTIONAL,
                        RateLimit.NONE,
                        this::password),
                Endpoint.client("POST", "/account/deactivate", this::deactivate));
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

    /** By the caller's password, or by a mail address of the account, with or without a session. */
    private Response password(Request request) {
        Body body = Body.of(request.body());
        boolean logoutOthers = body.flag("logout_devices", true);
        Caller caller = request.callerOrNull();
        if (caller == null && !validation.offered()) {
            throw MatrixErrors.missingToken();
        }
        if (caller != null) {
            passwordChange.requirePossible(caller.user());
        }
        AuthSession proof =
                interactive.demand(
                        new InteractiveAuth.Demand(
                                caller,
                                MailStage.RESET,
                                body.node(),
                                passwordFlows(caller),
                                Json.object(),
                                request.clientAddress(),
                                _ -> {}));
        MailStage.Held held = MailStage.held(proof);
        UserId user = caller != null ? caller.user() : held == null ? null : held.user();
        if (user == null) {
            throw MatrixErrors.forbidden("Nobody's password");
        }
        passwordChange.change(
                user,
                body.text("new_password"),
                logoutOthers,
                caller == null ? null : caller.device(),
                tx -> {
                    if (held != null) {
                        MailValidation.consume(tx, held.sid());
                        MailValidations.deleteOfUser(tx, user);
                    }
                });
        interactive.finish(proof);
        return Response.empty();
    }

    private List<List<String>> passwordFlows(@Nullable Caller caller) {
        List<List<String>> flows = new ArrayList<>();
        if (caller != null) {
            flows.add(List.of(InteractiveAuth.PASSWORD));
        }
        if (validation.offered()) {
            flows.add(List.of(MailStage.TYPE));
        }
        return flows;
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
}
