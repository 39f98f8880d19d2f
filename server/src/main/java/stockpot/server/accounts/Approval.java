package stockpot.server.accounts;

import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.mail.Letters;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.AwaitingApproval;
import stockpot.server.store.AwaitingApproval.ApprovalRow;
import stockpot.server.store.Database;
import stockpot.server.store.QueuedMails.MailRow;
import stockpot.server.store.ThreePids;
import stockpot.server.users.Secrets;

/**
 * Letting new accounts in ({@code registration_needs_approval}): by an administrator, or by the
 * link in the letter to the operator.
 */
public final class Approval {
    private static final int MAX_LISTED = 1_000;

    private final Database database;
    private final Deactivation deactivation;
    private final @Nullable Letters letters;

    /** Approval on one server; nobody hears of it by mail where {@code letters} is null. */
    public Approval(Database database, Deactivation deactivation, @Nullable Letters letters) {
        this.database = database;
        this.deactivation = deactivation;
        this.letters = letters;
    }

    /** Accounts that wait, longest first, at most {@value #MAX_LISTED}. */
    public List<ApprovalRow> waiting() {
        return database.read(tx -> AwaitingApproval.all(tx, MAX_LISTED));
    }

    /** Whether the account may be used; one that there is not counts as let in. */
    public boolean approved(UserId user) {
        return database.read(tx -> AwaitingApproval.find(tx, user)) == null;
    }

    /** Lets an account in and tells its owner; false if it did not wait. */
    public boolean approve(UserId user) {
        MailRow letter = letter(user);
        Letters mail = letters;
        return database.write(tx -> {
            boolean waited = AwaitingApproval.delete(tx, user);
            if (waited && mail != null && letter != null) {
                mail.post(tx, letter);
            }
            return waited;
        });
    }

    /** Closes an account that waits, for good; false if it did not wait. */
    public boolean refuse(UserId user) {
        if (approved(user)) {
            return false;
        }
        deactivation.deactivate(user, false);
        return database.write(tx -> AwaitingApproval.delete(tx, user));
    }

    /** Whether a token is the one in the letter about an account that waits. */
    public boolean knows(UserId user, String token) {
        ApprovalRow row = database.read(tx -> AwaitingApproval.find(tx, user));
        return row != null && MessageDigest.isEqual(row.tokenHash(), Secrets.hash(token));
    }

    private @Nullable MailRow letter(UserId user) {
        Letters mail = letters;
        if (mail == null) {
            return null;
        }
        return database.read(tx -> ThreePids.ofUser(tx, user)).stream()
                .filter(row -> row.medium().equals("email"))
                .findFirst()
                .map(row ->
                        mail.write(
                                Letters.Order.of(
                                        "approved",
                                        row.address(),
                                        mail.language(null),
                                        Map.of("user", user.value()))))
                .orElse(null);
    }
}
