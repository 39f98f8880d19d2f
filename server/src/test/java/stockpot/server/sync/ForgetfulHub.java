package stockpot.server.sync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Waiting;

/** A planted bug: long polls that do not notice what was committed while they read. */
public final class ForgetfulHub extends SyncHub {
    /** A hub whose waiters count from the moment when they park. */
    public ForgetfulHub(long position, ChangeIndex index, MembershipSource memberships) {
        super(position, index, memberships);
    }

    @Override
    SyncWaiter waiter(UserId user, @Nullable DeviceId device) {
        return new SyncWaiter(user, device) {
            @Override
            public boolean await(long noted, Duration limit, Waiting waiting)
                    throws InterruptedException {
                return super.await(wakeUps(), limit, waiting);
            }
        };
    }
}
