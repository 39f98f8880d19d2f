package stockpot.server.accounts;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Threads;
import stockpot.server.ports.Waiting;
import stockpot.server.store.Database;
import stockpot.server.store.DirectoryAccounts;
import stockpot.server.store.DirectoryAccounts.DirectoryRow;
import stockpot.server.users.Directory;
import stockpot.server.users.DirectoryEntry;

/**
 * Goes through all accounts that belong to entries, at the start and then at an interval. A round
 * that meets silence ends and changes nothing; one that misses most people at once is not believed,
 * since a base DN that was mistyped looks like that.
 */
public final class DirectoryRounds implements AutoCloseable {
    private static final Logger log = System.getLogger(DirectoryRounds.class.getName());
    private static final int PAGE = 100;

    /** From so many accounts on, a loss of more than half of them is not believed. */
    private static final int ENOUGH_TO_DOUBT = 10;

    private final Database database;
    private final Directory directory;
    private final DirectoryFollowing following;
    private final Duration interval;
    private final Waiting waiting;
    private final Threads threads;
    private volatile boolean stopped;

    /** Somebody who may not come in any more; null where there is no entry at all. */
    private record Loss(UserId user, @Nullable DirectoryEntry entry) {}

    /** Rounds at that interval; there are none where it is zero. */
    public DirectoryRounds(
            Database database,
            Directory directory,
            DirectoryFollowing following,
            Duration interval,
            Waiting waiting,
            Threads threads) {
        this.database = database;
        this.directory = directory;
        this.following = following;
        this.interval = interval;
        this.waiting = waiting;
        this.threads = threads;
    }

    /** Starts the thread. */
    public void start() {
        if (!interval.isZero()) {
            threads.start("directory", this::run);
        }
    }

    private void run() {
        try {
            while (!stopped) {
                try {
                    round();
                } catch (MatrixException e) {
                    log.log(Level.DEBUG, "the round ends early: {0}", e.getMessage());
                } catch (RuntimeException e) {
                    log.log(Level.ERROR, "the round of the directory failed", e);
                }
                waiting.sleep(interval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server is stopping
        }
    }

    /**
     * One round through all accounts.
     *
     * @throws MatrixException 503 where the directory, or the database, does not answer
     */
    public void round() {
        int seen = 0;
        List<Loss> losses = new ArrayList<>();
        String after = "";
        List<DirectoryRow> page;
        do {
            String from = after;
            page = database.read(tx -> DirectoryAccounts.page(tx, from, PAGE));
            for (DirectoryRow row : page) {
                if (stopped) {
                    return;
                }
                seen++;
                after = row.user().value();
                Loss loss = look(row);
                if (loss != null) {
                    losses.add(loss);
                }
            }
        } while (page.size() == PAGE);
        lock(losses, seen);
    }

    /** Follows the entry; what would lock an account that was open is left to the end. */
    private @Nullable Loss look(DirectoryRow row) {
        return switch (directory.find(row.user().localpart())) {
            case Directory.Looked.Found(DirectoryEntry entry) -> {
                if (!entry.welcome() && !row.missing()) {
                    yield new Loss(row.user(), entry);
                }
                following.follow(row.user(), entry);
                yield null;
            }
            case Directory.Looked.Missing() -> row.missing() ? null : new Loss(row.user(), null);
            case Directory.Looked.Unclear() -> null;
        };
    }

    private void lock(List<Loss> losses, int seen) {
        if (seen >= ENOUGH_TO_DOUBT && 2 * losses.size() > seen) {
            log.log(
                    Level.ERROR,
                    "{0} of {1} people may not come in any more, says the directory: nobody is"
                            + " locked; check ldap.base, ldap.filter, ldap.groups and what"
                            + " ldap.bind_dn may read",
                    losses.size(),
                    seen);
            return;
        }
        for (Loss loss : losses) {
            if (loss.entry == null) {
                following.gone(loss.user);
            } else {
                following.follow(loss.user, loss.entry);
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
