package stockpot.server.api.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.accounts.Approval;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.mail.Templates;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.push.MailReaders;
import stockpot.server.store.MailValidations.ValidationRow;
import stockpot.server.users.MailValidation;

/**
 * The pages behind links in letters. GET shows a button and changes nothing, since programs that
 * look at mail follow its links; POST does it (threat C09). They need no script.
 */
public final class MailPages implements EndpointGroup {
    private final MailValidation validation;
    private final Approval approval;
    private final MailReaders readers;
    private final String language;

    /** Pages over these, in that language where the reader's is not known. */
    public MailPages(
            MailValidation validation, Approval approval, MailReaders readers, String language) {
        this.validation = validation;
        this.approval = approval;
        this.readers = readers;
        this.language = language;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                page("GET", "confirm", this::askConfirm),
                page("POST", "confirm", this::confirm),
                page("GET", "approve", this::askApprove),
                page("POST", "approve", this::approve),
                page("GET", "unsubscribe", this::askUnsubscribe),
                page("POST", "unsubscribe", this::unsubscribe));
    }

    private static Endpoint page(String method, String name, Endpoint.Handler handler) {
        return Endpoint.at(method, Authentication.NONE, handler, Pages.STATIC + name)
                .limited(method.equals("POST") ? RateLimit.REGISTRATION : RateLimit.NONE);
    }

    private PageWords words(Request request) {
        return PageWords.of(Templates.language(request.header("Accept-Language"), language));
    }

    private static Response bad(PageWords words) {
        return Pages.page(
                400,
                words.language(),
                words.badLinkTitle(),
                "<p>" + Pages.escape(words.badLink()) + "</p>",
                "");
    }

    private static String hidden(String name, @Nullable String value) {
        return "<input type=\"hidden\" name=\""
                + name
                + "\" value=\""
                + Pages.escape(value == null ? "" : value)
                + "\">";
    }

    private static String form(String path, String inside, String button) {
        return "<form method=\"post\" action=\""
                + Pages.STATIC
                + path
                + "\">"
                + inside
                + "<button id=\"go\">"
                + Pages.escape(button)
                + "</button></form>";
    }

    private Response askConfirm(Request request) {
        PageWords words = words(request);
        String sid = request.query("sid");
        String token = request.query("token");
        ValidationRow row = validation.ofLink(sid, token);
        if (row == null) {
            return bad(words);
        }
        String question =
                switch (row.purpose()) {
                    case "register" -> words.confirmRegister();
                    case "reset" -> words.confirmReset();
                    default -> words.confirmAdd();
                };
        return Pages.page(
                200,
                words.language(),
                words.confirmTitle(),
                "<p>"
                        + Pages.escape(question)
                        + " <b>"
                        + Pages.escape(row.address())
                        + "</b></p>"
                        + form(
                                "confirm",
                                hidden("sid", sid) + hidden("token", token),
                                words.confirmButton()),
                "");
    }

    private Response confirm(Request request) {
        PageWords words = words(request);
        Body form = FormFields.of(request);
        ValidationRow row =
                validation.confirm(form.optionalText("sid"), form.optionalText("token"));
        if (row == null) {
            return bad(words);
        }
        String next = row.nextLink();
        String onward =
                next == null
                        ? ""
                        : "<p><a rel=\"noreferrer\" href=\""
                                + Pages.escape(next)
                                + "\">"
                                + Pages.escape(words.goOn())
                                + "</a></p>";
        return Pages.page(
                200,
                words.language(),
                words.confirmTitle(),
                "<p id=\"done\">" + Pages.escape(words.confirmed()) + "</p>" + onward,
                "");
    }

    private Response askApprove(Request request) {
        UserId user = known(request.query("user"), request.query("token"));
        if (user == null) {
            return bad(words(request));
        }
        String fields = hidden("user", user.value()) + hidden("token", request.query("token"));
        return Pages.page(
                200,
                "New account",
                "<p>The account <b>"
                        + Pages.escape(user.value())
                        + "</b> waits to be let in.</p><form method=\"post\" action=\""
                        + Pages.STATIC
                        + "approve\">"
                        + fields
                        + "<button name=\"do\" value=\"approve\">Let in</button> "
                        + "<button name=\"do\" value=\"refuse\">Refuse</button></form>",
                "");
    }

    private @Nullable UserId known(@Nullable String user, @Nullable String token) {
        if (user == null || token == null) {
            return null;
        }
        try {
            UserId id = UserId.parse(user);
            return approval.knows(id, token) ? id : null;
        } catch (MatrixException e) {
            return null;
        }
    }

    private Response approve(Request request) {
        Body form = FormFields.of(request);
        UserId user = known(form.optionalText("user"), form.optionalText("token"));
        if (user == null) {
            return bad(words(request));
        }
        String wish = form.text("do");
        switch (wish) {
            case "approve" -> approval.approve(user);
            case "refuse" -> approval.refuse(user);
            default -> throw MatrixErrors.invalidParam("'do' must be approve or refuse");
        }
        String done = wish.equals("approve") ? " has been let in." : " has been refused.";
        return Pages.page(
                200, "New account", "<p>" + Pages.escape(user.value()) + done + "</p>", "");
    }

    private Response askUnsubscribe(Request request) {
        PageWords words = words(request);
        MailReaders.Link link = link(request);
        if (!readers.good(link)) {
            return bad(words);
        }
        String fields =
                hidden("user", link.user())
                        + hidden("address", link.address())
                        + hidden("token", link.token());
        return Pages.page(
                200,
                words.language(),
                words.unsubscribeTitle(),
                "<p>"
                        + Pages.escape(words.unsubscribeAsk())
                        + " <b>"
                        + Pages.escape(link.address())
                        + "</b></p>"
                        + form("unsubscribe", fields, words.unsubscribeButton()),
                "");
    }

    /** By the button of the page, or by a mail program at one click (RFC 8058). */
    private Response unsubscribe(Request request) {
        PageWords words = words(request);
        Body form = FormFields.of(request);
        MailReaders.Link link =
                form.has("token")
                        ? new MailReaders.Link(
                                form.text("user", ""), form.text("address", ""), form.text("token"))
                        : link(request);
        if (!readers.good(link)) {
            return bad(words);
        }
        readers.unsubscribe(link);
        return Pages.page(
                200,
                words.language(),
                words.unsubscribeTitle(),
                "<p id=\"done\">" + Pages.escape(words.unsubscribed()) + "</p>",
                "");
    }

    private static MailReaders.Link link(Request request) {
        String user = request.query("user");
        String address = request.query("address");
        String token = request.query("token");
        return new MailReaders.Link(
                user == null ? "" : user,
                address == null ? "" : address,
                token == null ? "" : token);
    }
}
