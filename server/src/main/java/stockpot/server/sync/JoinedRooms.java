package stockpot.server.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.UserId;
import stockpot.server.rooms.VisibleHistory;
import stockpot.server.rooms.ephemeral.UnreadRoom;
import stockpot.server.rooms.ephemeral.UnreadSource;
import stockpot.server.store.AccountData.DataRow;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.Receipts.ReceiptRow;
import stockpot.server.store.RoomRow;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Rooms;
import stockpot.server.store.StateTrees;
import stockpot.server.store.Transaction;
import stockpot.server.sync.UserRooms.MyRoom;

/**
 * A joined room's share of an answer. The usual case, a few new events for someone who was there
 * all along, is served from memory; everything else is read from storage.
 */
final class JoinedRooms {
    private static final String MEMBER = "m.room.member";

    private final ChangeIndex index;
    private final RecentEvents recent;
    private final EphemeralEvents ephemeral;
    private final LazyMembers lazyMembers;
    private final UnreadSource unread;
    private final RenderedStates states;

    JoinedRooms(
            ChangeIndex index,
            RecentEvents recent,
            RenderedStates states,
            EphemeralEvents ephemeral,
            LazyMembers lazyMembers,
            UnreadSource unread) {
        this.index = index;
        this.recent = recent;
        this.states = states;
        this.ephemeral = ephemeral;
        this.lazyMembers = lazyMembers;
        this.unread = unread;
    }

    /** Whether the room may have anything new for the reader. */
    boolean mayHaveNews(SyncWindow window, MyRoom mine, boolean accountData) {
        return window.initial()
                || window.request().fullState()
                || accountData
                || index.events(mine.room(), window.after())
                || index.receipts(mine.room(), window.after())
                || ephemeral.typists(window, mine.room(), window.typingSeen()) != null;
    }

    /** Whether memory alone can tell; only then may {@link #fromMemory} be tried. */
    boolean isUsual(SyncWindow window, MyRoom mine) {
        return !window.initial()
                && !window.request().fullState()
                && mine.position() <= window.after()
                && !index.members(mine.room(), window.after())
                && window.filter().plainEvents();
    }

    /** What an attempt came to. */
    enum Outcome {
        WRITTEN,
        NOTHING_NEW,
        ASK_STORAGE
    }

    /** Writes the room out of memory if that is enough. */
    Outcome fromMemory(
            SyncWindow window, MyRoom mine, List<DataRow> accountData, AnswerWriter out) {
        List<RecentEvents.Entry> events =
                recent.between(mine.room(), mine.nid(), window.after(), window.upTo());
        List<ReceiptRow> receipts =
                index.receipts(mine.room(), window.after())
                        ? ephemeral.recentReceipts(window, mine.room(), mine.nid())
                        : List.of();
        if (events == null || receipts == null) {
            return Outcome.ASK_STORAGE;
        }
        List<RecentEvents.Entry> shown = new ArrayList<>(events.size());
        if (!select(window, mine, events, shown)) {
            return Outcome.ASK_STORAGE;
        }
        List<UserId> typists = ephemeral.typists(window, mine.room(), window.typingSeen());
        if (shown.isEmpty() && receipts.isEmpty() && typists == null && accountData.isEmpty()) {
            return Outcome.NOTHING_NEW;
        }
        UnreadRoom counts =
                unread.known(
                        window.user(),
                        mine.room(),
                        window.upTo(),
                        (after, upTo) ->
                                after >= window.after()
                                        ? rows(events, after)
                                        : rows(
                                                recent.between(
                                                        mine.room(), mine.nid(), after, upTo),
                                                after));
        if (counts == null) {
            return Outcome.ASK_STORAGE;
        }
        out.open(mine.room().value());
        writeRecent(window, shown, out);
        EphemeralEvents.write(out, typists, receipts);
        RoomSections.accountData(out, accountData);
        RoomSections.unread(out, window, counts);
        out.close();
        return Outcome.WRITTEN;
    }

    /** Picks what is shown; false when more than memory is needed to tell it well. */
    private boolean select(
            SyncWindow window,
            MyRoom mine,
            List<RecentEvents.Entry> events,
            List<RecentEvents.Entry> shown) {
        SyncFilter filter = window.filter();
        for (RecentEvents.Entry entry : events) {
            var event = entry.row().event();
            boolean hidden = !event.isState() && window.ignored().contains(event.sender());
            if (!hidden && filter.timelineOf(mine.room()) && filter.timeline(event)) {
                shown.add(entry);
                if (filter.lazyMembers() && !knowsSender(window, mine, event.sender())) {
                    return false;
                }
            } else if (event.isState()) {
                return false;
            }
        }
        return shown.size() <= filter.timelineLimit();
    }

    private boolean knowsSender(SyncWindow window, MyRoom mine, UserId sender) {
        return !window.filter().redundantMembers()
                && lazyMembers.knows(
                        window.user(), window.device(), mine.room(), sender, window.after());
    }

    private static @Nullable List<EventRow> rows(
            @Nullable List<RecentEvents.Entry> entries, long after) {
        if (entries == null) {
            return null;
        }
        List<EventRow> rows = new ArrayList<>(entries.size());
        for (RecentEvents.Entry entry : entries) {
            if (entry.row().position() > after) {
                rows.add(entry.row());
            }
        }
        return rows;
    }

    private static void writeRecent(
            SyncWindow window, List<RecentEvents.Entry> shown, AnswerWriter out) {
        Map<StateKey, RecentEvents.Entry> state = new LinkedHashMap<>();
        out.open("timeline").openArray("events");
        for (RecentEvents.Entry entry : shown) {
            out.raw(entry.jsonFor(window.user(), window.device()));
            StateKey slot = entry.row().event().stateSlot();
            if (slot != null && window.filter().state(entry.row().event())) {
                state.put(slot, entry);
            }
        }
        long before = shown.isEmpty() ? window.upTo() : shown.getFirst().row().position() - 1;
        RoomSections.closeTimeline(out, false, before);
        out.open(RoomSections.stateKey(window)).openArray("events");
        if (window.request().stateAfter()) {
            state.values().forEach(entry -> out.raw(entry.json()));
        }
        out.closeArray().close();
    }

    /**
     * Writes the room as storage has it.
     *
     * @return false if it has nothing new; nothing is written then
     */
    boolean fromStorage(
            Transaction tx,
            SyncWindow window,
            MyRoom mine,
            List<DataRow> accountData,
            AnswerWriter out) {
        RoomRow room = Rooms.byNid(tx, mine.nid());
        if (room == null) {
            return false;
        }
        boolean newlyJoined =
                window.initial()
                        || (mine.position() > window.after() && hasJoined(tx, window, mine));
        boolean anew = newlyJoined || window.request().fullState();
        long end =
                room.headPosition() <= window.upTo()
                        ? room.stateRoot()
                        : StateBlock.rootAt(tx, mine.nid(), window.upTo());
        VisibleHistory history = VisibleHistory.of(tx, window.user(), mine.nid(), window.ignored());
        Timeline timeline =
                timeline(tx, window, mine, newlyJoined ? 0 : window.after(), end, history);
        RoomSummary summary =
                anew || index.members(mine.room(), window.after())
                        ? RoomSummary.of(tx, room, named(tx, window, end), window.user())
                        : null;
        boolean whole = anew && window.filter().wantsAllState();
        List<EventRow> state =
                whole
                        ? List.of()
                        : state(tx, window, mine, room, timeline, new Ends(anew, end), summary);
        List<ReceiptRow> receipts =
                ephemeral.receipts(
                        tx, window, mine.room(), mine.nid(), newlyJoined ? 0 : window.after());
        List<UserId> typists =
                ephemeral.typists(window, mine.room(), newlyJoined ? 0 : window.typingSeen());
        boolean news =
                anew
                        || !timeline.events().isEmpty()
                        || !state.isEmpty()
                        || !receipts.isEmpty()
                        || typists != null
                        || !accountData.isEmpty();
        if (!news) {
            return false;
        }
        out.open(mine.room().value());
        if (summary != null) {
            summary.write(out);
        }
        if (whole) {
            RoomSections.state(out, window, wholeState(tx, window, timeline, end));
        } else {
            RoomSections.state(out, window, state);
        }
        // Whoever comes back has missed something, however little it is.
        boolean gap = timeline.limited() || (newlyJoined && !window.initial());
        RoomSections.timeline(out, window, history, timeline, gap);
        EphemeralEvents.write(out, typists, receipts);
        RoomSections.accountData(out, accountData);
        RoomSections.unread(
                out,
                window,
                unread.count(
                        tx,
                        window.user(),
                        mine.room(),
                        mine.nid(),
                        window.upTo(),
                        timeline::between));
        out.close();
        return true;
    }

    private boolean named(Transaction tx, SyncWindow window, long root) {
        return states.named(root, window.upTo(), () -> RoomSummary.isNamed(tx, root));
    }

    private byte[] wholeState(Transaction tx, SyncWindow window, Timeline timeline, long end) {
        boolean atEnd = window.request().stateAfter() || timeline.events().isEmpty();
        long root = atEnd ? end : timeline.events().getFirst().stateBefore();
        return states.rendered(
                root, window.upTo(), () -> RoomSections.rendered(RoomStates.all(tx, root)));
    }

    private record Ends(boolean anew, long end) {}

    private List<EventRow> state(
            Transaction tx,
            SyncWindow window,
            MyRoom mine,
            RoomRow room,
            Timeline timeline,
            Ends ends,
            @Nullable RoomSummary summary) {
        long start =
                timeline.events().isEmpty()
                        ? ends.end()
                        : timeline.events().getFirst().stateBefore();
        long base =
                ends.anew() ? StateTrees.EMPTY : StateBlock.rootAt(tx, mine.nid(), window.after());
        StateBlock.Roots roots = new StateBlock.Roots(base, start, ends.end(), room.joined());
        List<UserId> heroes = summary == null ? List.of() : summary.heroes();
        return new StateBlock(tx, window, lazyMembers, mine.room())
                .events(roots, timeline, heroes, ends.anew());
    }

    private Timeline timeline(
            Transaction tx,
            SyncWindow window,
            MyRoom mine,
            long after,
            long end,
            VisibleHistory history) {
        SyncFilter filter = window.filter();
        if (!filter.timelineOf(mine.room()) || filter.wantsNoTimeline() || window.upTo() <= after) {
            return Timeline.empty(window.upTo());
        }
        Timeline known = null;
        if (filter.plainEvents() && history.hasBeenThereSince(window.upTo())) {
            var newest =
                    recent.newest(
                            tx, mine.room(), mine.nid(), window.upTo(), filter.timelineLimit() + 1);
            known =
                    newest == null
                            ? null
                            : new TimelineReader(tx, filter, history, mine.nid(), end)
                                    .read(newest, after, window.upTo());
        }
        return known != null
                ? known
                : new TimelineReader(tx, filter, history, mine.nid(), end)
                        .read(after, window.upTo());
    }

    /** Whether the reader came (back) into the room behind the token, by its member events. */
    private static boolean hasJoined(Transaction tx, SyncWindow window, MyRoom mine) {
        StateKey slot = new StateKey(MEMBER, window.user().value());
        EventRow event = Events.byPosition(tx, mine.position());
        while (event != null && event.position() > window.after()) {
            event = RoomStates.event(tx, event.stateBefore(), slot);
            if (event == null || !"join".equals(event.event().membership())) {
                return true;
            }
        }
        return false;
    }
}
