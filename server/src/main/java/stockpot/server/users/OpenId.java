package stockpot.server.users;

import java.time.Duration;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.OpenIdTokens;

/** Tokens by which users prove to third parties who they are. Client-Server API, "OpenID". */
public final class OpenId {
    /** How long a token is good. */
    public static final Duration LIFETIME = Duration.ofHours(1);

    private static final int MAX_TOKEN = 256;

    private final Database database;
    private final Clock clock;
    private final Secrets secrets;

    /** Tokens in this database. */
    public OpenId(Database database, Clock clock, Secrets secrets) {
        this.database = database;
        this.clock = clock;
        this.secrets = secrets;
    }

    /** A new token of a user. */
    public String issue(UserId user) {
        String token = secrets.token("");
        long now = clock.millis();
        database.write(tx -> {
            long end = now + LIFETIME.toMillis();
            OpenIdTokens.insert(tx, Secrets.hash(token), user, end, now);
            return true;
        });
        return token;
    }

    /**
     * Whose token it is.
     *
     * @throws stockpot.server.matrix.error.MatrixException 401 {@code M_UNKNOWN_TOKEN}
     */
    public UserId owner(String token) {
        byte[] hash = Secrets.hash(token);
        UserId user =
                token.length() > MAX_TOKEN
                        ? null
                        : database.read(tx -> OpenIdTokens.find(tx, hash, clock.millis()));
        if (user == null) {
            throw MatrixErrors.of(401, "M_UNKNOWN_TOKEN", "Access token unknown or expired");
        }
        return user;
    }
}
