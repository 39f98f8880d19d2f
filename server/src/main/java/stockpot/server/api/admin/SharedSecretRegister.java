package stockpot.server.api.admin;

import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.api.client.AccountRegistration;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.SharedSecretRegistration;

/** Registration by a shared secret, as Synapse's {@code register_new_matrix_user} speaks it. */
public final class SharedSecretRegister implements EndpointGroup {
    private static final String PATH = "/_synapse/admin/v1/register";

    private final SharedSecretRegistration registration;

    /** Registers through this. */
    public SharedSecretRegister(SharedSecretRegistration registration) {
        this.registration = registration;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.at("GET", Authentication.NONE, this::nonce, PATH),
                Endpoint.at("POST", Authentication.NONE, this::register, PATH));
    }

    private Response nonce(Request request) {
        return Response.json(Json.object().put("nonce", registration.nonce()));
    }

    private Response register(Request request) {
        Body body = Body.of(request.body());
        return AccountRegistration.answer(
                registration.register(
                        new SharedSecretRegistration.Wanted(
                                text(body, "nonce"),
                                text(body, "username"),
                                text(body, "password"),
                                body.flag("admin", false),
                                body.optionalText("user_type"),
                                body.optionalText("displayname"),
                                text(body, "mac"),
                                body.flag("inhibit_login", false),
                                body.flag("break_glass", false))));
    }

    private static String text(Body body, String key) {
        if (!body.has(key)) {
            throw MatrixErrors.badJson(key + " must be specified");
        }
        return body.text(key);
    }
}
