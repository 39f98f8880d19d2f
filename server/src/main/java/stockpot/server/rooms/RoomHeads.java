package stockpot.server.rooms;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.store.Database;

/**
 * The sequencers of the rooms that are being written to. One that is in use is never dropped, so a
 * room has one sequencer at a time; of the others the least recently used go first (threat R11).
 */
final class RoomHeads {
    private static final class Entry {
        private final RoomHead head;
        private int users;

        Entry(RoomHead head) {
            this.head = head;
        }
    }

    private final int limit;
    private final Database database;
    private final EventMaking making;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<RoomId, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    RoomHeads(int limit, Database database, EventMaking making) {
        this.limit = limit;
        this.database = database;
        this.making = making;
    }

    /** The sequencer of a room, kept until {@link #release}. */
    RoomHead acquire(RoomId room) {
        lock.lock();
        try {
            Entry entry =
                    entries.computeIfAbsent(
                            room, id -> new Entry(new RoomHead(id, database, making)));
            entry.users++;
            return entry.head;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a use; {@code worthKeeping} is false where the room does not exist. */
    void release(RoomId room, boolean worthKeeping) {
        lock.lock();
        try {
            Entry entry = entries.get(room);
            if (entry != null) {
                entry.users--;
                if (entry.users == 0 && !worthKeeping) {
                    entries.remove(room);
                }
            }
            trim();
        } finally {
            lock.unlock();
        }
    }

    /** How many sequencers are held. */
    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    private void trim() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > limit && oldest.hasNext()) {
            if (oldest.next().users == 0) {
                oldest.remove();
            }
        }
    }
}
