package stockpot.server.users;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.json.Body;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.InteractiveSessions;
import stockpot.server.store.RegistrationTokens;
import stockpot.server.store.RegistrationTokens.TokenRow;
import stockpot.server.store.WriteTransaction;

/** {@code m.login.registration_token}: a token that the operator gave out. */
public final class RegistrationTokenStage implements AuthStage {
    /** Its name in flows. */
    public static final String TYPE = "m.login.registration_token";

    private static final String HELD = "registration_token";
    private static final int MAX_TOKEN = 64;

    private final Database database;
    private final Clock clock;
    private final GuessLimits limits;

    /** Checks against the tokens of this database. */
    public RegistrationTokenStage(Database database, Clock clock, GuessLimits limits) {
        this.database = database;
        this.clock = clock;
        this.limits = limits;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public void pass(Body auth, AuthSession session, String address) {
        String token = auth.text("token");
        GuessLimits.Attempt attempt =
                limits.attempt("registration token " + GuessLimits.network(address));
        if (!wellFormed(token) || !database.write(tx -> hold(tx, session, token))) {
            throw MatrixErrors.of(401, "M_UNAUTHORIZED", "Invalid registration token");
        }
        limits.succeeded(attempt);
        session.data().put(HELD, token);
    }

    /** Whether a registration with this token could begin now. */
    public boolean valid(String token) {
        TokenRow row =
                wellFormed(token) ? database.read(tx -> RegistrationTokens.find(tx, token)) : null;
        return row != null && row.usable(clock.millis());
    }

    private static boolean wellFormed(String token) {
        return !token.isEmpty() && token.length() <= MAX_TOKEN && token.indexOf('\0') < 0;
    }

    /** Holds a use of the token for the session and notes it there in the same write. */
    private boolean hold(WriteTransaction tx, AuthSession session, String token) {
        InteractiveSessions.SessionRow stored = InteractiveSessions.find(tx, session.id());
        AuthSession held = stored == null ? AuthSession.of(session.row()) : AuthSession.of(stored);
        if (held.data().path(HELD).asText("").equals(token)) {
            return true;
        }
        TokenRow row = RegistrationTokens.find(tx, token);
        if (row == null || !row.usable(clock.millis())) {
            return false;
        }
        release(tx, held);
        RegistrationTokens.addPending(tx, token, 1);
        held.data().put(HELD, token);
        InteractiveSessions.put(tx, held.row());
        return true;
    }

    /** Gives back what a session holds, when it ends without an account. */
    static void release(WriteTransaction tx, AuthSession session) {
        JsonNode held = session.data().get(HELD);
        if (held != null) {
            RegistrationTokens.addPending(tx, held.asText(), -1);
        }
    }

    /** The token that a session holds, or null. */
    static @Nullable String held(AuthSession session) {
        return session.data().path(HELD).textValue();
    }

    /** Counts the use of a token that was held, when the account is made. */
    static void complete(WriteTransaction tx, @Nullable String held) {
        if (held != null) {
            RegistrationTokens.complete(tx, held);
        }
    }
}
