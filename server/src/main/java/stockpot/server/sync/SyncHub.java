package stockpot.server.sync;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.Change;
import stockpot.server.store.CommitListener;

/**
 * Hears of every commit and wakes the long polls it concerns: those of the people in a room, of the
 * user whose data changed, of the device a message waits for. Knows rooms only of users who poll,
 * and remembers those between two polls, so that polling again costs nothing.
 */
public class SyncHub implements CommitListener {
    /** Users whose rooms are remembered between polls; those who poll now come on top. */
    static final int MAX_WATCHED_USERS = 2_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<UserId, Watched> users = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<RoomId, Set<Watched>> rooms = new LinkedHashMap<>();
    private final Peeks peeks = new Peeks();
    private final List<RoomListener> roomListeners = new ArrayList<>();
    private final ChangeIndex index;
    private final MembershipSource memberships;

    /** Whom a change under way wakes; woken outside the lock, which they all want first. */
    private final Set<SyncWaiter> due = new LinkedHashSet<>();

    private volatile long position;
    private volatile boolean drained;

    /** The rooms of a user, read from storage or a cache. */
    @FunctionalInterface
    public interface MembershipSource {
        /** All that {@code /sync} may speak of, as of now. */
        UserRooms roomsOf(UserId user);
    }

    /** Hears that an event of a kind came to a room; may only mark. */
    @FunctionalInterface
    public interface RoomListener {
        /** Runs before any reader is woken. */
        void eventIn(RoomId room, String type, long position);
    }

    private static final class Watched {
        final Set<SyncWaiter> waiters = new LinkedHashSet<>();
        final Set<RoomId> listed = new LinkedHashSet<>();
        @Nullable UserRooms rooms;

        /** Raised by each change of a membership, so that a stale reading is noticed. */
        long generation;
    }

    /** Starts where the change log stands. */
    public SyncHub(long position, ChangeIndex index, MembershipSource memberships) {
        this.position = position;
        this.index = index;
        this.memberships = memberships;
    }

    /** The position up to which every commit was taken in here; a sync reads up to it. */
    public long position() {
        return position;
    }

    /** What may have changed since when. */
    public ChangeIndex index() {
        return index;
    }

    /** Adds someone who must hear of events before readers are woken; before the server starts. */
    public void onRoomEvent(RoomListener listener) {
        roomListeners.add(listener);
    }

    @Override
    public void committed(long upTo, List<Change> changes) {
        wakeAfter(() -> {
            index.mark(changes);
            changes.forEach(this::tellListeners);
            changes.forEach(this::forgetMemberships);
            position = Math.max(position, upTo);
            changes.forEach(this::wake);
        });
    }

    private void wakeAfter(Runnable change) {
        List<SyncWaiter> woken;
        lock.lock();
        try {
            change.run();
            woken = List.copyOf(due);
            due.clear();
        } finally {
            lock.unlock();
        }
        woken.forEach(SyncWaiter::wake);
    }

    /** Registers a long poll; from now on no change that concerns it is missed. */
    public SyncWaiter register(UserId user, @Nullable DeviceId device) {
        SyncWaiter waiter = waiter(user, device);
        lock.lock();
        try {
            watched(user).waiters.add(waiter);
            if (drained) {
                waiter.wake();
            }
        } finally {
            lock.unlock();
        }
        return waiter;
    }

    /** Who follows rooms without being in them. */
    public Peeks peeks() {
        return peeks;
    }

    /** Makes the waiter of a long poll; the simulator puts a forgetful one in its place. */
    SyncWaiter waiter(UserId user, @Nullable DeviceId device) {
        return new SyncWaiter(user, device);
    }

    /** Ends a long poll. */
    public void release(SyncWaiter waiter) {
        lock.lock();
        try {
            Watched watched = users.get(waiter.user());
            if (watched != null) {
                watched.waiters.remove(waiter);
            }
            evict();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Where a user stands and where the log stands, at one moment.
     *
     * @param rooms the user's memberships at {@code position}
     * @param position how far a sync may read
     */
    public record Standing(UserRooms rooms, long position) {}

    /** The rooms of a user; from now on the hub wakes the user for them. */
    public Standing standing(UserId user) {
        while (true) {
            long generation;
            lock.lock();
            try {
                Watched watched = watched(user);
                if (watched.rooms != null) {
                    return new Standing(watched.rooms, position);
                }
                generation = watched.generation;
            } finally {
                lock.unlock();
            }
            adopt(user, memberships.roomsOf(user), generation);
        }
    }

    /** Wakes everyone in a room, since someone began or stopped typing. */
    public void typingChanged(RoomId room) {
        wakeAfter(() -> wakeRoom(room));
    }

    /** Wakes everyone who shares a room with the user, since the user's presence changed. */
    public void presenceChanged(UserId user) {
        wakeAfter(() -> {
            Watched watched = users.get(user);
            if (watched != null && watched.rooms != null) {
                wakeAll(watched);
                wakeSharing(watched, watched.rooms);
            }
        });
    }

    /** Lets all long polls return at once with what they have, now and later: the server stops. */
    public void drain() {
        wakeAfter(() -> {
            drained = true;
            users.values().forEach(this::wakeAll);
        });
    }

    /** Whether no long poll may park any more. */
    public boolean isDrained() {
        return drained;
    }

    private void wakeSharing(Watched self, UserRooms own) {
        Set<Watched> woken = new LinkedHashSet<>();
        for (RoomId room : own.joined().keySet()) {
            peeks.wake(room);
            woken.addAll(rooms.getOrDefault(room, Set.of()));
        }
        woken.remove(self);
        woken.forEach(this::wakeAll);
    }

    private void wakeAll(Watched watched) {
        due.addAll(watched.waiters);
    }

    private void tellListeners(Change change) {
        if (change instanceof Change.RoomEvent event) {
            for (RoomListener listener : roomListeners) {
                listener.eventIn(event.room(), event.type(), event.position());
            }
        }
    }

    private void forgetMemberships(Change change) {
        if (change instanceof Change.RoomEvent event
                && event.stateKey() != null
                && event.type().equals("m.room.member")) {
            Watched watched = users.get(new UserId(event.stateKey()));
            if (watched != null) {
                watched.generation++;
                watched.rooms = null;
                // Stays listed under its rooms until they are read again, and under the new one.
                enlist(watched, event.room());
            }
        }
    }

    private void wake(Change change) {
        switch (change) {
            case Change.RoomEvent event -> wakeRoom(event.room());
            case Change.Receipt receipt -> wakeRoom(receipt.room());
            case Change.AccountData data -> wakeUser(data.user());
            case Change.ToDevice message -> wakeDevice(message.user(), message.device());
            case Change.DeviceList list -> wakeDeviceList(list.user());
            case Change.KeyCount count -> wakeDevice(count.user(), count.device());
        }
    }

    private void wakeDeviceList(UserId user) {
        Watched watched = users.get(user);
        if (watched != null && watched.rooms != null) {
            wakeAll(watched);
            wakeSharing(watched, watched.rooms);
        } else {
            // Whom it concerns is not known here; a needless wake-up is cheap, a missed one is not.
            users.values().forEach(this::wakeAll);
        }
    }

    private void wakeRoom(RoomId room) {
        peeks.wake(room);
        Set<Watched> inRoom = rooms.get(room);
        if (inRoom != null) {
            inRoom.forEach(this::wakeAll);
        }
    }

    private void wakeUser(UserId user) {
        Watched watched = users.get(user);
        if (watched != null) {
            wakeAll(watched);
        }
    }

    private void wakeDevice(UserId user, DeviceId device) {
        Watched watched = users.get(user);
        if (watched != null) {
            for (SyncWaiter waiter : watched.waiters) {
                if (waiter.isOf(device)) {
                    due.add(waiter);
                }
            }
        }
    }

    private Watched watched(UserId user) {
        return users.computeIfAbsent(user, u -> new Watched());
    }

    private void adopt(UserId user, UserRooms read, long generation) {
        lock.lock();
        try {
            Watched watched = watched(user);
            // A reading may be ahead of the commits heard of here; then it is read once more.
            if (watched.generation == generation && read.newest() <= position) {
                watched.rooms = read;
                unlist(watched, read.joined().keySet());
                read.joined().keySet().forEach(room -> enlist(watched, room));
            }
        } finally {
            lock.unlock();
        }
    }

    private void enlist(Watched watched, RoomId room) {
        if (watched.listed.add(room)) {
            rooms.computeIfAbsent(room, r -> new LinkedHashSet<>()).add(watched);
        }
    }

    private void unlist(Watched watched, Set<RoomId> except) {
        Iterator<RoomId> listed = watched.listed.iterator();
        while (listed.hasNext()) {
            RoomId room = listed.next();
            if (!except.contains(room)) {
                listed.remove();
                Set<Watched> inRoom = rooms.getOrDefault(room, new LinkedHashSet<>());
                inRoom.remove(watched);
                if (inRoom.isEmpty()) {
                    rooms.remove(room);
                }
            }
        }
    }

    private void evict() {
        if (users.size() <= MAX_WATCHED_USERS) {
            return;
        }
        Iterator<Watched> eldest = users.values().iterator();
        while (eldest.hasNext()) {
            Watched watched = eldest.next();
            if (watched.waiters.isEmpty()) {
                eldest.remove();
                unlist(watched, Set.of());
                return;
            }
        }
    }
}
