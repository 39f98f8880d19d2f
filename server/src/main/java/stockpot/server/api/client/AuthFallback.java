package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.config.RegistrationConfig;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.AuthSession;
import stockpot.server.users.ConsentStage;
import stockpot.server.users.InteractiveAuth;
import stockpot.server.users.RegistrationTokenStage;

/** Pages for clients that do not know a stage or a login. Client-Server API, "Fallback". */
public final class AuthFallback implements EndpointGroup {
    private static final long MAX_FORM = 8_192;

    private final InteractiveAuth interactive;
    private final RegistrationConfig.@Nullable Terms terms;

    /** Pages for sessions of this; {@code terms} is what {@code m.login.terms} asks to accept. */
    public AuthFallback(InteractiveAuth interactive, RegistrationConfig.@Nullable Terms terms) {
        this.interactive = interactive;
        this.terms = terms;
    }

    @Override
    public List<Endpoint> endpoints() {
        String path = "/auth/{stage}/fallback/web";
        return List.of(
                Endpoint.client("GET", path, Authentication.NONE, RateLimit.NONE, this::show),
                Endpoint.client(
                        "POST", path, Authentication.NONE, RateLimit.REGISTRATION, this::pass),
                Endpoint.at("GET", Authentication.NONE, this::login, Pages.STATIC + "login/"),
                script("done.js"),
                script("login.js"),
                Endpoint.at(
                        "GET",
                        Authentication.NONE,
                        _ -> Pages.file("page.css", "text/css; charset=utf-8"),
                        Pages.STATIC + "page.css"));
    }

    private static Endpoint script(String name) {
        return Endpoint.at(
                "GET",
                Authentication.NONE,
                _ -> Pages.file(name, "text/javascript; charset=utf-8"),
                Pages.STATIC + name);
    }

    private Response show(Request request) {
        String id = request.query("session");
        String stage = request.param("stage");
        AuthSession session = session(id);
        if (session.completed().contains(stage)) {
            return done();
        }
        return form(200, stage, session, "");
    }

    private AuthSession session(@Nullable String id) {
        AuthSession session = id == null ? null : interactive.find(id);
        if (session == null) {
            throw MatrixErrors.notFound("No such session");
        }
        return session;
    }

    private Response pass(Request request) {
        Body form = form(request);
        String stage = request.param("stage");
        AuthSession session = session(form.optionalText("session"));
        if (!stage.equals(ConsentStage.TERMS) && !stage.equals(RegistrationTokenStage.TYPE)) {
            throw MatrixErrors.notFound("No page for this stage");
        }
        try {
            interactive.passByPage(session, stage, form, request.clientAddress());
        } catch (MatrixException e) {
            if (e.status() != 401) {
                throw e;
            }
            return form(401, stage, session, "That did not work. Please try again.");
        }
        return done();
    }

    private Response form(int status, String stage, AuthSession session, String message) {
        String hidden =
                "<input type=\"hidden\" name=\"session\" value=\""
                        + Pages.escape(session.id())
                        + "\">";
        String note =
                message.isEmpty() ? "" : "<p role=\"alert\">" + Pages.escape(message) + "</p>";
        String open = note + "<form method=\"post\">" + hidden;
        return switch (stage) {
            case ConsentStage.TERMS ->
                    Pages.page(
                            status,
                            "Terms",
                            open + policy() + "<button>I agree</button></form>",
                            "");
            case RegistrationTokenStage.TYPE ->
                    Pages.page(
                            status,
                            "Registration token",
                            open
                                    + "<label>Token <input name=\"token\" required autofocus></label>"
                                    + "<button>Go on</button></form>",
                            "");
            default -> throw MatrixErrors.notFound("No page for this stage");
        };
    }

    private String policy() {
        boolean web = terms != null && terms.url().startsWith("https://");
        if (terms == null || !web) {
            return "<p>Please accept the terms of this server.</p>";
        }
        return "<p>Please read and accept: <a rel=\"noreferrer\" href=\""
                + Pages.escape(terms.url())
                + "\">"
                + Pages.escape(terms.name())
                + "</a></p>";
    }

    private static Response done() {
        return Pages.page(200, "Done", "<p>You may close this page.</p>", "done.js");
    }

    private Response login(Request request) {
        String body =
                "<form id=\"login\"><label>User <input name=\"user\" required autofocus"
                        + " autocomplete=\"username\"></label><label>Password <input"
                        + " name=\"password\" type=\"password\" required"
                        + " autocomplete=\"current-password\"></label>"
                        + "<button>Log in</button></form><p id=\"note\" role=\"alert\"></p>";
        return Pages.page(200, "Log in", body, "login.js");
    }

    /** The fields of a form, the first of each name. */
    private static Body form(Request request) {
        ObjectNode fields = Json.object();
        try {
            byte[] bytes = request.stream(MAX_FORM).readAllBytes();
            for (String pair : new String(bytes, StandardCharsets.UTF_8).split("&", 20)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    String name =
                            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8);
                    String value =
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                    fields.putIfAbsent(name, fields.textNode(value));
                }
            }
        } catch (IllegalArgumentException e) {
            throw MatrixErrors.badJson("the form is not well encoded");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Body.of(fields);
    }
}
