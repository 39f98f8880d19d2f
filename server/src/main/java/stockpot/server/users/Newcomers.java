package stockpot.server.users;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.RegistrationDoors;
import stockpot.server.mail.Letters;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Clock;
import stockpot.server.store.AwaitingApproval;
import stockpot.server.store.Database;
import stockpot.server.store.Pushers;
import stockpot.server.store.ThreePids;
import stockpot.server.store.WriteTransaction;

/** What a new account gets beside its name: its proved address, and a place in the queue. */
public final class Newcomers {
    /** The app of pushers that are mail. */
    public static final String MAIL_APP = "m.email";

    private final RegistrationDoors doors;
    private final Clock clock;
    private final Secrets secrets;
    private final @Nullable Letters letters;

    /** By these doors; {@code letters} is null where no mail is sent. */
    public Newcomers(
            RegistrationDoors doors, Clock clock, Secrets secrets, @Nullable Letters letters) {
        this.doors = doors;
        this.clock = clock;
        this.secrets = secrets;
        this.letters = letters;
    }

    RegistrationDoors doors() {
        return doors;
    }

    boolean mail() {
        return letters != null;
    }

    /**
     * What is stored with a new account, prepared outside of the write.
     *
     * @param held the address that was proved, or null
     */
    Consumer prepare(UserId user, MailStage.@Nullable Held held) {
        String token = secrets.token("");
        Letters mail = letters;
        String admin = mail == null ? null : mail.config().alertAddress();
        var letter =
                mail == null || admin == null || !doors.approval()
                        ? null
                        : mail.write(
                                Letters.Order.of(
                                        "approval",
                                        admin,
                                        mail.language(null),
                                        Map.of(
                                                "user",
                                                user.value(),
                                                "link",
                                                link(mail, user, token))));
        return tx -> {
            if (held != null) {
                address(tx, user, held);
            }
            if (doors.approval()) {
                AwaitingApproval.insert(
                        tx,
                        new AwaitingApproval.ApprovalRow(
                                user, clock.millis(), Secrets.hash(token)));
            }
            if (mail != null && letter != null) {
                mail.post(tx, letter);
            }
        };
    }

    private static String link(Letters mail, UserId user, String token) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("user", user.value());
        query.put("token", token);
        return mail.link("approve", query);
    }

    /** A part of a write. */
    @FunctionalInterface
    interface Consumer {
        void accept(WriteTransaction tx);
    }

    private void address(WriteTransaction tx, UserId user, MailStage.Held held) {
        MailValidation.consume(tx, held.sid());
        long now = clock.millis();
        boolean free =
                ThreePids.insert(
                        tx,
                        new ThreePids.ThreePidRow(
                                user, MailValidation.MEDIUM, held.address(), now, now));
        if (!free) {
            throw MatrixErrors.of(400, "M_THREEPID_IN_USE", "Email is already in use");
        }
        Letters mail = letters;
        if (mail != null && mail.config().notifications() && mail.config().notifyNewUsers()) {
            Pushers.put(
                    tx,
                    new Pushers.PusherRow(
                            user, MAIL_APP, held.address(), null, pusher(held.address())));
        }
    }

    private static String pusher(String address) {
        var pusher =
                Json.object()
                        .put("app_display_name", "Email Notifications")
                        .put("device_display_name", address)
                        .put("lang", "en")
                        .put("app_id", MAIL_APP)
                        .put("pushkey", address)
                        .put("kind", "email");
        pusher.putObject("data");
        return Json.text(pusher);
    }

    /**
     * Lets only those go on who have been let in.
     *
     * @throws MatrixException 403 {@code M_USER_AWAITING_APPROVAL} (NOTSPEC: MSC3866)
     */
    static void requireLetIn(Database database, UserId user) {
        if (database.read(tx -> AwaitingApproval.find(tx, user)) != null) {
            throw waiting();
        }
    }

    /** The answer to those who wait. */
    static MatrixException waiting() {
        return MatrixErrors.of(
                403,
                "M_USER_AWAITING_APPROVAL",
                "This account waits until an administrator lets it in");
    }
}
