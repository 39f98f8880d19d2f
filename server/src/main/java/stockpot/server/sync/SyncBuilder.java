package stockpot.server.sync;

import java.util.List;
import stockpot.server.e2ee.ToDevice;

/** Composes an answer of the shares of all parts between two tokens. */
final class SyncBuilder {
    private final ToDevicePart toDevice;
    private final List<SyncPart> parts;

    SyncBuilder(ToDevicePart toDevice, List<SyncPart> parts) {
        this.toDevice = toDevice;
        this.parts = List.copyOf(parts);
    }

    /**
     * Writes the answer for a window.
     *
     * @return whether there is something that a waiting client should be told now
     */
    boolean write(SyncWindow window, AnswerWriter out) {
        ToDevice.Batch messages = toDevice.read(window);
        out.open();
        out.text("next_batch", next(window, messages).toString());
        boolean news = messages != null;
        if (messages != null) {
            ToDevicePart.write(messages, out);
        }
        for (SyncPart part : parts) {
            news |= part.write(window, out);
        }
        out.close();
        return news;
    }

    private static SyncToken next(
            SyncWindow window, ToDevice.@org.jspecify.annotations.Nullable Batch messages) {
        SyncToken to = window.to();
        return messages == null
                ? to
                : new SyncToken(
                        to.position(), to.typing(), to.presence(), to.epoch(), messages.through());
    }
}
