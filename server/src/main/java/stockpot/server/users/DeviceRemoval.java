package stockpot.server.users;

import java.util.List;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.WriteTransaction;

/**
 * Hears of a user's devices within the write that changes them, so that keys, waiting messages and
 * pushers go with the device (threat Y08). Implemented by packages above.
 */
@FunctionalInterface
public interface DeviceRemoval {
    /** The devices are gone; runs as part of the write, so it may run twice. */
    void removed(WriteTransaction tx, UserId user, List<DeviceId> devices);

    /** A device has a new display name. */
    default void renamed(WriteTransaction tx, UserId user, DeviceId device) {}

    /** A device was added; it has no keys yet. */
    default void added(WriteTransaction tx, UserId user, DeviceId device) {}
}
