package stockpot.server.e2ee;

import java.util.List;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.DeviceListChanges;
import stockpot.server.store.FallbackKeys;
import stockpot.server.store.KeyCountChanges;
import stockpot.server.store.KeySignatures;
import stockpot.server.store.OneTimeKeys;
import stockpot.server.store.ToDeviceMessages;
import stockpot.server.store.WriteTransaction;
import stockpot.server.users.DeviceRemoval;

/**
 * Keeps keys in step with devices: what belongs to a device goes with it, so that a later device of
 * the same id inherits nothing (threat Y08), and whoever shares a room with the user hears of it.
 */
public final class DeviceCleanup implements DeviceRemoval {
    @Override
    public void removed(WriteTransaction tx, UserId user, List<DeviceId> devices) {
        for (DeviceId device : devices) {
            stockpot.server.store.DeviceKeys.delete(tx, user, device);
            OneTimeKeys.delete(tx, user, device);
            FallbackKeys.delete(tx, user, device);
            KeyCountChanges.delete(tx, user, device);
            KeySignatures.deleteOn(tx, user, device.value());
            KeySignatures.deleteBy(tx, user, DeviceKeys.signingKeyName(device));
            ToDeviceMessages.delete(tx, user, device);
        }
        DeviceListChanges.announce(tx, user);
    }

    @Override
    public void renamed(WriteTransaction tx, UserId user, DeviceId device) {
        DeviceListChanges.announce(tx, user);
    }

    @Override
    public void added(WriteTransaction tx, UserId user, DeviceId device) {
        DeviceListChanges.announce(tx, user);
    }
}
