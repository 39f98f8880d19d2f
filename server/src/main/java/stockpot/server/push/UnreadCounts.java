package stockpot.server.push;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.push.PushActions;
import stockpot.server.matrix.push.PushEvaluator;
import stockpot.server.matrix.push.PushRules;
import stockpot.server.rooms.ephemeral.ReadReceipts;
import stockpot.server.rooms.ephemeral.ThreadRelation;
import stockpot.server.rooms.ephemeral.UnreadRoom;
import stockpot.server.rooms.ephemeral.UnreadSource;
import stockpot.server.store.Change;
import stockpot.server.store.CommitListener;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.Transaction;

/**
 * How much each reader has not read. Nothing is written for a member when an event is sent: a count
 * is made of the events behind the reader's receipts when it is asked for, kept, and carried on
 * with each further event; a receipt, a change of rules or of membership, and a redaction end it
 * (threat P04). Must hear of commits before those who ask for counts do.
 */
public final class UnreadCounts implements UnreadSource, CommitListener {
    /**
     * NOTSPEC: events looked at to make a count anew; of what a reader has left unread for longer,
     * the newest so many are counted.
     */
    static final int MAX_LOOKED_AT = 500;

    private final PushRuleSets rules;
    private final Function<UserId, Set<UserId>> ignored;
    private final KeptCounts kept = new KeptCounts();

    /** Counts by these rules. */
    public UnreadCounts(PushRuleSets rules, Function<UserId, Set<UserId>> ignored) {
        this.rules = rules;
        this.ignored = ignored;
    }

    @Override
    public @Nullable UnreadRoom known(UserId user, RoomId room, long upTo, NewEvents events) {
        KeptCounts.Count count = kept.find(room, user);
        if (count == null || count.upTo() > upTo) {
            return null;
        }
        List<EventRow> fresh =
                count.upTo() == upTo ? List.of() : events.between(count.upTo(), upTo);
        if (fresh == null) {
            return null;
        }
        Tally tally = new Tally(count.unread());
        Judge judge = new Judge(rules.of(user), ignored.apply(user), count.rules());
        fresh.forEach(row -> tally.add(row, judge));
        UnreadRoom unread = tally.result();
        kept.put(room, user, new KeptCounts.Count(upTo, unread, count.rules()));
        return unread;
    }

    @Override
    public UnreadRoom count(
            Transaction tx, UserId user, RoomId room, long nid, long upTo, NewEvents recent) {
        UnreadRoom known = known(user, room, upTo, recent);
        if (known != null) {
            return known;
        }
        ReadUpTo read = ReadUpTo.of(tx, nid, user);
        RoomRules context = read == null ? null : RoomRules.of(tx, nid, user);
        if (read == null || context == null) {
            return UnreadRoom.NONE;
        }
        List<EventRow> fresh = recent.between(read.least(), upTo);
        if (fresh == null) {
            fresh = Events.backward(tx, nid, upTo, read.least(), MAX_LOOKED_AT).reversed();
        }
        Tally tally = new Tally(UnreadRoom.NONE);
        Judge judge = new Judge(rules.of(tx, user), ignored.apply(user), context);
        for (EventRow row : fresh) {
            if (row.position() > read.of(thread(row.event()))) {
                tally.add(row, judge);
            }
        }
        UnreadRoom unread = tally.result();
        kept.put(room, user, new KeptCounts.Count(upTo, unread, context));
        return unread;
    }

    /**
     * What an event means to a user who is joined and has not sent it.
     *
     * @return null if it does not notify
     */
    @Nullable PushActions actions(Transaction tx, UserId user, long nid, EventRow row) {
        RoomRules context = RoomRules.of(tx, nid, user);
        return context == null
                ? null
                : new Judge(rules.of(tx, user), ignored.apply(user), context).judge(row);
    }

    @Override
    public void committed(long position, List<Change> changes) {
        for (Change change : changes) {
            switch (change) {
                case Change.RoomEvent event -> heard(event);
                case Change.Receipt receipt ->
                        kept.end(receipt.room(), receipt.user(), receipt.position());
                case Change.AccountData data -> {
                    if (data.room() == null) {
                        kept.endAll(data.user(), data.position());
                    }
                }
                case Change.ToDevice _, Change.DeviceList _, Change.KeyCount _ -> {}
            }
        }
    }

    private void heard(Change.RoomEvent event) {
        boolean matters =
                switch (event.type()) {
                    case "m.room.redaction", "m.room.member", "m.room.power_levels" -> true;
                    default -> false;
                };
        if (matters) {
            kept.endRoom(event.room(), event.position());
        }
    }

    /** The thread of an event, or {@link ReadReceipts#MAIN}. */
    static String thread(Pdu event) {
        String root = ThreadRelation.root(event.content());
        return root == null ? ReadReceipts.MAIN : root;
    }

    /** Asks one reader's rules about events of one room. */
    private record Judge(PushRules rules, Set<UserId> ignored, RoomRules context) {
        /** What the event means, or null if it does not notify. */
        @Nullable PushActions judge(EventRow row) {
            Pdu event = row.event();
            if (event.sender().equals(rules.user())
                    || row.redacted()
                    || ignored.contains(event.sender())) {
                return null;
            }
            PushActions actions =
                    new PushEvaluator(event, context.members(), context.levels())
                            .evaluate(rules, context.displayName());
            return actions.notifies() ? actions : null;
        }
    }

    /** Adds up. */
    private static final class Tally {
        private UnreadRoom.Count main;
        private final Map<String, UnreadRoom.Count> threads;

        Tally(UnreadRoom before) {
            main = before.main();
            threads = new LinkedHashMap<>(before.threads());
        }

        void add(EventRow row, Judge judge) {
            PushActions actions = judge.judge(row);
            if (actions == null) {
                return;
            }
            String thread = thread(row.event());
            if (thread.equals(ReadReceipts.MAIN)) {
                main = main.plus(actions.highlights());
            } else {
                UnreadRoom.Count before = threads.getOrDefault(thread, UnreadRoom.Count.ZERO);
                threads.put(thread, before.plus(actions.highlights()));
            }
        }

        UnreadRoom result() {
            return new UnreadRoom(main, java.util.Collections.unmodifiableMap(threads));
        }
    }
}
