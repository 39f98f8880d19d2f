package stockpot.server.sync;

import java.util.ArrayList;
import java.util.List;
import stockpot.server.matrix.id.UserId;
import stockpot.server.rooms.VisibleHistory;
import stockpot.server.store.AccountData.DataRow;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.RoomStates;
import stockpot.server.store.StateTrees;
import stockpot.server.store.Transaction;
import stockpot.server.sync.UserRooms.MyRoom;

/**
 * A left room's share of an answer: its history up to the leave, and nothing later (threat V02).
 */
final class LeftRooms {
    private final LazyMembers lazyMembers;

    LeftRooms(LazyMembers lazyMembers) {
        this.lazyMembers = lazyMembers;
    }

    /** Whether the reader is to hear of the room now. */
    boolean isDue(SyncWindow window, MyRoom mine) {
        if (window.initial() || window.request().fullState()) {
            return (window.filter().includeLeave() && !mine.forgotten())
                    || (!window.initial() && mine.position() > window.after());
        }
        return mine.position() > window.after();
    }

    /** Writes the room. */
    void write(
            Transaction tx,
            SyncWindow window,
            MyRoom mine,
            List<DataRow> accountData,
            AnswerWriter out) {
        VisibleHistory history = VisibleHistory.of(tx, window.user(), mine.nid(), window.ignored());
        long left = history.joinedUntil();
        boolean known = !window.initial() && wasJoined(tx, window, mine);
        long after = known || left == 0 ? window.after() : 0;
        Timeline timeline =
                window.filter().timelineOf(mine.room())
                        ? new TimelineReader(
                                        tx, window.filter(), history, mine.nid(), StateTrees.EMPTY)
                                .read(after, mine.position())
                        : Timeline.empty(mine.position());
        long base =
                known && !window.request().fullState()
                        ? StateBlock.rootAt(tx, mine.nid(), window.after())
                        : StateTrees.EMPTY;
        List<EventRow> state =
                left == 0 ? List.of() : state(tx, window, mine, timeline, base, left);
        out.open(mine.room().value());
        RoomSections.state(out, window, state);
        RoomSections.timeline(out, window, history, timeline, timeline.limited());
        RoomSections.accountData(out, accountData);
        out.close();
    }

    private List<EventRow> state(
            Transaction tx,
            SyncWindow window,
            MyRoom mine,
            Timeline timeline,
            long base,
            long left) {
        EventRow leave = Events.byPosition(tx, left);
        long end = leave == null ? StateTrees.EMPTY : leave.stateAfter();
        EventRow first = timeline.events().isEmpty() ? null : timeline.events().getFirst();
        long start = first == null || first.position() > left ? end : first.stateBefore();
        List<EventRow> passed = new ArrayList<>(timeline.passedOver());
        passed.removeIf(row -> row.position() > left);
        Timeline seen =
                new Timeline(
                        timeline.events(),
                        timeline.limited(),
                        timeline.before(),
                        passed,
                        timeline.scanned(),
                        timeline.ready());
        StateBlock.Roots roots = new StateBlock.Roots(base, start, end, Long.MAX_VALUE);
        List<UserId> nobody = List.of();
        return new StateBlock(tx, window, lazyMembers, mine.room())
                .events(roots, seen, nobody, base == StateTrees.EMPTY);
    }

    private static boolean wasJoined(Transaction tx, SyncWindow window, MyRoom mine) {
        long root = StateBlock.rootAt(tx, mine.nid(), window.after());
        return RoomStates.membership(tx, root, window.user()).equals("join");
    }
}
