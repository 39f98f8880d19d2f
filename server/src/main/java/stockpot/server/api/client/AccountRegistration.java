package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.Registration;
import stockpot.server.users.RegistrationTokenStage;

/** Client-Server API, "Account registration". */
public final class AccountRegistration implements EndpointGroup {
    private static final int MAX_USERNAME = 512;

    private final Registration registration;
    private final RegistrationTokenStage registrationTokens;

    /** Registers through these. */
    public AccountRegistration(
            Registration registration, RegistrationTokenStage registrationTokens) {
        this.registration = registration;
        this.registrationTokens = registrationTokens;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client(
                        "POST",
                        "/register",
                        Authentication.NONE,
                        RateLimit.REGISTRATION,
                        this::register),
                Endpoint.client(
                        "GET",
                        "/register/available",
                        Authentication.NONE,
                        RateLimit.NONE,
                        this::available),
                Endpoint.at(
                                "GET",
                                Authentication.NONE,
                                this::validity,
                                "/_matrix/client/v1/register/m.login.registration_token/validity")
                        .limited(RateLimit.REGISTRATION));
    }

    private Response register(Request request) {
        Body body = Body.of(request.bodyOrEmpty());
        String kind = request.query("kind");
        if ("guest".equals(kind)) {
            String name = body.optionalText("initial_device_display_name");
            return answer(registration.guest(name));
        }
        if (kind != null && !kind.equals("user")) {
            throw MatrixErrors.of(400, "M_UNRECOGNIZED", "'kind' must be 'user' or 'guest'");
        }
        body = Body.of(registration.remembered(body.node()));
        Registration.Wanted wanted =
                new Registration.Wanted(
                        username(body.optionalText("username")),
                        body.optionalText("password"),
                        body.optionalText("guest_access_token"),
                        body.flag("inhibit_login", false),
                        SessionAnswers.wish(body));
        return answer(registration.register(wanted, body.node(), request.clientAddress()));
    }

    private static @Nullable String username(@Nullable String username) {
        if (username != null && username.length() > MAX_USERNAME) {
            throw MatrixErrors.of(400, "M_INVALID_USERNAME", "Invalid username");
        }
        return username;
    }

    /** The answer that names a new account. */
    public static Response answer(Registration.Registered registered) {
        if (registered.session() != null) {
            return Response.json(SessionAnswers.opened(registered.session(), null));
        }
        ObjectNode answer = Json.object();
        answer.put("user_id", registered.user().value());
        answer.put("home_server", registered.user().server().value());
        return Response.json(answer);
    }

    private Response available(Request request) {
        String username = username(request.query("username"));
        if (username == null) {
            throw MatrixErrors.missingParam("missing query parameter 'username'");
        }
        registration.available(username);
        return Response.json(Json.object().put("available", true));
    }

    private Response validity(Request request) {
        String token = request.query("token");
        if (token == null) {
            throw MatrixErrors.missingParam("missing query parameter 'token'");
        }
        if (!registration.open()) {
            throw MatrixErrors.forbidden("Registration has been disabled");
        }
        return Response.json(Json.object().put("valid", registrationTokens.valid(token)));
    }
}
