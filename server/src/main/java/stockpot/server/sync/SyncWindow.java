package stockpot.server.sync;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;

/**
 * One look at the log: what an answer covers, from behind one token up to another.
 *
 * @param request what was asked
 * @param from the token up to which the client knows all; null at the beginning
 * @param to the token that the answer will carry
 * @param rooms the user's memberships at {@code to}
 * @param ignored whom the user ignores
 */
record SyncWindow(
        SyncRequest request,
        @Nullable SyncToken from,
        SyncToken to,
        UserRooms rooms,
        Set<UserId> ignored) {
    UserId user() {
        return request.user();
    }

    @Nullable DeviceId device() {
        return request.device();
    }

    SyncFilter filter() {
        return request.filter();
    }

    /** Whether the client knows nothing yet. */
    boolean initial() {
        return from == null;
    }

    /** The position behind which everything is new; 0 at the beginning. */
    long after() {
        return from == null ? 0 : from.position();
    }

    /** The last position that may be told. */
    long upTo() {
        return to.position();
    }

    /** The typing counter that the client has seen. */
    long typingSeen() {
        return from == null ? 0 : from.typing();
    }

    /** The presence counter that the client has seen. */
    long presenceSeen() {
        return from == null ? 0 : from.presence();
    }
}
