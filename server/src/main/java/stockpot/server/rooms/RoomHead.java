package stockpot.server.rooms;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Pending;
import stockpot.server.store.RoomRow;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Rooms;
import stockpot.server.store.TransactionIds;

/**
 * The sequencer of one room. Events are built one at a time under its lock, on the last event that
 * was accepted, which may not be committed yet; commits happen in the same order outside the lock.
 * When one of them fails, what was built on it fails too, and the head is read anew from what is
 * committed.
 */
final class RoomHead implements RoomDraft.Ground {
    /** State events kept in memory, beside those whose commit is under way. */
    static final int MAX_SLOTS = 40;

    /** What a request made, and the commit that makes it last. */
    record Accepted(EventId result, @Nullable Pending<?> commit, long generation) {}

    /** Something accepted whose commit is under way. */
    private static final class Underway {
        private final long sequence;
        private final EventId result;
        private final TransactionIds.@Nullable Request request;
        private final Pending<?> commit;
        private final CommittedRoot root;

        Underway(
                long sequence,
                EventId result,
                TransactionIds.@Nullable Request request,
                Pending<?> commit,
                CommittedRoot root) {
            this.sequence = sequence;
            this.result = result;
            this.request = request;
            this.commit = commit;
            this.root = root;
        }
    }

    /** The state root after a write; set by the writer's thread once the write is durable. */
    private static final class CommittedRoot {
        private volatile @Nullable Long value;
    }

    /** What fills a slot, and the accepted write that put it there. */
    private record Slot(@Nullable Pdu event, long sequence) {}

    private final RoomId room;
    private final Database database;
    private final EventMaking making;

    /** Guards all below; no other lock is taken while it is held. */
    private final ReentrantLock lock = new ReentrantLock();

    private final ArrayDeque<Underway> underway = new ArrayDeque<>();
    private final Map<StateKey, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable RoomRow loaded;
    private @Nullable EventId head;
    private long depth;
    private long root;
    private long committedSequence;
    private long lastSequence;
    private long generation;

    RoomHead(RoomId room, Database database, EventMaking making) {
        this.room = room;
        this.database = database;
        this.making = making;
    }

    /**
     * Lets an action build its events and queues their write.
     *
     * @throws stockpot.server.matrix.error.MatrixException what the action refuses; nothing has
     *     happened then
     */
    Accepted accept(RoomAction action, TransactionIds.@Nullable Request request) {
        lock.lock();
        try {
            RoomRow row = load();
            settle();
            Underway same = underwayFor(request);
            if (same != null) {
                return new Accepted(same.result, same.commit, generation);
            }
            RoomDraft draft = RoomDraft.onto(making, this, row.version(), room, head(), depth);
            EventId result = action.plan(draft);
            if (draft.events().isEmpty() && draft.along().isEmpty()) {
                Underway newest = underway.peekLast();
                return new Accepted(result, newest == null ? null : newest.commit, generation);
            }
            return queue(draft, result, request);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what was accepted in that generation; the next action reads what is committed. */
    void forget(long failedGeneration) {
        lock.lock();
        try {
            if (failedGeneration == generation) {
                generation++;
                loaded = null;
                underway.clear();
                slots.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    private Accepted queue(
            RoomDraft draft, EventId result, TransactionIds.@Nullable Request request) {
        RoomAppend append = new RoomAppend(draft, request, making.now());
        CommittedRoot committed = new CommittedRoot();
        Pending<Boolean> commit =
                database.submit(tx -> {
                    append.run(tx, newRoot -> committed.value = newRoot);
                    return true;
                });
        long sequence = ++lastSequence;
        underway.add(new Underway(sequence, result, request, commit, committed));
        draft.changed().forEach((slot, event) -> slots.put(slot, new Slot(event, sequence)));
        draft.redactions().values().forEach(target -> redact(target, sequence));
        if (!draft.events().isEmpty()) {
            head = draft.events().getLast().eventId();
            depth = draft.depth();
        }
        return new Accepted(result, commit, generation);
    }

    private void redact(EventRow target, long sequence) {
        StateKey slot = target.event().stateSlot();
        Slot held = slot == null ? null : slots.get(slot);
        if (slot != null
                && held != null
                && held.event() != null
                && held.event().eventId().equals(target.event().eventId())) {
            slots.put(slot, new Slot(held.event().redacted(), sequence));
        }
    }

    private @Nullable Underway underwayFor(TransactionIds.@Nullable Request request) {
        if (request != null) {
            for (Underway one : underway) {
                if (request.equals(one.request)) {
                    return one;
                }
            }
        }
        return null;
    }

    private EventId head() {
        if (head == null) {
            throw new IllegalStateException("the head is not loaded");
        }
        return head;
    }

    private RoomRow load() {
        RoomRow row = loaded;
        if (row == null) {
            row = database.read(tx -> Rooms.find(tx, room));
            if (row == null) {
                throw Refusals.notInRoom();
            }
            loaded = row;
            head = row.headEvent();
            depth = row.depth();
            root = row.stateRoot();
            committedSequence = lastSequence;
        }
        return row;
    }

    /** Takes note of commits, and lets go of state that can be read again. */
    private void settle() {
        while (!underway.isEmpty()) {
            Long committed = underway.getFirst().root.value;
            if (committed == null) {
                break;
            }
            root = committed;
            committedSequence = underway.removeFirst().sequence;
        }
        trim();
    }

    private void trim() {
        Iterator<Slot> oldest = slots.values().iterator();
        int surplus = slots.size() - MAX_SLOTS;
        while (surplus > 0 && oldest.hasNext()) {
            if (oldest.next().sequence() <= committedSequence) {
                oldest.remove();
            }
            surplus--;
        }
    }

    @Override
    public @Nullable Pdu state(StateKey slot) {
        Slot known = slots.get(slot);
        if (known == null) {
            load(List.of(slot));
            known = slots.get(slot);
        }
        return known == null ? null : known.event();
    }

    @Override
    public void load(Collection<StateKey> wanted) {
        List<StateKey> missing = new ArrayList<>();
        for (StateKey slot : wanted) {
            if (!slots.containsKey(slot)) {
                missing.add(slot);
            }
        }
        if (!missing.isEmpty()) {
            read(missing);
        }
    }

    private void read(List<StateKey> missing) {
        if (slots.isEmpty()) {
            for (String type : List.of(EventTypes.CREATE, EventTypes.POWER_LEVELS)) {
                if (!missing.contains(StateKey.of(type))) {
                    missing.add(StateKey.of(type));
                }
            }
        }
        List<@Nullable EventRow> rows =
                database.read(tx -> {
                    List<@Nullable EventRow> found = new ArrayList<>();
                    for (StateKey slot : missing) {
                        found.add(RoomStates.event(tx, root, slot));
                    }
                    return found;
                });
        for (int i = 0; i < missing.size(); i++) {
            EventRow row = rows.get(i);
            slots.put(missing.get(i), new Slot(row == null ? null : row.event(), 0));
        }
    }
}
