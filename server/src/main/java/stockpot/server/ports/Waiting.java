package stockpot.server.ports;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** Every wait that has a time limit. Untimed waits of the JDK may be used directly. */
public interface Waiting {
    /**
     * Lets the calling thread rest.
     *
     * @throws InterruptedException when the thread is told to stop
     */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * Waits until the condition is signalled or the time has passed. The caller holds {@code lock}
     * and loops over its own predicate, since wake-ups may be spurious.
     *
     * @return false if the time has passed
     * @throws InterruptedException when the thread is told to stop
     */
    boolean await(Lock lock, Condition condition, Duration limit) throws InterruptedException;
}
