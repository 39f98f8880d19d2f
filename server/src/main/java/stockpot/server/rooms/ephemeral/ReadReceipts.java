package stockpot.server.rooms.ephemeral;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Clock;
import stockpot.server.store.AccountData;
import stockpot.server.store.Change;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.Receipts;
import stockpot.server.store.Receipts.ReceiptRow;
import stockpot.server.store.Transaction;
import stockpot.server.store.WriteTransaction;

/** Sets read receipts and the fully-read marker; none of them ever goes back. */
public final class ReadReceipts {
    /** The thread of a receipt that has none. */
    public static final String UNTHREADED = "";

    /** The thread of events that are in no thread. */
    public static final String MAIN = "main";

    private final Database database;
    private final Clock clock;

    /** Receipts in this database, stamped by this clock. */
    public ReadReceipts(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    private record Target(long room, EventRow event) {}

    /**
     * Sets a receipt. One that names an event which this room does not have is ignored, since
     * clients also send those for events they have just sent.
     *
     * @param thread {@link #UNTHREADED}, {@link #MAIN} or the event id of a thread's root
     * @throws MatrixException {@code M_FORBIDDEN} for who is not joined, {@code M_INVALID_PARAM} if
     *     the event is not in that thread
     */
    public void set(UserId user, RoomId room, ReceiptKind kind, EventId event, String thread) {
        Target target = database.read(tx -> target(tx, user, room, event));
        if (target == null) {
            return;
        }
        if (kind == ReceiptKind.FULLY_READ) {
            if (!thread.equals(UNTHREADED)) {
                throw MatrixErrors.invalidParam("m.fully_read has no thread");
            }
            database.write(tx -> setMarker(tx, user, room, target));
            return;
        }
        database.read(tx -> {
            requireInThread(tx, target, thread);
            return true;
        });
        ReceiptRow receipt =
                new ReceiptRow(
                        user,
                        kind.type(),
                        thread,
                        event,
                        target.event().position(),
                        clock.millis(),
                        0);
        database.write(tx -> store(tx, room, target.room(), receipt));
    }

    private static @Nullable Target target(
            Transaction tx, UserId user, RoomId room, EventId event) {
        MembershipRow membership = Memberships.find(tx, room, user);
        if (membership == null || !membership.joined()) {
            throw MatrixErrors.forbidden("You are not in this room");
        }
        EventRow row = Events.byId(tx, membership.room(), event);
        return row == null ? null : new Target(membership.room(), row);
    }

    private static void requireInThread(Transaction tx, Target target, String thread) {
        if (thread.equals(UNTHREADED)) {
            return;
        }
        String actual = threadOf(tx, target);
        boolean root = thread.equals(target.event().event().eventId().value());
        if (!thread.equals(actual) && !root) {
            throw MatrixErrors.invalidParam("the event is not in that thread");
        }
    }

    /** The thread of an event; reactions and edits are where the event is that they relate to. */
    private static String threadOf(Transaction tx, Target target) {
        ObjectNode content = target.event().event().content();
        String thread = ThreadRelation.root(content);
        if (thread != null) {
            return thread;
        }
        String related = ThreadRelation.related(content);
        EventRow parent =
                related == null ? null : Events.byId(tx, target.room(), new EventId(related));
        String parentThread = parent == null ? null : ThreadRelation.root(parent.event().content());
        return parentThread == null ? MAIN : parentThread;
    }

    private static boolean store(
            WriteTransaction tx, RoomId roomId, long room, ReceiptRow receipt) {
        ReceiptRow before =
                Receipts.find(tx, room, receipt.user(), receipt.kind(), receipt.thread());
        if (before != null && before.eventPosition() >= receipt.eventPosition()) {
            return false;
        }
        long position = tx.nextPosition();
        Receipts.advance(
                tx,
                room,
                new ReceiptRow(
                        receipt.user(),
                        receipt.kind(),
                        receipt.thread(),
                        receipt.event(),
                        receipt.eventPosition(),
                        receipt.ts(),
                        position));
        tx.changed(new Change.Receipt(position, roomId, receipt.user()));
        return true;
    }

    private static boolean setMarker(WriteTransaction tx, UserId user, RoomId room, Target target) {
        String type = ReceiptKind.FULLY_READ.type();
        String before = AccountData.find(tx, user, room, type);
        if (before != null && stands(tx, target.room(), before) >= target.event().position()) {
            return false;
        }
        ObjectNode content = Json.object();
        content.put("event_id", target.event().event().eventId().value());
        AccountData.set(tx, user, room, type, Json.text(content));
        return true;
    }

    private static long stands(Transaction tx, long room, String marker) {
        String event = Json.trusted(marker).path("event_id").asText();
        EventRow row = Events.byId(tx, room, new EventId(event));
        return row == null ? 0 : row.position();
    }
}
