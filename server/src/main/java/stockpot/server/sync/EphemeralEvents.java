package stockpot.server.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.ephemeral.Typing;
import stockpot.server.store.Database;
import stockpot.server.store.Receipts;
import stockpot.server.store.Receipts.ReceiptRow;
import stockpot.server.store.Transaction;

/**
 * Typing and receipts of a room as events. Client-Server API, "Receipts", "Typing Notifications".
 */
final class EphemeralEvents {
    /** Receipts told of one room at once; the newest ones. */
    static final int MAX_RECEIPTS = 10_000;

    static final int MAX_ROOMS = 500;
    static final int MAX_RECENT = 64;

    private static final String PRIVATE = "m.read.private";

    private record Slot(UserId user, String kind, String thread) {}

    private final Database database;
    private final Typing typing;
    private final RecentLog<RoomId, ReceiptRow> recent =
            new RecentLog<>(
                    new RecentLog.Bounds(MAX_ROOMS, MAX_RECENT, (long) MAX_ROOMS * MAX_RECENT),
                    ReceiptRow::position,
                    row -> 1);

    EphemeralEvents(Database database, Typing typing) {
        this.database = database;
        this.typing = typing;
    }

    /** The counter of typing that an answer made now will tell. */
    long typingCounter() {
        return typing.counter();
    }

    /** Who types in a room, if that is news, without those whom the reader ignores. */
    @Nullable List<UserId> typists(SyncWindow window, RoomId room, long seen) {
        if (!window.filter().ephemeral(room, "m.typing")) {
            return null;
        }
        List<UserId> typists = typing.since(room, seen);
        if (typists == null || (typists.isEmpty() && seen == 0)) {
            return null;
        }
        List<UserId> shown = new ArrayList<>(typists);
        shown.removeAll(window.ignored());
        return shown;
    }

    /** New receipts of a room out of memory, or null when storage must be asked. */
    @Nullable List<ReceiptRow> recentReceipts(SyncWindow window, RoomId room, long nid) {
        if (!window.filter().ephemeral(room, "m.receipt")) {
            return List.of();
        }
        List<ReceiptRow> rows =
                recent.between(
                        room,
                        window.after(),
                        window.upTo(),
                        (after, upTo, limit) ->
                                database.read(tx -> Receipts.between(tx, nid, after, upTo, limit)));
        return rows == null ? null : shown(window, rows);
    }

    /** Receipts of a room behind a position out of storage. */
    List<ReceiptRow> receipts(
            Transaction tx, SyncWindow window, RoomId room, long nid, long after) {
        if (!window.filter().ephemeral(room, "m.receipt")) {
            return List.of();
        }
        return shown(window, Receipts.between(tx, nid, after, window.upTo(), MAX_RECEIPTS));
    }

    /** Private receipts are for their owner only (threat V10); of each kind the newest counts. */
    private static List<ReceiptRow> shown(SyncWindow window, List<ReceiptRow> rows) {
        return shown(window.user(), window.ignored(), rows);
    }

    static List<ReceiptRow> shown(UserId reader, Set<UserId> ignored, List<ReceiptRow> rows) {
        Map<Slot, ReceiptRow> shown = new LinkedHashMap<>();
        for (ReceiptRow row : rows) {
            boolean own = row.user().equals(reader);
            if (own || (!row.kind().equals(PRIVATE) && !ignored.contains(row.user()))) {
                shown.put(new Slot(row.user(), row.kind(), row.thread()), row);
            }
        }
        return List.copyOf(shown.values());
    }

    /** Writes both under {@code ephemeral}. */
    static void write(AnswerWriter out, @Nullable List<UserId> typists, List<ReceiptRow> receipts) {
        out.open("ephemeral").openArray("events");
        if (typists != null) {
            out.open().text("type", "m.typing").open("content").openArray("user_ids");
            typists.forEach(user -> out.text(user.value()));
            out.closeArray().close().close();
        }
        if (!receipts.isEmpty()) {
            out.open().text("type", "m.receipt");
            out.raw("content", Json.bytes(content(receipts)));
            out.close();
        }
        out.closeArray().close();
    }

    /** Receipts as the content of an {@code m.receipt} event. */
    static ObjectNode content(List<ReceiptRow> receipts) {
        ObjectNode content = Json.object();
        for (ReceiptRow row : receipts) {
            ObjectNode readers =
                    content.withObjectProperty(row.event().value()).withObjectProperty(row.kind());
            boolean threaded = !row.thread().isEmpty();
            // Where a reader has both on one event, the one without thread says more.
            if (threaded && readers.has(row.user().value())) {
                continue;
            }
            ObjectNode receipt = Json.object();
            receipt.put("ts", row.ts());
            if (threaded) {
                receipt.put("thread_id", row.thread());
            }
            readers.set(row.user().value(), receipt);
        }
        return content;
    }
}
