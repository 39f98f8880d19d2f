package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** How far people have been mailed what they missed. */
public final class MailDigests {
    private MailDigests() {}

    /**
     * A reader by mail.
     *
     * @param pushKey the address
     * @param pusher JSON as clients read it back
     */
    public record Reader(UserId user, String appId, String pushKey, String pusher) {}

    /** Position and time of the last letter. */
    public record Sent(long position, long at) {}

    /** Pushers of kind {@code email}, in the order of their users, behind {@code after}. */
    public static List<Reader> readers(Transaction tx, String after, int limit) {
        return tx.list(
                "SELECT user_id, app_id, push_key, pusher FROM pushers"
                        + " WHERE user_id > ? AND app_id = 'm.email'"
                        + " ORDER BY user_id, app_id, push_key LIMIT ?",
                row -> new Reader(new UserId(row.text(1)), row.text(2), row.text(3), row.text(4)),
                after,
                limit);
    }

    /** What a reader was last sent, or null. */
    public static @Nullable Sent find(Transaction tx, Reader reader) {
        return tx.first(
                "SELECT position, sent_ts FROM mail_digests"
                        + " WHERE user_id = ? AND app_id = ? AND push_key = ?",
                row -> new Sent(row.number(1), row.number(2)),
                reader.user().value(),
                reader.appId(),
                reader.pushKey());
    }

    /** Notes what a reader is sent. */
    public static void put(WriteTransaction tx, Reader reader, Sent sent) {
        tx.update(
                "INSERT INTO mail_digests (user_id, app_id, push_key, position, sent_ts)"
                        + " VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (user_id, app_id, push_key) DO UPDATE"
                        + " SET position = excluded.position, sent_ts = excluded.sent_ts",
                reader.user().value(),
                reader.appId(),
                reader.pushKey(),
                sent.position(),
                sent.at());
    }
}
