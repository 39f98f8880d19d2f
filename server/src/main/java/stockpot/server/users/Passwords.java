package stockpot.server.users;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Waiting;

/**
 * Hashing within the server: few at once, since each costs memory and a processor, a bounded queue
 * behind, and equal work whether there is a hash to compare with or not (threat C03).
 */
public final class Passwords {
    private static final int MAX_WAITING = 64;
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final PasswordHash hashing;
    private final Clock clock;
    private final Waiting waiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition free = lock.newCondition();
    private int slots;
    private int queued;
    private volatile @Nullable String dummy;

    /**
     * Hashing of one server.
     *
     * @param atOnce how many hashes may be computed at the same time
     */
    public Passwords(PasswordHash hashing, Clock clock, Waiting waiting, int atOnce) {
        this.hashing = hashing;
        this.clock = clock;
        this.waiting = waiting;
        this.slots = atOnce;
    }

    /**
     * Hashes a new password.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 if it is empty or too long, 429
     */
    public String hash(String password) {
        if (password.isEmpty()) {
            throw MatrixErrors.of(400, "M_WEAK_PASSWORD", "the password must not be empty");
        }
        if (PasswordHash.tooLong(password)) {
            throw MatrixErrors.invalidParam(
                    "a password has at most " + PasswordHash.MAX_BYTES + " bytes");
        }
        return inTurn(() -> hashing.hash(password));
    }

    /** Whether the password is right; with no stored hash the same work ends in false. */
    public boolean verify(String password, @Nullable String stored) {
        String hash = stored == null || stored.isEmpty() ? dummy() : stored;
        boolean right = inTurn(() -> hashing.verify(password, hash));
        return right && stored != null && !stored.isEmpty();
    }

    /** Whether a stored hash should be replaced at the next login. */
    boolean outdated(String stored) {
        return hashing.outdated(stored);
    }

    private String dummy() {
        String hash = dummy;
        if (hash == null) {
            hash = inTurn(() -> hashing.hash("nobody"));
            dummy = hash;
        }
        return hash;
    }

    private <T> T inTurn(Supplier<T> work) {
        enter();
        try {
            return work.get();
        } finally {
            leave();
        }
    }

    private void enter() {
        lock.lock();
        try {
            if (slots == 0) {
                awaitSlot();
            }
            slots--;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MatrixErrors.unavailable("the server is stopping", RETRY_AFTER);
        } finally {
            lock.unlock();
        }
    }

    private void awaitSlot() throws InterruptedException {
        if (queued >= MAX_WAITING) {
            throw MatrixErrors.limitExceeded(RETRY_AFTER);
        }
        long end = clock.nanos() + MAX_WAIT.toNanos();
        queued++;
        try {
            while (slots == 0) {
                long left = end - clock.nanos();
                if (left <= 0 || !waiting.await(lock, free, Duration.ofNanos(left))) {
                    throw MatrixErrors.limitExceeded(RETRY_AFTER);
                }
            }
        } finally {
            queued--;
        }
    }

    private void leave() {
        lock.lock();
        try {
            slots++;
            free.signal();
        } finally {
            lock.unlock();
        }
    }
}
