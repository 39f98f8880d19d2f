package stockpot.server.api.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.json.Body;
import stockpot.server.users.AuthSession;
import stockpot.server.users.InteractiveAuth;
import stockpot.server.users.MailStage;

/** Pages for clients that do not know a stage or a login. Client-Server API, "Fallback". */
public final class AuthFallback implements EndpointGroup {
    private final InteractiveAuth interactive;
    private final FallbackForms forms;
    private final MailStage mail;

    /** Pages for sessions of this. */
    public AuthFallback(InteractiveAuth interactive, FallbackForms forms, MailStage mail) {
        this.interactive = interactive;
        this.forms = forms;
        this.mail = mail;
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
                script("puzzle.js"),
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
        return forms.of(200, stage, session, "");
    }

    private AuthSession session(@Nullable String id) {
        AuthSession session = id == null ? null : interactive.find(id);
        if (session == null) {
            throw MatrixErrors.notFound("No such session");
        }
        return session;
    }

    private Response pass(Request request) {
        Body form = FormFields.of(request);
        String stage = request.param("stage");
        AuthSession session = session(form.optionalText("session"));
        if (!FallbackForms.STAGES.contains(stage)) {
            throw MatrixErrors.notFound("No page for this stage");
        }
        String address = form.optionalText("address");
        if (stage.equals(MailStage.TYPE) && address != null) {
            mail.begin(
                    session, address, request.clientAddress(), request.header("Accept-Language"));
            interactive.note(session);
            return forms.of(200, stage, session, "");
        }
        try {
            interactive.passByPage(session, stage, form, request.clientAddress());
        } catch (MatrixException e) {
            if (e.status() != 401) {
                throw e;
            }
            return forms.of(401, stage, session, "That did not work. Please try again.");
        }
        return done();
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
}
