package stockpot.server.sync;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import stockpot.server.e2ee.ToDevice;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.store.Database;

/** The messages that wait for the asking device. Client-Server API, "Send-to-Device messaging". */
final class ToDevicePart {
    private final Database database;
    private final ToDevice toDevice;
    private final ChangeIndex index;

    ToDevicePart(Database database, ToDevice toDevice, ChangeIndex index) {
        this.database = database;
        this.toDevice = toDevice;
        this.index = index;
    }

    /** What waits, or null for nothing: asked before the token is written that depends on it. */
    ToDevice.@Nullable Batch read(SyncWindow window) {
        DeviceId device = window.device();
        long after = window.from() == null ? 0 : window.from().toDevice();
        if (device == null || !index.toDevice(window.user(), device, after)) {
            return null;
        }
        ToDevice.Batch batch =
                database.read(tx ->
                        toDevice.since(
                                tx,
                                window.user(),
                                device,
                                after,
                                window.upTo(),
                                ToDevice.MESSAGES_PER_SYNC));
        return batch.messages().isEmpty() ? null : batch;
    }

    /** Writes what was read. */
    static void write(ToDevice.Batch batch, AnswerWriter out) {
        out.open("to_device").openArray("events");
        batch.messages()
                .forEach(message -> out.raw(message.json().getBytes(StandardCharsets.UTF_8)));
        out.closeArray().close();
    }
}
