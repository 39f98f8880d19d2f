package stockpot.server;

import java.time.Duration;
import java.util.function.LongSupplier;
import stockpot.server.ports.Ports;

/**
 * Gives memory back to the system when there is nothing to do. The serial collector returns heap
 * only at a full collection, which it never starts by itself on an idle server: one is asked for
 * shortly after the start, and once after each time of work when no request has come for a while.
 * It takes some 20 ms then.
 */
final class IdleKeeper implements AutoCloseable {
    private static final Duration AFTER_START = Duration.ofSeconds(2);
    private static final Duration QUIET = Duration.ofSeconds(5);

    private final Ports ports;
    private final LongSupplier requests;
    private final Thread thread;

    /** Watches a counter of requests. */
    IdleKeeper(Ports ports, LongSupplier requests) {
        this.ports = ports;
        this.requests = requests;
        this.thread = ports.threads().start("idle-keeper", this::watch);
    }

    private void watch() {
        try {
            ports.waiting().sleep(AFTER_START);
            long collectedAt = -1;
            long seen = -1;
            while (true) {
                long now = requests.getAsLong();
                if (now == seen && now != collectedAt) {
                    System.gc();
                    collectedAt = now;
                }
                seen = now;
                ports.waiting().sleep(QUIET);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
