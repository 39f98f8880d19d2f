package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What administrators did, newest kept. */
public final class AdminActs {
    /** Rows that are kept; the oldest go. The log has them all. */
    static final int MAX_ROWS = 100_000;

    private static final int BETWEEN_TRIMS = 1_000;

    private AdminActs() {}

    /**
     * An act.
     *
     * @param id rises with time
     * @param at milliseconds since the epoch
     * @param actor a user id, or {@code system user NAME}
     * @param address where the request came from, or null
     * @param act what was done
     * @param target whom or what it was done to, or null
     * @param detail what was asked for, without secrets, or null
     * @param status the HTTP status of the answer; null until it was given
     */
    public record ActRow(
            long id,
            long at,
            String actor,
            @Nullable String address,
            String act,
            @Nullable String target,
            @Nullable String detail,
            @Nullable Long status) {}

    /** Notes that an act begins; gives its id. */
    public static long begin(
            WriteTransaction tx,
            long at,
            String actor,
            @Nullable String address,
            String act,
            @Nullable String target) {
        Long last = tx.first("SELECT coalesce(max(nid), 0) FROM admin_acts", row -> row.number(1));
        long id = last == null ? 1 : last + 1;
        tx.update(
                "INSERT INTO admin_acts (nid, ts, actor, address, act, target)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                id,
                at,
                actor,
                address,
                act,
                target);
        if (id % BETWEEN_TRIMS == 0) {
            tx.update("DELETE FROM admin_acts WHERE nid <= ?", id - MAX_ROWS);
        }
        return id;
    }

    /** Notes how an act ended. */
    public static void end(WriteTransaction tx, long id, @Nullable String detail, int status) {
        tx.update("UPDATE admin_acts SET detail = ?, status = ? WHERE nid = ?", detail, status, id);
    }

    /** The newest acts, newest first. */
    public static List<ActRow> newest(Transaction tx, int limit) {
        return tx.list(
                "SELECT nid, ts, actor, address, act, target, detail, status FROM admin_acts"
                        + " ORDER BY nid DESC LIMIT ?",
                row ->
                        new ActRow(
                                row.number(1),
                                row.number(2),
                                row.text(3),
                                row.textOrNull(4),
                                row.text(5),
                                row.textOrNull(6),
                                row.textOrNull(7),
                                row.numberOrNull(8)),
                limit);
    }
}
