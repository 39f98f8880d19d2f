package stockpot.server.simulation;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An answer across the border of two lives. It has no lock, because the one who answers may die
 * holding it.
 */
public final class Reply<T> {
    private @Nullable T value;
    private boolean ended;
    private @Nullable Thread waiter;

    public void give(T answer) {
        value = answer;
        end();
    }

    /** No answer will come. */
    public void end() {
        ended = true;
        if (waiter != null) {
            LockSupport.unpark(waiter);
        }
    }

    /** The answer, or null when none came in time. */
    public @Nullable T await(Incarnation world, Duration limit) {
        waiter = Thread.currentThread();
        world.simulation().after(world, limit, this::end);
        while (!ended) {
            LockSupport.park(this);
        }
        return value;
    }
}
