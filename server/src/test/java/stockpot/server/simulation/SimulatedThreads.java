package stockpot.server.simulation;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import stockpot.server.ports.Threads;

/** Simulated threads; each begins a little late, as on a busy machine. */
final class SimulatedThreads implements Threads {
    private static final Duration LATEST = Duration.ofMillis(2);

    private final Incarnation incarnation;

    SimulatedThreads(Incarnation incarnation) {
        this.incarnation = incarnation;
    }

    @Override
    public Thread start(String name, Runnable body) {
        return incarnation.start(name, late(body));
    }

    @Override
    public ThreadFactory factory(String name) {
        return body -> incarnation.prepare(name, late(body), false);
    }

    private Runnable late(Runnable body) {
        return () -> {
            incarnation.dawdle(LATEST);
            body.run();
        };
    }
}
