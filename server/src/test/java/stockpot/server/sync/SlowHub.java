package stockpot.server.sync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Waiting;

/**
 * Long polls that take a moment to park, as on a busy machine, so that commits fall into that
 * moment; with a bug planted on demand, they do not notice what was committed since they began to
 * read.
 */
public final class SlowHub extends SyncHub {
    private final Runnable moment;
    private final boolean forgetful;

    /** A hub whose waiters rest for a {@code moment} before they park. */
    public SlowHub(
            long position,
            ChangeIndex index,
            MembershipSource memberships,
            Runnable moment,
            boolean forgetful) {
        super(position, index, memberships);
        this.moment = moment;
        this.forgetful = forgetful;
    }

    @Override
    SyncWaiter waiter(UserId user, @Nullable DeviceId device) {
        return new SyncWaiter(user, device) {
            @Override
            public boolean await(long noted, Duration limit, Waiting waiting)
                    throws InterruptedException {
                moment.run();
                return super.await(forgetful ? wakeUps() : noted, limit, waiting);
            }
        };
    }
}
