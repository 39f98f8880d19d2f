package stockpot.server.users;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.Devices.DeviceRow;
import stockpot.server.store.Devices.Seen;
import stockpot.server.store.WriteTransaction;

/** The devices of local users. Client-Server API, "Device Management". */
public final class Devices {
    /** Longest display name of a device, in characters. */
    static final int MAX_NAME = 100;

    private final Database database;
    private final Clock clock;
    private final Tokens tokens;
    private final LastSeen lastSeen;
    private final List<DeviceRemoval> listeners;

    /** Devices; {@code listeners} hear of changes within the same write. */
    public Devices(
            Database database,
            Clock clock,
            Tokens tokens,
            LastSeen lastSeen,
            List<DeviceRemoval> listeners) {
        this.database = database;
        this.clock = clock;
        this.tokens = tokens;
        this.lastSeen = lastSeen;
        this.listeners = List.copyOf(listeners);
    }

    /** All devices of a user, in the order of their ids. */
    public List<DeviceRow> list(UserId user) {
        List<DeviceRow> rows = database.read(tx -> stockpot.server.store.Devices.ofUser(tx, user));
        return rows.stream().map(this::withLastSeen).toList();
    }

    /**
     * One device.
     *
     * @throws stockpot.server.matrix.error.MatrixException 404 if the user has no such device
     */
    public DeviceRow get(UserId user, DeviceId device) {
        DeviceRow row = database.read(tx -> stockpot.server.store.Devices.find(tx, user, device));
        if (row == null) {
            throw noDevice();
        }
        return withLastSeen(row);
    }

    /** Names a device, or takes its name with null. */
    public void rename(UserId user, DeviceId device, @Nullable String name) {
        checkName(name);
        boolean found = database.write(tx -> rename(tx, user, device, name));
        if (!found) {
            throw noDevice();
        }
    }

    private boolean rename(
            WriteTransaction tx, UserId user, DeviceId device, @Nullable String name) {
        boolean found = stockpot.server.store.Devices.rename(tx, user, device, name);
        if (found) {
            listeners.forEach(listener -> listener.renamed(tx, user, device));
        }
        return found;
    }

    /**
     * Adds a device within a login; one that is there keeps its name and keys (spec: soft logout).
     */
    void add(WriteTransaction tx, UserId user, DeviceId device, @Nullable String name) {
        if (stockpot.server.store.Devices.insert(tx, user, device, name, clock.millis())) {
            listeners.forEach(listener -> listener.added(tx, user, device));
        }
    }

    /** Adds a device without a session, for an administrator; one that is there stays. */
    public void create(UserId user, DeviceId device) {
        database.write(tx -> {
            if (stockpot.server.store.Devices.count(tx, user) >= Sessions.MAX_DEVICES) {
                throw MatrixErrors.forbidden("This account has too many devices");
            }
            add(tx, user, device, null);
            return true;
        });
    }

    /** Removes devices with their tokens and all that hangs on them; unknown ones are skipped. */
    public void delete(UserId user, List<DeviceId> devices) {
        database.write(tx -> {
            delete(tx, user, devices);
            return true;
        });
    }

    /** As {@link #delete(UserId, List)}, as part of a larger write. */
    public void delete(WriteTransaction tx, UserId user, List<DeviceId> devices) {
        List<DeviceId> gone = new ArrayList<>();
        for (DeviceId device : devices) {
            tokens.revoke(tx, user, device);
            if (stockpot.server.store.Devices.delete(tx, user, device)) {
                gone.add(device);
            }
        }
        if (!gone.isEmpty()) {
            listeners.forEach(listener -> listener.removed(tx, user, List.copyOf(gone)));
        }
    }

    /** Removes all devices of a user but one, as part of a larger write. */
    public void deleteAll(WriteTransaction tx, UserId user, @Nullable DeviceId except) {
        List<DeviceId> devices =
                stockpot.server.store.Devices.ofUser(tx, user).stream()
                        .map(DeviceRow::device)
                        .filter(device -> !device.equals(except))
                        .toList();
        delete(tx, user, devices);
    }

    static void checkName(@Nullable String name) {
        if (name != null && (name.length() > MAX_NAME || name.indexOf('\0') >= 0)) {
            throw MatrixErrors.invalidParam(
                    "a device name has at most " + MAX_NAME + " characters");
        }
    }

    private static stockpot.server.matrix.error.MatrixException noDevice() {
        return MatrixErrors.notFound("No device found");
    }

    private DeviceRow withLastSeen(DeviceRow row) {
        Seen seen = lastSeen.waiting(row.user(), row.device());
        return seen == null
                ? row
                : new DeviceRow(
                        row.user(),
                        row.device(),
                        row.displayName(),
                        seen.at(),
                        seen.ip(),
                        seen.userAgent(),
                        row.createdAt());
    }
}
