package stockpot.server.ports;

/**
 * Threads for work whose native calls hold a processor, such as SQLite's. In production they are
 * platform threads, so that a long query never stands in the way of virtual threads; in the
 * simulator they are simulated ones.
 */
public interface Lanes {
    /** Starts a thread of that name that runs {@code body} and ends with it. */
    Thread start(String name, Runnable body);
}
