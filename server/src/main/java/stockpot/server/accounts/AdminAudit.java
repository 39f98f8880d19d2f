package stockpot.server.accounts;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.ports.Clock;
import stockpot.server.store.AdminActs;
import stockpot.server.store.AdminActs.ActRow;
import stockpot.server.store.Database;

/**
 * The book of what administrators did. Each act that changes something gets a row before it begins,
 * so that a stop of the server in its middle shows as an act without an end, and a line of the log
 * when it is over.
 */
public final class AdminAudit {
    private static final Logger log = System.getLogger(AdminAudit.class.getName());
    private static final int FAILED = 500;
    private static final int MAX_TEXT = 500;

    private final Database database;
    private final Clock clock;

    /** Notes acts in that database. */
    public AdminAudit(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * An act about to begin.
     *
     * @param actor a user id, or {@code system user NAME}
     * @param address where the request comes from, or null
     * @param name what is done, such as {@code PUT /_synapse/admin/v2/users/{userId}}
     * @param target whom or what it is done to, or null
     */
    public record Act(
            String actor, @Nullable String address, String name, @Nullable String target) {}

    /** What is known of an act when it is over. */
    public interface Details {
        /** What was asked for, without secrets, or null. */
        @Nullable String text();
    }

    /** Carried out and noted. */
    public interface Work<T> {
        /** Does it. */
        T run();
    }

    /**
     * Carries out an act and notes it, also where it is refused.
     *
     * @param status the HTTP status of what it gave
     */
    public <T> T noted(Act act, Details details, ToIntFunction<T> status, Work<T> work) {
        long id =
                database.write(tx ->
                        AdminActs.begin(
                                tx,
                                clock.millis(),
                                act.actor(),
                                act.address(),
                                act.name(),
                                act.target()));
        int outcome = FAILED;
        try {
            T done = work.run();
            outcome = status.applyAsInt(done);
            return done;
        } catch (MatrixException e) {
            outcome = e.status();
            throw e;
        } finally {
            end(id, act, details.text(), outcome);
        }
    }

    private void end(long id, Act act, @Nullable String detail, int status) {
        String text =
                detail != null && detail.length() > MAX_TEXT
                        ? detail.substring(0, MAX_TEXT) + "…"
                        : detail;
        log.log(
                Level.INFO,
                "admin: {0}: {1} on {2} {3}: {4}",
                act.actor(),
                act.name(),
                act.target() == null ? "-" : act.target(),
                text == null ? "" : text,
                String.valueOf(status));
        try {
            database.write(tx -> {
                AdminActs.end(tx, id, text, status);
                return true;
            });
        } catch (MatrixException e) {
            log.log(Level.ERROR, "admin: the end of act " + id + " could not be noted", e);
        }
    }

    /** The newest acts, newest first. */
    public List<ActRow> newest(int limit) {
        return database.read(tx -> AdminActs.newest(tx, limit));
    }
}
