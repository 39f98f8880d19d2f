package stockpot.server.api.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Response;
import stockpot.server.config.RegistrationConfig;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.users.AuthSession;
import stockpot.server.users.ConsentStage;
import stockpot.server.users.MailStage;
import stockpot.server.users.PuzzleStage;
import stockpot.server.users.RegistrationTokenStage;

/** The forms of the fallback pages, one for each stage that a browser can pass. */
public final class FallbackForms {
    /** Stages that have a page. */
    static final List<String> STAGES =
            List.of(
                    ConsentStage.TERMS,
                    RegistrationTokenStage.TYPE,
                    MailStage.TYPE,
                    PuzzleStage.TYPE);

    private final RegistrationConfig.@Nullable Terms terms;
    private final int bits;

    /**
     * Forms.
     *
     * @param terms what {@code m.login.terms} asks to accept, or null
     * @param bits how hard the puzzle is
     */
    public FallbackForms(RegistrationConfig.@Nullable Terms terms, int bits) {
        this.terms = terms;
        this.bits = bits;
    }

    /** The page of a stage. */
    Response of(int status, String stage, AuthSession session, String message) {
        String hidden =
                "<input type=\"hidden\" name=\"session\" value=\""
                        + Pages.escape(session.id())
                        + "\">";
        String note =
                message.isEmpty() ? "" : "<p role=\"alert\">" + Pages.escape(message) + "</p>";
        String open = note + "<form method=\"post\" id=\"stage\">" + hidden;
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
            case MailStage.TYPE -> Pages.page(status, "Mail address", mail(session, open), "");
            case PuzzleStage.TYPE ->
                    Pages.page(status, "Puzzle", note + puzzle(session, hidden), "puzzle.js");
            default -> throw MatrixErrors.notFound("No page for this stage");
        };
    }

    private static String mail(AuthSession session, String open) {
        if (MailStage.begun(session)) {
            return open
                    + "<p>A letter has been sent. Open the link in it, confirm there, and come"
                    + " back.</p><button id=\"go\">I have confirmed</button></form>";
        }
        return open
                + "<label>Mail address <input name=\"address\" type=\"email\" required autofocus"
                + " autocomplete=\"email\"></label><button id=\"go\">Send a letter</button></form>";
    }

    /** With a script the page solves it by itself; without one, a line of Python does. */
    private String puzzle(AuthSession session, String hidden) {
        String id = Pages.escape(session.id());
        String line =
                "import hashlib, itertools; print(next(n for n in itertools.count() if"
                        + " int.from_bytes(hashlib.sha256(f\"%s:{n}\".encode()).digest(), \"big\")"
                        + " >> (256 - %d) == 0))";
        return "<p>To keep machines from making accounts, your computer solves a small puzzle."
                + "</p><form method=\"post\" id=\"puzzle\" data-session=\""
                + id
                + "\" data-bits=\""
                + bits
                + "\">"
                + hidden
                + "<p id=\"progress\"></p><details><summary>Without a script</summary>"
                + "<p>Let Python 3 compute the solution, and put it here:</p><pre>python3 -c '"
                + Pages.escape(line.formatted(session.id(), bits))
                + "'</pre></details><label>Solution <input name=\"nonce\" required"
                + " autocomplete=\"off\"></label><button>Go on</button></form>";
    }

    private String policy() {
        boolean web = terms != null && terms.url().matches("https?://.*");
        if (terms == null || !web) {
            return "<p>Please accept the terms of this server.</p>";
        }
        return "<p>Please read and accept: <a rel=\"noreferrer\" href=\""
                + Pages.escape(terms.url())
                + "\">"
                + Pages.escape(terms.name())
                + "</a></p>";
    }
}
