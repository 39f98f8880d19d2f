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
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.ThreePids;
import stockpot.server.users.AuthSession;
import stockpot.server.users.Caller;
import stockpot.server.users.InteractiveAuth;
import stockpot.server.users.MailAddresses;
import stockpot.server.users.MailValidation;
import stockpot.server.users.MailValidation.Purpose;

/** Client-Server API, "Adding Account Administrative Contact Information". */
public final class ThirdPartyIds implements EndpointGroup {
    private static final int MAX_ATTEMPT = 1_000_000;

    private final MailValidation validation;
    private final MailAddresses addresses;
    private final InteractiveAuth interactive;

    /** Serves these. */
    public ThirdPartyIds(
            MailValidation validation, MailAddresses addresses, InteractiveAuth interactive) {
        this.validation = validation;
        this.addresses = addresses;
        this.interactive = interactive;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                token("/register/email/requestToken", Purpose.REGISTER),
                token("/account/password/email/requestToken", Purpose.RESET),
                token("/account/3pid/email/requestToken", Purpose.ADD),
                Endpoint.client("GET", "/account/3pid", this::list),
                Endpoint.client("POST", "/account/3pid", this::addOld),
                Endpoint.client("POST", "/account/3pid/add", this::add),
                Endpoint.client("POST", "/account/3pid/delete", this::delete),
                Endpoint.client("POST", "/account/3pid/bind", this::bind),
                Endpoint.client("POST", "/account/3pid/unbind", this::unbind));
    }

    private Endpoint token(String path, Purpose purpose) {
        Authentication who = purpose == Purpose.ADD ? Authentication.OPTIONAL : Authentication.NONE;
        return Endpoint.client(
                "POST", path, who, RateLimit.NONE, request -> requestToken(request, purpose));
    }

    private Response requestToken(Request request, Purpose purpose) {
        Body body = Body.of(request.body());
        long attempt = body.number("send_attempt");
        if (attempt < 0 || attempt > MAX_ATTEMPT) {
            throw MatrixErrors.invalidParam("'send_attempt' is out of range");
        }
        Caller caller = purpose == Purpose.ADD ? request.callerOrNull() : null;
        String sid =
                validation.request(
                        new MailValidation.Wish(
                                purpose,
                                body.text("email"),
                                body.text("client_secret"),
                                attempt,
                                body.optionalText("next_link"),
                                caller == null ? null : caller.user(),
                                request.clientAddress(),
                                request.header("Accept-Language")));
        return Response.json(Json.object().put("sid", sid));
    }

    private Response list(Request request) {
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("threepids");
        for (ThreePids.ThreePidRow row : addresses.of(request.caller().user())) {
            list.addObject()
                    .put("medium", row.medium())
                    .put("address", row.address())
                    .put("validated_at", row.validatedAt())
                    .put("added_at", row.addedAt());
        }
        return Response.json(answer);
    }

    private Response add(Request request) {
        Body body = Body.of(request.body());
        return add(request, body, body, "POST /account/3pid/add");
    }

    /** NOTSPEC: the deprecated form asks for the password too; a stolen session must not do. */
    private Response addOld(Request request) {
        Body body = Body.of(request.body());
        Body creds = body.optionalBody("three_pid_creds");
        return add(
                request,
                body,
                creds != null ? creds : body.body("threePidCreds"),
                "POST /account/3pid");
    }

    private Response add(Request request, Body body, Body creds, String operation) {
        addresses.requireChanges();
        String sid = creds.text("sid");
        String secret = creds.text("client_secret");
        Caller caller = request.caller();
        AuthSession proof =
                interactive.demand(caller, operation, body.node(), request.clientAddress());
        addresses.add(caller.user(), sid, secret);
        interactive.finish(proof);
        return Response.empty();
    }

    private Response delete(Request request) {
        Body body = Body.of(request.body());
        addresses.delete(request.caller().user(), body.text("medium"), body.text("address"));
        return notUnbound();
    }

    /** No address is bound anywhere by this server, at whichever identity server (threat O). */
    private Response bind(Request request) {
        Body body = Body.of(request.body());
        body.text("sid");
        body.text("client_secret");
        body.text("id_access_token");
        throw MatrixErrors.of(
                400,
                "M_SERVER_NOT_TRUSTED",
                "This server binds nothing at the identity server " + body.text("id_server"));
    }

    private Response unbind(Request request) {
        Body body = Body.of(request.body());
        body.text("medium");
        body.text("address");
        return notUnbound();
    }

    private static Response notUnbound() {
        return Response.json(Json.object().put("id_server_unbind_result", "no-support"));
    }
}
