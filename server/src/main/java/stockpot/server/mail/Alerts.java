package stockpot.server.mail;

import java.util.Map;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.MailAlerts;
import stockpot.server.store.QueuedMails.MailRow;

/**
 * Tells the operator of troubles: one letter when a condition begins and one when it is over,
 * however often it is reported in between and across restarts.
 */
public final class Alerts {
    private final Database database;
    private final Letters letters;
    private final Clock clock;
    private final String address;

    /** Alerts to that address. */
    public Alerts(Database database, Letters letters, Clock clock, String address) {
        this.database = database;
        this.letters = letters;
        this.clock = clock;
        this.address = address;
    }

    /**
     * A trouble is there.
     *
     * @param condition its name, which ends it too, such as {@code disk}
     * @param what a sentence for the operator
     * @return whether it is news
     */
    public boolean begin(String condition, String what) {
        MailRow letter = letter("alert", condition, what);
        return database.write(tx -> {
            boolean fresh = MailAlerts.begin(tx, condition, clock.millis());
            if (fresh) {
                letters.post(tx, letter);
            }
            return fresh;
        });
    }

    /** A trouble is over; nothing happens where there was none. */
    public boolean end(String condition, String what) {
        MailRow letter = letter("alert_over", condition, what);
        return database.write(tx -> {
            boolean over = MailAlerts.end(tx, condition);
            if (over) {
                letters.post(tx, letter);
            }
            return over;
        });
    }

    private MailRow letter(String template, String condition, String what) {
        return letters.write(
                Letters.Order.of(
                        template,
                        address,
                        letters.language(null),
                        Map.of("condition", condition, "what", what)));
    }
}
