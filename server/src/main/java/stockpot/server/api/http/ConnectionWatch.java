package stockpot.server.api.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Waiting;

/**
 * Looks at all connections once a second and ends what has taken too long (threats W03, R02). One
 * thread for all costs less than a timer for each read, and cannot be restarted byte by byte.
 */
final class ConnectionWatch implements Runnable {
    private static final Duration ROUND = Duration.ofSeconds(1);

    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final Clock clock;
    private final Waiting waiting;

    ConnectionWatch(Clock clock, Waiting waiting) {
        this.clock = clock;
        this.waiting = waiting;
    }

    void add(HttpConnection connection) {
        connections.add(connection);
    }

    void remove(HttpConnection connection) {
        connections.remove(connection);
    }

    int open() {
        return connections.size();
    }

    @Override
    public void run() {
        try {
            while (true) {
                waiting.sleep(ROUND);
                long now = clock.nanos();
                connections.forEach(connection -> connection.check(now));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server stops
        }
    }
}
