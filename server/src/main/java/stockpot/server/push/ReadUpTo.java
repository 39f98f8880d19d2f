package stockpot.server.push;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.UserId;
import stockpot.server.rooms.ephemeral.ReadReceipts;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.Receipts;
import stockpot.server.store.Receipts.ReceiptRow;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Transaction;

/**
 * How far a reader has read a room: by receipts for all of it and for single threads, and at least
 * to where the reader came in.
 *
 * @param all where the receipt without thread stands, or the join
 * @param threads where receipts of threads stand further on
 */
record ReadUpTo(long all, Map<String, Long> threads) {
    private static final String MEMBER = "m.room.member";

    /** Member events followed back in search of the one by which the reader came in. */
    private static final int MAX_CHANGES = 50;

    /** Null for who is not joined. */
    static @Nullable ReadUpTo of(Transaction tx, long room, UserId user) {
        MembershipRow mine = Memberships.find(tx, room, user);
        if (mine == null || !mine.joined()) {
            return null;
        }
        long all = 0;
        Map<String, Long> threads = new LinkedHashMap<>();
        for (ReceiptRow receipt : Receipts.ofUser(tx, room, user)) {
            if (receipt.thread().equals(ReadReceipts.UNTHREADED)) {
                all = Math.max(all, receipt.eventPosition());
            } else {
                threads.merge(receipt.thread(), receipt.eventPosition(), Math::max);
            }
        }
        if (all < mine.position()) {
            all = Math.max(all, cameIn(tx, mine, all));
        }
        return new ReadUpTo(all, threads);
    }

    /** How far a thread is read. */
    long of(String thread) {
        return Math.max(all, threads.getOrDefault(thread, 0L));
    }

    /** Everything up to here is read, whatever the thread. */
    long least() {
        return all;
    }

    private static long cameIn(Transaction tx, MembershipRow mine, long floor) {
        StateKey slot = new StateKey(MEMBER, mine.user().value());
        long position = mine.position();
        EventRow event = Events.byPosition(tx, position);
        for (int i = 0; i < MAX_CHANGES && event != null && position > floor; i++) {
            event = RoomStates.event(tx, event.stateBefore(), slot);
            if (event == null || !"join".equals(event.event().membership())) {
                return position;
            }
            position = event.position();
        }
        return position;
    }
}
