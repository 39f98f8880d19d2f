package stockpot.server.store;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;

/**
 * One entry of the change log as its readers hear of it: whom it concerns and where to read on, not
 * the data itself. A missed one costs latency, never data, since readers go by positions.
 */
public sealed interface Change {
    /** The position that the change took. */
    long position();

    /** An event was added to a room; {@code stateKey} is null for what is not state. */
    record RoomEvent(
            long position, RoomId room, UserId sender, String type, @Nullable String stateKey)
            implements Change {}

    /** A read receipt, public or private, was set. */
    record Receipt(long position, RoomId room, UserId user) implements Change {}

    /** Account data of a user changed, in a room or globally; push rules, tags and filters too. */
    record AccountData(long position, UserId user, @Nullable RoomId room, String type)
            implements Change {}

    /** A to-device message waits for a device. */
    record ToDevice(long position, UserId user, DeviceId device) implements Change {}

    /** A user's devices or cross-signing keys changed, as other users see them. */
    record DeviceList(long position, UserId user) implements Change {}

    /** The one-time or fallback keys left for a device changed in number. */
    record KeyCount(long position, UserId user, DeviceId device) implements Change {}
}
