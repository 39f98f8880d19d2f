package stockpot.server.users;

import java.util.List;
import stockpot.server.config.MailAddress;
import stockpot.server.config.ThirdPartyConfig;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.MailValidations.ValidationRow;
import stockpot.server.store.Pushers;
import stockpot.server.store.ThreePids;
import stockpot.server.store.ThreePids.ThreePidRow;

/** The addresses of accounts. Client-Server API, "Adding Account Administrative Contact …". */
public final class MailAddresses {
    /** Addresses of one account. */
    static final int MAX_ADDRESSES = 20;

    private final Database database;
    private final Clock clock;
    private final MailValidation validation;
    private final ThirdPartyConfig config;

    /** Addresses in this database. */
    public MailAddresses(
            Database database, Clock clock, MailValidation validation, ThirdPartyConfig config) {
        this.database = database;
        this.clock = clock;
        this.validation = validation;
        this.config = config;
    }

    /** The addresses of a user. */
    public List<ThreePidRow> of(UserId user) {
        return database.read(tx -> ThreePids.ofUser(tx, user));
    }

    /**
     * Lets people go on where they may change their addresses.
     *
     * @throws stockpot.server.matrix.error.MatrixException 403
     */
    public void requireChanges() {
        if (!config.changes()) {
            throw MatrixErrors.forbidden("3PID changes are disabled on this server");
        }
    }

    /**
     * Adds the address of a confirmed session.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 {@code M_THREEPID_AUTH_FAILED},
     *     {@code M_THREEPID_IN_USE}, 413 for one too many
     */
    public void add(UserId user, String sid, String clientSecret) {
        ValidationRow row = validation.validated(sid, clientSecret, MailValidation.Purpose.ADD);
        UserId asked = row.user();
        if (asked != null && !asked.equals(user)) {
            throw MatrixErrors.of(
                    400, "M_THREEPID_AUTH_FAILED", "The session is that of another user");
        }
        Long confirmed = row.validatedAt();
        long now = clock.millis();
        ThreePidRow address =
                new ThreePidRow(
                        user,
                        MailValidation.MEDIUM,
                        row.address(),
                        confirmed == null ? now : confirmed,
                        now);
        database.write(tx -> {
            MailValidation.consume(tx, sid);
            if (ThreePids.ofUser(tx, user).size() >= MAX_ADDRESSES) {
                throw MatrixErrors.tooLarge(
                        "an account has at most " + MAX_ADDRESSES + " addresses");
            }
            if (!ThreePids.insert(tx, address)) {
                throw MatrixErrors.of(400, "M_THREEPID_IN_USE", "Email is already in use");
            }
            return true;
        });
    }

    /** Removes an address, with the mail that goes there. */
    public void delete(UserId user, String medium, String address) {
        requireChanges();
        String folded = folded(medium, address);
        database.write(tx -> {
            ThreePids.delete(tx, user, medium, folded);
            Pushers.delete(tx, user, Newcomers.MAIL_APP, folded);
            return true;
        });
    }

    private static String folded(String medium, String address) {
        if (!medium.equals(MailValidation.MEDIUM) && !medium.equals("msisdn")) {
            throw MatrixErrors.invalidParam("'medium' must be email or msisdn");
        }
        String folded = MailAddress.fold(address);
        return folded != null ? folded : address;
    }
}
