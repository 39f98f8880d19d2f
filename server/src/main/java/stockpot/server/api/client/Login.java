package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.config.LoginConfig;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.AuthSession;
import stockpot.server.users.Caller;
import stockpot.server.users.InteractiveAuth;
import stockpot.server.users.Logins;
import stockpot.server.users.Sessions;
import stockpot.server.users.Tokens;

/** Client-Server API, "Login", "Refreshing access tokens" and logging out. */
public final class Login implements EndpointGroup {
    private static final String BEARER = "Bearer ";

    private final Logins logins;
    private final Tokens tokens;
    private final Sessions sessions;
    private final InteractiveAuth interactive;
    private final LoginConfig config;
    private final @Nullable ObjectNode wellKnown;

    /** Logs in through these; {@code wellKnown} goes with the answer if it is not null. */
    public Login(
            Logins logins,
            Tokens tokens,
            Sessions sessions,
            InteractiveAuth interactive,
            LoginConfig config,
            @Nullable ObjectNode wellKnown) {
        this.logins = logins;
        this.tokens = tokens;
        this.sessions = sessions;
        this.interactive = interactive;
        this.config = config;
        this.wellKnown = wellKnown;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("GET", "/login", Authentication.NONE, RateLimit.NONE, this::flows),
                Endpoint.client(
                        "POST", "/login", Authentication.NONE, RateLimit.LOGIN, this::login),
                Endpoint.at(
                        "POST",
                        Authentication.USER,
                        this::getToken,
                        "/_matrix/client/v1/login/get_token"),
                Endpoint.client(
                        "POST", "/refresh", Authentication.NONE, RateLimit.NONE, this::refresh),
                // These two find out themselves who speaks, since locked accounts may log out.
                Endpoint.client(
                        "POST", "/logout", Authentication.NONE, RateLimit.NONE, this::logout),
                Endpoint.client(
                        "POST",
                        "/logout/all",
                        Authentication.NONE,
                        RateLimit.NONE,
                        this::logoutAll));
    }

    private Response flows(Request request) {
        ObjectNode answer = Json.object();
        ArrayNode flows = answer.putArray("flows");
        if (logins.byPassword()) {
            flows.addObject().put("type", "m.login.password");
        }
        if (logins.byExistingSession()) {
            flows.addObject().put("type", "m.login.token").put("get_login_token", true);
        }
        return Response.json(answer);
    }

    private Response login(Request request) {
        Body body = Body.of(request.body());
        Sessions.Wish wish = SessionAnswers.wish(body);
        String type = body.text("type");
        UserId user =
                switch (type) {
                    case "m.login.password" -> byPassword(body, request.clientAddress());
                    case "m.login.token" -> logins.token(body.text("token"));
                    default ->
                            throw MatrixErrors.of(400, "M_UNKNOWN", "Unknown login type " + type);
                };
        return Response.json(SessionAnswers.opened(sessions.open(user, wish), wellKnown));
    }

    private UserId byPassword(Body body, String address) {
        String password = body.text("password");
        Body identifier = body.optionalBody("identifier");
        if (identifier == null) {
            String medium = body.optionalText("medium");
            return medium == null
                    ? logins.password(body.text("user"), password, address)
                    : byThirdParty(medium, body.text("address"), password, address);
        }
        String type = identifier.text("type");
        return switch (type) {
            case "m.id.user" -> logins.password(identifier.text("user"), password, address);
            case "m.id.thirdparty" ->
                    byThirdParty(
                            identifier.text("medium"),
                            identifier.text("address"),
                            password,
                            address);
            case "m.id.phone" ->
                    throw MatrixErrors.forbidden("Login by telephone number is not offered");
            default -> throw MatrixErrors.of(400, "M_UNKNOWN", "Unknown login identifier type");
        };
    }

    private UserId byThirdParty(String medium, String thirdParty, String password, String address) {
        if (!medium.equals("email")) {
            throw MatrixErrors.forbidden("Login by " + medium + " is not offered");
        }
        return logins.passwordByMail(thirdParty, password, address);
    }

    private Response getToken(Request request) {
        if (!logins.byExistingSession()) {
            throw MatrixErrors.unrecognized();
        }
        AuthSession proof =
                interactive.demand(
                        request.caller(),
                        "POST /login/get_token",
                        request.bodyOrEmpty(),
                        request.clientAddress());
        interactive.finish(proof);
        ObjectNode answer = Json.object();
        answer.put("login_token", logins.issueToken(request.caller().user()));
        answer.put("expires_in_ms", config.loginTokenTimeout().toMillis());
        return Response.json(answer);
    }

    private Response refresh(Request request) {
        String token = Body.of(request.body()).text("refresh_token");
        return Response.json(SessionAnswers.tokens(Json.object(), sessions.refresh(token)));
    }

    private Response logout(Request request) {
        sessions.close(leaving(request));
        return Response.empty();
    }

    private Response logoutAll(Request request) {
        sessions.closeAll(leaving(request).user(), null);
        return Response.empty();
    }

    private Caller leaving(Request request) {
        String header = request.header("Authorization");
        boolean bearer =
                header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return tokens.authenticateToLeave(
                bearer && header != null
                        ? header.substring(BEARER.length()).strip()
                        : request.query("access_token"));
    }
}
