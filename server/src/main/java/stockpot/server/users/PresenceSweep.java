package stockpot.server.users;

import java.time.Duration;
import stockpot.server.ports.Threads;
import stockpot.server.ports.Waiting;

/** The thread that lets presence age; there is none where presence is off. */
public final class PresenceSweep implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final Presence presence;
    private final Waiting waiting;
    private final Threads threads;
    private volatile boolean stopped;

    /** Sweeps once {@link #start} is called. */
    public PresenceSweep(Presence presence, Waiting waiting, Threads threads) {
        this.presence = presence;
        this.waiting = waiting;
        this.threads = threads;
    }

    /** Starts the thread. */
    public void start() {
        if (presence.enabled()) {
            threads.start("presence", this::run);
        }
    }

    private void run() {
        try {
            while (!stopped) {
                waiting.sleep(PERIOD);
                presence.sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server is stopping
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
