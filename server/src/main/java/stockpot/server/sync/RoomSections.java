package stockpot.server.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.ClientEvents;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.VisibleHistory;
import stockpot.server.rooms.ephemeral.UnreadRoom;
import stockpot.server.store.AccountData.DataRow;
import stockpot.server.store.EventRow;

/** Writes the sections of a room that joined and left rooms have in common. */
final class RoomSections {
    private RoomSections() {}

    /** The key under which state goes. */
    static String stateKey(SyncWindow window) {
        return window.request().stateAfter() ? "state_after" : "state";
    }

    /** State events that were written out before. */
    static void state(AnswerWriter out, SyncWindow window, byte[] events) {
        out.open(stateKey(window)).raw("events", events).close();
    }

    /** State events as an array, in the usual format. */
    static byte[] rendered(List<EventRow> state) {
        AnswerWriter out = new AnswerWriter();
        out.openArray();
        for (EventRow row : state) {
            ObjectNode unsigned = Json.object();
            VisibleHistory.addRedaction(unsigned, row);
            out.raw(Json.bytes(ClientEvents.inRoom(row.event(), unsigned)));
        }
        return out.closeArray().toBytes();
    }

    /** State events, which carry nothing beside themselves but what redacted them. */
    static void state(AnswerWriter out, SyncWindow window, List<EventRow> state) {
        out.open(stateKey(window)).openArray("events");
        for (EventRow row : state) {
            ObjectNode unsigned = Json.object();
            VisibleHistory.addRedaction(unsigned, row);
            out.raw(render(window, row, unsigned));
        }
        out.closeArray().close();
    }

    /** A timeline read from storage. */
    static void timeline(
            AnswerWriter out,
            SyncWindow window,
            VisibleHistory history,
            Timeline timeline,
            boolean limited) {
        if (timeline.ready().isEmpty()) {
            history.prepare(timeline.events());
        }
        out.open("timeline").openArray("events");
        for (EventRow row : timeline.events()) {
            RecentEvents.Entry ready = timeline.ready().get(row.position());
            out.raw(
                    ready != null
                            ? ready.jsonFor(window.user(), window.device())
                            : render(window, row, history.unsigned(row, window.device())));
        }
        closeTimeline(out, limited, timeline.before());
    }

    /** Ends a timeline. */
    static void closeTimeline(AnswerWriter out, boolean limited, long before) {
        out.closeArray();
        out.flag("limited", limited);
        out.text("prev_batch", "t" + before);
        out.close();
    }

    /** Account data of the room, in the order of change. */
    static void accountData(AnswerWriter out, List<DataRow> rows) {
        out.open("account_data").openArray("events");
        rows.forEach(row -> accountDatum(out, row));
        out.closeArray().close();
    }

    /** One entry of account data as an event. */
    static void accountDatum(AnswerWriter out, DataRow row) {
        out.open().text("type", row.type());
        out.raw("content", row.content().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        out.close();
    }

    /** What is unread, by thread where the client asked for it. */
    static void unread(AnswerWriter out, SyncWindow window, @Nullable UnreadRoom unread) {
        if (unread == null) {
            return;
        }
        boolean byThread = window.filter().threadCounts();
        out.open("unread_notifications");
        counts(out, byThread ? unread.main() : unread.total());
        out.close();
        if (byThread && !unread.threads().isEmpty()) {
            out.open("unread_thread_notifications");
            for (Map.Entry<String, UnreadRoom.Count> thread : unread.threads().entrySet()) {
                out.open(thread.getKey());
                counts(out, thread.getValue());
                out.close();
            }
            out.close();
        }
    }

    private static void counts(AnswerWriter out, UnreadRoom.Count count) {
        out.number("notification_count", count.notifications());
        out.number("highlight_count", count.highlights());
    }

    private static byte[] render(SyncWindow window, EventRow row, ObjectNode unsigned) {
        return window.filter().plainEvents()
                ? Json.bytes(ClientEvents.inRoom(row.event(), unsigned))
                : window.filter().render(row.event(), unsigned);
    }
}
