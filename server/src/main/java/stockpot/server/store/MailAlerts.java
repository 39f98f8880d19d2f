package stockpot.server.store;

/** Troubles that the operator has been told of and that are not over. */
public final class MailAlerts {
    private MailAlerts() {}

    /** Notes that a trouble began; false if it is known. */
    public static boolean begin(WriteTransaction tx, String condition, long now) {
        return tx.update(
                        "INSERT INTO mail_alerts (condition_name, since_ts) VALUES (?, ?)"
                                + " ON CONFLICT (condition_name) DO NOTHING",
                        condition,
                        now)
                > 0;
    }

    /** Notes that a trouble is over; false if there was none. */
    public static boolean end(WriteTransaction tx, String condition) {
        return tx.update("DELETE FROM mail_alerts WHERE condition_name = ?", condition) > 0;
    }
}
