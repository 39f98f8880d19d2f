package stockpot.server.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * The loop: runs one ready task after another in an order that the seed gives, and moves the
 * virtual clock to the next timer when nothing is ready. All on the thread that calls {@link #run};
 * virtual time stands while code runs.
 */
public final class Simulation {
    /** Tasks in one run; more means that it never comes to rest. */
    public static final int MAX_STEPS = 2_000_000;

    /** Lines of the trace that are kept to be shown when a seed fails. */
    private static final int KEPT_LINES = Integer.getInteger("stockpot.simulation.lines", 400);

    private final Random random;
    private final MessageDigest digest;
    private final List<String> lines = new ArrayList<>();
    private final List<Task> ready = new ArrayList<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(
                    Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));
    private final List<String> violations = new ArrayList<>();
    private final Thread loop = Thread.currentThread();
    private long now;
    private long timerCount;
    private int steps;

    private record Task(Incarnation owner, String name, Runnable stretch) {}

    /** A timer; it is dropped when its owner is dead. */
    private record Timer(long at, long number, Incarnation owner, Runnable action) {}

    /** Everything that happens follows from the seed. */
    public Simulation(long seed) {
        this.random = new Random(seed);
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one source of chance. */
    public Random random() {
        return random;
    }

    /** Virtual nanoseconds since the beginning. */
    public long now() {
        return now;
    }

    /** Runs until nothing is ready and no timer is set. */
    public void run() {
        while (steps < MAX_STEPS && (!ready.isEmpty() || !timers.isEmpty())) {
            steps++;
            if (ready.isEmpty()) {
                fire(timers.remove());
            } else {
                step(ready.remove(random.nextInt(ready.size())));
            }
        }
        if (steps >= MAX_STEPS) {
            violation("the run does not come to rest");
        }
    }

    private void step(Task task) {
        if (task.owner().isAlive()) {
            trace("run " + task.name());
            task.stretch().run();
        }
    }

    private void fire(Timer timer) {
        now = timer.at();
        if (timer.owner().isAlive()) {
            timer.action().run();
        }
    }

    /** A stretch of a simulated thread is ready to run. */
    void ready(Incarnation owner, String name, Runnable stretch) {
        ready.add(new Task(owner, name, stretch));
    }

    /** Sets a timer; the action must not wait. */
    public void after(Incarnation owner, Duration delay, Runnable action) {
        timers.add(new Timer(now + delay.toNanos(), timerCount++, owner, action));
    }

    /** Adds a line to the trace: what happened, when. */
    public void trace(String line) {
        String stamped = now / 1000 + " " + line;
        digest.update(stamped.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        lines.add(stamped);
        if (lines.size() > 2 * KEPT_LINES) {
            lines.subList(0, KEPT_LINES).clear();
        }
    }

    /** Notes that a promise was broken. */
    public void violation(String what) {
        violations.add(now / 1000 + " " + what);
    }

    /** Broken promises, in order. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** The last lines of the trace. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** The hash of the whole trace; ends it. */
    public String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }

    Thread loop() {
        return loop;
    }
}
