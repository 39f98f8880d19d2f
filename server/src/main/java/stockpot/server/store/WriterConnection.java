package stockpot.server.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stockpot.server.ports.Clock;

/**
 * The one connection that writes. When it breaks it is opened anew for a later batch, as {@link
 * Reconnects} allows. A batch whose commit had no clear answer is looked up by its number before
 * anything else is written, so that it is neither lost to the caches nor done twice.
 */
final class WriterConnection {
    /** A commit that failed after a longer time is looked up later, since its caller has waited. */
    static final Duration SOON = Duration.ofSeconds(2);

    private static final Logger log = System.getLogger(WriterConnection.class.getName());

    private final Dialect dialect;
    private final StorageSteps steps;
    private final StateRows stateRows;
    private final Clock clock;
    private final Commits commits;
    private final Reconnects reconnects;
    private @Nullable Session session;
    private @Nullable Batch unclear;
    private long committedBatch;

    WriterConnection(
            Session session, Dialect dialect, StoragePorts ports, Commits commits, long batch) {
        this.session = session;
        this.dialect = dialect;
        this.stateRows = session.stateRows();
        this.steps = ports.steps();
        this.clock = ports.clock();
        this.reconnects = new Reconnects(ports.clock());
        this.commits = commits;
        this.committedBatch = batch;
    }

    /** Begins a batch on a good connection. */
    Batch begin() {
        Session current = session;
        if (current == null) {
            current = reopen();
        }
        try {
            return begin(current);
        } catch (SQLException e) {
            throw rolledBack(current.failed("BEGIN", e));
        } catch (RuntimeException e) {
            throw rolledBack(e);
        }
    }

    /** Commits the batch; when this returns normally it is durable. */
    void commit(Batch batch) {
        Session current = open();
        try {
            batch.seal();
            steps.before(StorageSteps.Step.COMMIT);
        } catch (RuntimeException e) {
            throw rolledBack(e);
        }
        long began = clock.nanos();
        try {
            dialect.commit(current);
            steps.before(StorageSteps.Step.COMMITTED);
        } catch (SQLException | RuntimeException e) {
            settle(batch, e, clock.nanos() - began < SOON.toNanos());
        }
        committedBatch = batch.number();
    }

    /** Undoes what the batch has done so far; gives the failure back to be thrown. */
    RuntimeException rolledBack(RuntimeException failure) {
        Session current = open();
        boolean lost = failure instanceof StorageTrouble trouble && trouble.connectionLost();
        try {
            if (!lost) {
                dialect.rollback(current);
                current.forgetFailure();
            }
        } catch (SQLException e) {
            lost = true;
        }
        if (lost) {
            close();
            reconnects.failed();
        }
        return failure;
    }

    /** The first failure of a statement in this batch, also when the write has swallowed it. */
    @Nullable RuntimeException failure() {
        return open().failure();
    }

    void close() {
        Session current = session;
        session = null;
        if (current != null) {
            current.close();
        }
    }

    private Batch begin(Session current) throws SQLException {
        steps.before(StorageSteps.Step.BATCH);
        dialect.begin(current, Dialect.Role.WRITER);
        long[] head = head(current);
        if (unclear != null) {
            resolve(unclear, head);
        }
        if (head[1] < committedBatch) {
            reportLostTail(head);
        }
        committedBatch = head[1];
        return new Batch(current, head[1] + 1, Math.max(head[0], commits.position()));
    }

    private long[] head(Session current) {
        long[] head =
                current.first(
                        dialect.selectHead(), row -> new long[] {row.number(1), row.number(2)});
        if (head == null) {
            throw new StoreException("The table log_head is empty: the database is damaged");
        }
        return head;
    }

    /** The commit of a batch ended without a clear answer: ask, or refuse. */
    private void settle(Batch batch, Exception failure, boolean soon) {
        log.log(Level.WARNING, "a commit failed: {0}", failure.getMessage());
        close();
        unclear = batch;
        if (!soon) {
            reconnects.failed();
            throw new StorageTrouble("the commit has no answer", true, failure);
        }
        Session current = reopen();
        try {
            dialect.begin(current, Dialect.Role.WRITER);
            boolean done = head(current)[1] == batch.number();
            dialect.rollback(current);
            unclear = null;
            if (!done) {
                throw new StorageTrouble("the commit failed", false, failure);
            }
        } catch (SQLException e) {
            throw rolledBack(current.failed("BEGIN", e));
        }
    }

    /** Called with the head as found after the connection came back. */
    private void resolve(Batch batch, long[] head) {
        unclear = null;
        if (head[1] == batch.number()) {
            log.log(Level.INFO, "batch {0} was committed after all", batch.number());
            committedBatch = batch.number();
            commits.publish(batch);
        }
    }

    private void reportLostTail(long[] head) {
        log.log(
                Level.ERROR,
                "the database is behind what was acknowledged: batch {0} was committed, but it"
                        + " stands at {1}. It was restored or failed over to a copy that missed the"
                        + " last changes. Positions go on above {2}.",
                committedBatch,
                head[1],
                commits.position());
    }

    private Session open() {
        Session current = session;
        if (current == null) {
            throw new StorageTrouble("no connection", true, null);
        }
        return current;
    }

    private Session reopen() {
        reconnects.begin();
        try {
            Session opened =
                    new Session(dialect.open(Dialect.Role.WRITER), dialect, steps, stateRows);
            session = opened;
            reconnects.succeeded();
            return opened;
        } catch (SQLException | StoreException e) {
            reconnects.failed();
            throw new StorageTrouble("cannot connect: " + e.getMessage(), true, e);
        }
    }
}
