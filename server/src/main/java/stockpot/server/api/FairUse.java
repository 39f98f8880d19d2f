package stockpot.server.api;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;

/**
 * Bounds what one user can have running at once (threat R03): some requests run, some more wait for
 * them in order, the rest is refused. Long polls cost almost nothing and are counted apart.
 */
final class FairUse {
    /** Requests of one user that run at the same time. */
    static final int MOST_RUNNING = 32;

    /** Requests of one user that wait for those. */
    static final int MOST_QUEUED = 200;

    /** Long polls of one user. */
    static final int MOST_LONG_POLLS = 100;

    private static final Duration AFTER_A_WHILE = Duration.ofSeconds(1);

    private final ConcurrentHashMap<UserId, Share> shares = new ConcurrentHashMap<>();

    /**
     * Waits for a turn.
     *
     * @throws stockpot.server.matrix.error.MatrixException 429 when too many wait already; 503 when
     *     the time for the request ended in the queue
     */
    Turn begin(UserId user) {
        Share share =
                shares.compute(
                        user,
                        (id, known) -> {
                            Share of = known == null ? new Share() : known;
                            of.holders++;
                            return of;
                        });
        boolean entered = false;
        try {
            share.enter();
            entered = true;
            return new Turn(this, user, share);
        } finally {
            if (!entered) {
                release(user);
            }
        }
    }

    private void release(UserId user) {
        shares.computeIfPresent(user, (id, share) -> --share.holders == 0 ? null : share);
    }

    /** How many users have anything running. */
    int users() {
        return shares.size();
    }

    private static final class Share {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition freed = lock.newCondition();
        private int running;
        private int queued;
        private int longPolls;

        /** Changed only inside the map's own lock. */
        private int holders;

        void enter() {
            lock.lock();
            try {
                if (running >= MOST_RUNNING || queued > 0) {
                    await();
                }
                running++;
            } finally {
                lock.unlock();
            }
        }

        private void await() {
            if (queued >= MOST_QUEUED) {
                throw MatrixErrors.limitExceeded(AFTER_A_WHILE);
            }
            queued++;
            try {
                while (running >= MOST_RUNNING) {
                    freed.await();
                }
            } catch (InterruptedException e) {
                throw MatrixErrors.unavailable("The server is busy", AFTER_A_WHILE);
            } finally {
                queued--;
            }
        }

        void becomeLongPoll() {
            lock.lock();
            try {
                if (longPolls >= MOST_LONG_POLLS) {
                    throw MatrixErrors.limitExceeded(AFTER_A_WHILE);
                }
                longPolls++;
                running--;
                freed.signal();
            } finally {
                lock.unlock();
            }
        }

        void leave(boolean longPoll) {
            lock.lock();
            try {
                if (longPoll) {
                    longPolls--;
                } else {
                    running--;
                    freed.signal();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** A request that runs; used by its own thread only. */
    static final class Turn {
        private final FairUse fairUse;
        private final UserId user;
        private final Share share;
        private boolean longPoll;

        private Turn(FairUse fairUse, UserId user, Share share) {
            this.fairUse = fairUse;
            this.user = user;
            this.share = share;
        }

        void becomeLongPoll() {
            if (!longPoll) {
                share.becomeLongPoll();
                longPoll = true;
            }
        }

        void end() {
            share.leave(longPoll);
            fairUse.release(user);
        }
    }
}
