package stockpot.server.api;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Waiting;

/**
 * The clean stop (fault F04): new requests are refused, running ones end, long polls are woken and
 * answer with what they have.
 */
public final class Drain {
    private static final Duration ROUND = Duration.ofMillis(20);

    private final Clock clock;
    private final Waiting waiting;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong begun = new AtomicLong();
    private final List<Runnable> wakers = new CopyOnWriteArrayList<>();
    private volatile boolean draining;

    public Drain(Clock clock, Waiting waiting) {
        this.clock = clock;
        this.waiting = waiting;
    }

    /** Whether the server is stopping; whoever waits for something then answers at once. */
    public boolean draining() {
        return draining;
    }

    /** Registers what wakes those who wait, so that they ask {@link #draining()} again. */
    public void onDrain(Runnable wake) {
        wakers.add(wake);
    }

    /** Counts a request; false when no new ones are taken. */
    boolean begin() {
        running.incrementAndGet();
        begun.incrementAndGet();
        if (draining) {
            running.decrementAndGet();
            return false;
        }
        return true;
    }

    /** How many requests have begun since the start. */
    public long begun() {
        return begun.get();
    }

    void end() {
        running.decrementAndGet();
    }

    /**
     * Stops taking requests and waits for those that run.
     *
     * @return whether all ended in time
     * @throws InterruptedException when the thread is told to stop
     */
    public boolean drain(Duration limit) throws InterruptedException {
        draining = true;
        long until = clock.nanos() + limit.toNanos();
        while (running.get() > 0) {
            for (Runnable waker : wakers) {
                waker.run();
            }
            if (clock.nanos() - until >= 0) {
                return false;
            }
            waiting.sleep(ROUND);
        }
        return true;
    }
}
