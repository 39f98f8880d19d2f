package stockpot.server.sync;

import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.e2ee.DeviceKeys;
import stockpot.server.e2ee.DeviceLists;
import stockpot.server.e2ee.KeyCounts;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserDevice;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.Database;

/**
 * What end-to-end encryption needs: whose devices changed, and how many keys of one's own are left.
 * Client-Server API, "Extensions to /sync".
 */
final class DevicesPart implements SyncPart {
    static final int MAX_DEVICES = 5_000;

    private final Database database;
    private final ChangeIndex index;
    private final LinkedHashMap<UserDevice, Counted> counted = new LinkedHashMap<>(16, 0.75f, true);

    private record Counted(KeyCounts counts, long position) {}

    DevicesPart(Database database, ChangeIndex index) {
        this.database = database;
        this.index = index;
    }

    @Override
    public boolean write(SyncWindow window, AnswerWriter out) {
        boolean news = writeLists(window, out);
        DeviceId device = window.device();
        if (device == null) {
            return news;
        }
        KeyCounts counts = counts(window, device);
        out.open("device_one_time_keys_count");
        counts.oneTimeKeys().forEach(out::number);
        out.close();
        out.openArray("device_unused_fallback_key_types");
        counts.unusedFallbackTypes().forEach(out::text);
        out.closeArray();
        return news
                || (!window.initial() && index.keyCounts(window.user(), device, window.after()));
    }

    private boolean writeLists(SyncWindow window, AnswerWriter out) {
        DeviceLists.Changes changes = changes(window);
        if (changes == null || changes.isEmpty()) {
            return false;
        }
        out.open("device_lists");
        writeUsers(out, "changed", changes.changed());
        writeUsers(out, "left", changes.left());
        out.close();
        return true;
    }

    private DeviceLists.@Nullable Changes changes(SyncWindow window) {
        long after = window.after();
        if (window.initial() || !(index.deviceLists(after) || index.anyMembers(after))) {
            return null;
        }
        return database.read(tx ->
                DeviceLists.changed(
                        tx,
                        window.user(),
                        after,
                        window.upTo(),
                        room -> index.members(room, after)));
    }

    private static void writeUsers(AnswerWriter out, String key, List<UserId> users) {
        out.openArray(key);
        users.forEach(user -> out.text(user.value()));
        out.closeArray();
    }

    private KeyCounts counts(SyncWindow window, DeviceId id) {
        UserDevice device = new UserDevice(window.user(), id);
        synchronized (counted) {
            Counted known = counted.get(device);
            if (known != null && !index.keyCounts(window.user(), id, known.position())) {
                return known.counts();
            }
        }
        KeyCounts read = database.read(tx -> DeviceKeys.counts(tx, window.user(), id));
        synchronized (counted) {
            counted.put(device, new Counted(read, window.upTo()));
            if (counted.size() > MAX_DEVICES) {
                counted.pollFirstEntry();
            }
        }
        return read;
    }
}
