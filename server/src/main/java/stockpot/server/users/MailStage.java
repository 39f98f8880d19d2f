package stockpot.server.users;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.store.MailValidations.ValidationRow;

/**
 * {@code m.login.email.identity}: a mail address that was confirmed for this very operation (threat
 * C08: a session for a reset registers nobody, and the other way round).
 */
public final class MailStage implements AuthStage {
    /** Its name in flows. */
    public static final String TYPE = "m.login.email.identity";

    /** The operation that a confirmed address may stand in for a password for. */
    public static final String RESET = "POST /account/password";

    private static final String HELD = "mail";

    private final MailValidation validation;

    private static final String NOTED = "mail_page";

    private final Secrets secrets;

    /** Asks these sessions. */
    public MailStage(MailValidation validation, Secrets secrets) {
        this.validation = validation;
        this.secrets = secrets;
    }

    /**
     * Has a letter sent for a session, where the client does not do it itself; the session's data
     * is to be stored.
     */
    public void begin(
            AuthSession session, String mail, String clientAddress, @Nullable String language) {
        String secret = secrets.token("");
        String sid =
                validation.request(
                        new MailValidation.Wish(
                                purpose(session),
                                mail,
                                secret,
                                1,
                                null,
                                null,
                                clientAddress,
                                language));
        session.data().putObject(NOTED).put("sid", sid).put("client_secret", secret);
    }

    /** Whether a letter was sent by {@link #begin}. */
    public static boolean begun(AuthSession session) {
        return session.data().has(NOTED);
    }

    private static MailValidation.Purpose purpose(AuthSession session) {
        return session.operation().equals(RESET)
                ? MailValidation.Purpose.RESET
                : MailValidation.Purpose.REGISTER;
    }

    /** What a session holds: whose address was proved. */
    public record Held(String sid, String address, @Nullable UserId user) {}

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public void pass(Body auth, AuthSession session, String address) {
        Body creds = auth.optionalBody("threepid_creds");
        if (creds == null && session.data().get(NOTED) instanceof ObjectNode noted) {
            creds = Body.of(noted);
        }
        ValidationRow row = row(creds != null ? creds : auth.body("threepidCreds"), session);
        UserId user = row.user();
        if (session.user() != null && !session.user().equals(user)) {
            throw MatrixErrors.forbidden("The address is not that of the user of the session");
        }
        session.data()
                .putObject(HELD)
                .put("sid", row.sid())
                .put("address", row.address())
                .put("user", user == null ? null : user.value());
    }

    /** A client asks again and again until the link is confirmed, so this is no end. */
    private ValidationRow row(Body creds, AuthSession session) {
        try {
            return validation.validated(
                    creds.text("sid"), creds.text("client_secret"), purpose(session));
        } catch (MatrixException e) {
            throw e.code().value().equals("M_THREEPID_AUTH_FAILED")
                    ? MatrixErrors.of(401, "M_UNAUTHORIZED", "The address is not confirmed yet")
                    : e;
        }
    }

    /** The address that a session has proved, or null. */
    public static @Nullable Held held(AuthSession session) {
        JsonNode held = session.data().get(HELD);
        if (held == null || !session.completed().contains(TYPE)) {
            return null;
        }
        String user = held.path("user").textValue();
        return new Held(
                held.path("sid").asText(),
                held.path("address").asText(),
                user == null ? null : new UserId(user));
    }
}
