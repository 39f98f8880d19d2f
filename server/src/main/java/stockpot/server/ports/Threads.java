package stockpot.server.ports;

import java.util.concurrent.ThreadFactory;

/** Every start of a thread. The threads are virtual. */
public interface Threads {
    /** Starts a thread of that name; an exception that leaves {@code body} is logged. */
    Thread start(String name, Runnable body);

    /** For {@code Executors.newThreadPerTaskExecutor} in a try block. */
    ThreadFactory factory(String name);
}
