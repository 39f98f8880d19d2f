package stockpot.server.mail;

import io.prometheus.client.Collector;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stockpot.server.mail.Relay.Outcome;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.ports.Ports;
import stockpot.server.store.Database;
import stockpot.server.store.QueuedMails;
import stockpot.server.store.QueuedMails.MailRow;
import stockpot.server.store.WriteTransaction;

/**
 * The queue of letters, kept in the database, and the one thread that empties it. A letter is
 * deleted after the relay has taken it, so none is lost; it is tried again, with the same {@code
 * Message-ID}, when the relay's last answer was. While the relay is away all wait together, and
 * what has waited a day is given up (fault F25).
 */
public final class MailQueue implements AutoCloseable {
    /** Letters that wait at once; more are refused before anything is promised. */
    public static final int MAX_LETTERS = 10_000;

    /** How long a letter may wait. */
    static final Duration KEEP = Duration.ofHours(24);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration LONGEST_LETTER_PAUSE = Duration.ofHours(1);
    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration LAST_LETTER = Duration.ofSeconds(3);
    private static final int BATCH = 50;
    private static final Logger log = System.getLogger(MailQueue.class.getName());

    private final Database database;
    private final Ports ports;
    private final Relay relay;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final AtomicLong waiting = new AtomicLong();
    private final MailMetrics metrics = new MailMetrics(waiting::get);
    private boolean awake;
    private boolean closed;
    private boolean ended;
    private int failures;
    private @Nullable Thread sender;

    /** A queue in this database, emptied into that relay. */
    public MailQueue(Database database, Ports ports, Relay relay) {
        this.database = database;
        this.ports = ports;
        this.relay = relay;
    }

    /** Starts to send what waits. */
    public void start() {
        waiting.set(database.read(QueuedMails::count));
        sender = ports.threads().start("mail", this::run);
    }

    /** How many wait, and what became of the others. */
    public Collector metrics() {
        return metrics;
    }

    /**
     * Whether one more letter may be promised; asked before it is known to whom, so that the answer
     * tells nothing.
     *
     * @throws MatrixException 503 when too many wait
     */
    public void requireRoom() {
        if (waiting.get() >= MAX_LETTERS) {
            metrics.count("turned_away");
            throw MatrixErrors.unavailable("Too many letters wait to be sent", LONGEST_PAUSE);
        }
    }

    /**
     * Adds a letter, as part of the write that it tells of; when the queue is full it is left out.
     */
    public void add(WriteTransaction tx, MailRow letter) {
        if (waiting.get() >= MAX_LETTERS) {
            tx.afterCommit(() -> metrics.count("turned_away"));
            return;
        }
        if (QueuedMails.insert(tx, letter)) {
            tx.afterCommit(() -> {
                waiting.incrementAndGet();
                wake();
            });
        }
    }

    private void wake() {
        lock.lock();
        try {
            awake = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (!isClosed()) {
                pause(round());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.lock();
            try {
                ended = true;
                news.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** One round; gives how long to rest after it. A letter that is added ends the rest. */
    private Duration round() {
        try {
            giveUp();
            List<MailRow> due =
                    database.read(tx -> QueuedMails.due(tx, ports.clock().millis(), BATCH));
            if (!due.isEmpty() && !send(due)) {
                return backOff();
            }
            failures = 0;
            Long next = database.read(QueuedMails::nextDue);
            long wait = next == null ? IDLE.toMillis() : next - ports.clock().millis();
            return Duration.ofMillis(Math.clamp(wait, 0, IDLE.toMillis()));
        } catch (MatrixException e) { // the database is away; it says so itself
            return backOff();
        }
    }

    /** Longer with each failure, and by chance not the same for all servers of a relay. */
    private Duration backOff() {
        failures = Math.min(failures + 1, 30);
        long longest = LONGEST_PAUSE.toMillis();
        long pause = Math.min(longest, FIRST_PAUSE.toMillis() << Math.min(failures - 1, 10));
        return Duration.ofMillis(pause - ports.chance().below((int) (pause / 4)));
    }

    private void pause(Duration rest) throws InterruptedException {
        lock.lock();
        try {
            // News do not shorten a back-off: the relay is no nearer for a further letter.
            long end = ports.clock().nanos() + rest.toNanos();
            while (!closed && !(awake && failures == 0)) {
                long left = end - ports.clock().nanos();
                if (left <= 0) {
                    break;
                }
                ports.waiting().await(lock, news, Duration.ofNanos(left));
            }
            awake = false;
        } finally {
            lock.unlock();
        }
    }

    /** Sends one letter after another; false when the line cannot be had or broke. */
    private boolean send(List<MailRow> due) {
        try (Relay.Line line = relay.open()) {
            for (MailRow letter : due) {
                if (isClosed()) {
                    return true;
                }
                settle(letter, line.send(letter));
            }
            return true;
        } catch (IOException e) {
            metrics.count("line_failed");
            log.log(Level.WARNING, "mail waits: {0}", e.getMessage());
            return false;
        }
    }

    private void settle(MailRow letter, Outcome outcome) {
        switch (outcome) {
            case Outcome.Taken _ -> remove(letter, "sent");
            case Outcome.Refused refused -> {
                log.log(
                        Level.WARNING,
                        "the mail relay refuses {0}: {1}",
                        letter.messageId(),
                        refused.reason());
                remove(letter, "refused");
            }
            case Outcome.Later later -> {
                log.log(
                        Level.INFO,
                        "the mail relay puts off {0}: {1}",
                        letter.messageId(),
                        later.reason());
                metrics.count("postponed");
                long next = ports.clock().millis() + pauseOf(letter.attempts());
                database.write(tx -> {
                    QueuedMails.postpone(tx, letter.messageId(), next);
                    return true;
                });
            }
        }
    }

    private static long pauseOf(long attempts) {
        long first = Duration.ofMinutes(1).toMillis();
        return Math.min(LONGEST_LETTER_PAUSE.toMillis(), first << Math.min(attempts, 10));
    }

    private void remove(MailRow letter, String outcome) {
        boolean gone = database.write(tx -> QueuedMails.delete(tx, letter.messageId()));
        if (gone) {
            waiting.decrementAndGet();
        }
        metrics.count(outcome);
    }

    private void giveUp() {
        long before = ports.clock().millis() - KEEP.toMillis();
        Long oldest = waiting.get() == 0 ? null : database.read(QueuedMails::oldest);
        if (oldest == null || oldest >= before) {
            return;
        }
        int gone = database.write(tx -> QueuedMails.deleteBefore(tx, before));
        if (gone > 0) {
            waiting.addAndGet(-gone);
            metrics.count("given_up", gone);
            log.log(Level.ERROR, "{0} letters were given up after a day without a relay", gone);
        }
    }

    /**
     * Ends the sending; what waits goes after the next start. The letter under way may end first,
     * since to cut it off would send it twice.
     */
    @Override
    public void close() {
        Thread running = sender;
        if (running == null) {
            return;
        }
        lock.lock();
        try {
            closed = true;
            news.signalAll();
            long end = ports.clock().nanos() + LAST_LETTER.toNanos();
            long left = LAST_LETTER.toNanos();
            while (!ended && left > 0) {
                ports.waiting().await(lock, news, Duration.ofNanos(left));
                left = end - ports.clock().nanos();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        running.interrupt();
    }
}
