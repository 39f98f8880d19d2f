package stockpot.server.matrix.id;

import org.jspecify.annotations.Nullable;

/** One device of one user, as a key of maps. */
public record UserDevice(UserId user, DeviceId device) {
    /** Written out, as {@code hashCode} is: what the compiler makes costs several times as much. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UserDevice that
                && that.user.equals(user)
                && that.device.equals(device);
    }

    @Override
    public int hashCode() {
        return 31 * user.hashCode() + device.hashCode();
    }
}
