package stockpot.server.sync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;

/**
 * What a client asks of {@code /sync}.
 *
 * @param user who asks
 * @param device from where; null for tokens without a device
 * @param since the token of the answer before, or null for all from the beginning
 * @param filter what the client wants to hear of
 * @param fullState whether all state of all rooms is to be sent again
 * @param stateAfter whether state is meant at the end of the timelines
 * @param timeout how long to wait when there is nothing new
 */
public record SyncRequest(
        UserId user,
        @Nullable DeviceId device,
        @Nullable SyncToken since,
        SyncFilter filter,
        boolean fullState,
        boolean stateAfter,
        Duration timeout) {}
