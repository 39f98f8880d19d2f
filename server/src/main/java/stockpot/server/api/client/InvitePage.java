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
import stockpot.server.config.RegistrationConfig;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.ConsentStage;
import stockpot.server.users.Registration;
import stockpot.server.users.RegistrationTokenStage;
import stockpot.server.users.Sessions;

/**
 * The page behind an invite link, which carries a registration token: a name and a password, and
 * the account is there. Where a mail address or a puzzle is asked for as well, it says how a client
 * does it.
 */
public final class InvitePage implements EndpointGroup {
    private static final String PATH = Pages.STATIC + "invite";
    private static final int MAX_NAME = 255;

    private final Registration registration;
    private final RegistrationTokenStage tokens;
    private final RegistrationConfig config;

    /** Registers through these. */
    public InvitePage(
            Registration registration, RegistrationTokenStage tokens, RegistrationConfig config) {
        this.registration = registration;
        this.tokens = tokens;
        this.config = config;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.at("GET", Authentication.NONE, this::show, PATH)
                        .limited(RateLimit.REGISTRATION),
                Endpoint.at("POST", Authentication.NONE, this::register, PATH)
                        .limited(RateLimit.REGISTRATION));
    }

    private Response show(Request request) {
        String token = request.query("token");
        boolean good =
                token != null
                        && registration.open()
                        && config.tokenRequired()
                        && tokens.valid(token);
        if (!good || token == null) {
            return Pages.page(
                    400, "Invitation", "<p>This invitation is not good, or has been used.</p>", "");
        }
        if (config.doors().puzzleBits() > 0
                || (config.doors().mail() && !config.doors().tokenSparesMail())) {
            return Pages.page(
                    200,
                    "Invitation",
                    "<p>Register in your client, and give it this token when it asks for one:</p>"
                            + "<pre>"
                            + Pages.escape(token)
                            + "</pre>",
                    "");
        }
        return form(200, token, "");
    }

    private Response form(int status, String token, String note) {
        RegistrationConfig.Terms terms = config.terms();
        String consent =
                terms == null
                        ? ""
                        : "<label><input type=\"checkbox\" name=\"terms\" value=\"yes\" required> I"
                                + " accept <a rel=\"noreferrer\" href=\""
                                + Pages.escape(terms.url())
                                + "\">"
                                + Pages.escape(terms.name())
                                + "</a></label>";
        String alert = note.isEmpty() ? "" : "<p role=\"alert\">" + Pages.escape(note) + "</p>";
        return Pages.page(
                status,
                "Invitation",
                alert
                        + "<form method=\"post\" action=\""
                        + PATH
                        + "\"><input type=\"hidden\" name=\"token\" value=\""
                        + Pages.escape(token)
                        + "\"><label>Name <input name=\"username\" required autofocus"
                        + " autocomplete=\"username\"></label><label>Password <input"
                        + " name=\"password\" type=\"password\" required"
                        + " autocomplete=\"new-password\"></label>"
                        + consent
                        + "<button id=\"go\">Make the account</button></form>",
                "");
    }

    private Response register(Request request) {
        Body form = FormFields.of(request);
        String token = form.text("token", "");
        String name = form.text("username", "");
        if (name.isEmpty() || name.length() > MAX_NAME) {
            return form(400, token, "Please give a name.");
        }
        if (config.terms() != null && !form.has("terms")) {
            return form(400, token, "Please accept the terms.");
        }
        try {
            return done(pass(form, name, token, request.clientAddress()).user().value());
        } catch (MatrixException e) {
            if (e.code().value().equals("M_USER_AWAITING_APPROVAL")) {
                return Pages.page(
                        200,
                        "Invitation",
                        "<p id=\"done\">The account is made. An administrator has to let it in.</p>",
                        "");
            }
            return form(e.status(), token, String.valueOf(e.getMessage()));
        }
    }

    /** The stages one after another, as a client would pass them. */
    private Registration.Registered pass(Body form, String name, String token, String address) {
        Registration.Wanted wanted =
                new Registration.Wanted(
                        name,
                        form.text("password"),
                        null,
                        true,
                        new Sessions.Wish(null, null, false));
        ObjectNode auth = Json.object().put("type", RegistrationTokenStage.TYPE);
        auth.put("token", token);
        ObjectNode body = Json.object().put("username", name);
        body.set("auth", auth);
        try {
            return registration.register(wanted, body, address);
        } catch (MatrixException e) {
            String session = session(e);
            if (session == null) {
                throw e;
            }
            body.putObject("auth").put("type", ConsentStage.TERMS).put("session", session);
            return registration.register(wanted, body, address);
        }
    }

    /** The session to go on in, or null where the token was refused. */
    private static @Nullable String session(MatrixException refusal) {
        boolean onward = refusal.status() == 401 && refusal.code().value().isEmpty();
        return onward ? refusal.extra().path("session").textValue() : null;
    }

    private static Response done(String user) {
        return Pages.page(
                200,
                "Invitation",
                "<p id=\"done\">The account <b>"
                        + Pages.escape(user)
                        + "</b> is made. Log in with your client.</p>",
                "");
    }
}
