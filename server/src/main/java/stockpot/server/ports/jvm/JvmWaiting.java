package stockpot.server.ports.jvm;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import stockpot.server.ports.Waiting;

/** The timed waits of the JDK. */
public final class JvmWaiting implements Waiting {
    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the caller loops, as the port says
    public boolean await(Lock lock, Condition condition, Duration limit)
            throws InterruptedException {
        return condition.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
