package stockpot.server.simulation;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import stockpot.server.ports.Chance;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Lanes;
import stockpot.server.ports.Outgoing;
import stockpot.server.ports.Threads;
import stockpot.server.ports.Waiting;
import stockpot.server.store.StoragePorts;
import stockpot.server.store.StorageSteps;

/**
 * One life of a server: the scheduler of its threads and the ports that they use. After {@link
 * #crash} none of its threads takes another step, and no {@code finally} runs.
 *
 * <p>It is a {@code ForkJoinPool} because the JDK hands the timed parks of virtual threads to that
 * class, so that they arrive here and are seen.
 */
public final class Incarnation extends ForkJoinPool {
    private final Simulation simulation;
    private final String name;
    private final IdentityHashMap<Object, Thread> threads = new IdentityHashMap<>();
    private boolean alive = true;

    /** A server, or the world of clients around it. */
    public Incarnation(Simulation simulation, String name) {
        super(1);
        this.simulation = simulation;
        this.name = name;
    }

    public Simulation simulation() {
        return simulation;
    }

    public boolean isAlive() {
        return alive;
    }

    /** Ends this life in the middle of whatever it does. */
    public void crash() {
        simulation.trace("crash " + name);
        alive = false;
        threads.clear();
    }

    /** Starts a thread of this life. */
    public Thread start(String thread, Runnable body) {
        return prepare(thread, body, true);
    }

    Thread prepare(String thread, Runnable body, boolean start) {
        String full = name + "/" + thread;
        Thread made = SeededVirtualThreads.unstarted(this, full, () -> guarded(full, body));
        threads.put(SeededVirtualThreads.taskOf(made), made);
        if (start) {
            made.start();
        }
        return made;
    }

    private void guarded(String thread, Runnable body) {
        try {
            body.run();
        } catch (RuntimeException | Error e) {
            simulation.violation(thread + " ended with " + e);
            e.printStackTrace();
        } finally {
            threads.remove(SeededVirtualThreads.taskOf(Thread.currentThread()));
        }
    }

    @Override
    public void execute(Runnable stretch) {
        Thread current = Thread.currentThread();
        if (!current.equals(simulation.loop()) && !current.isVirtual()) {
            simulation.violation("a task came from the foreign thread " + current.getName());
            return;
        }
        Thread thread = threads.get(stretch);
        if (alive) {
            simulation.ready(this, thread == null ? name : thread.getName(), stretch);
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        simulation.violation("a timed wait went past the ports");
        throw new IllegalStateException("a timed wait went past the ports");
    }

    public Clock clock() {
        return new SimulatedClock(simulation);
    }

    public Waiting waiting() {
        return new SimulatedWaiting(this);
    }

    public Threads threads() {
        return new SimulatedThreads(this);
    }

    public Lanes lanes() {
        return this::start;
    }

    public Chance chance() {
        return new SimulatedChance(simulation.random());
    }

    public Outgoing outgoing() {
        return new SimulatedOutgoing();
    }

    /** The ports of storage, with its slowness and failures. */
    public StoragePorts storage(StorageSteps steps) {
        return new StoragePorts(clock(), waiting(), threads(), lanes(), steps);
    }

    /** Lets the calling thread rest for a random time below the limit. */
    public void dawdle(Duration limit) {
        long nanos = (long) (simulation.random().nextDouble() * limit.toNanos());
        try {
            waiting().sleep(Duration.ofNanos(nanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
