package stockpot.server.e2ee;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.store.AccountOptions;
import stockpot.server.store.CrossSigningKeys;
import stockpot.server.store.Database;
import stockpot.server.store.WriteTransaction;

/**
 * Leave to replace the master cross-signing key once without user-interactive authentication, which
 * an administrator gives to somebody who cannot prove anything any more.
 */
public final class KeyReplacement {
    /** How long such a leave lasts. */
    static final Duration PERIOD = Duration.ofMinutes(10);

    private final Database database;
    private final Clock clock;

    /** Leave on keys in that database. */
    public KeyReplacement(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Gives leave.
     *
     * @return when it ends, in milliseconds since the epoch, or null if the user has no master key
     */
    public @Nullable Long allow(UserId user) {
        long until = clock.millis() + PERIOD.toMillis();
        return database.write(tx -> {
            if (CrossSigningKeys.find(tx, user, CrossSigning.MASTER) == null) {
                return null;
            }
            AccountOptions.allowKeyReplacement(tx, user, until);
            return until;
        });
    }

    /** Whether a user has leave now. */
    public boolean isAllowed(UserId user) {
        Long until = database.read(tx -> AccountOptions.keyReplacement(tx, user));
        return until != null && until > clock.millis();
    }

    /** Ends the leave, as part of the write that used it. */
    public void used(WriteTransaction tx, UserId user) {
        AccountOptions.endKeyReplacement(tx, user);
    }
}
