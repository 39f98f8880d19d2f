package stockpot.server.rooms.ephemeral;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Threads;
import stockpot.server.ports.Waiting;
import stockpot.server.store.Change;
import stockpot.server.store.CommitListener;

/**
 * Who is typing where; in memory only, counted from each start of the server on. One thread serves
 * all deadlines and ends when nobody is typing. Readers hear of a room at most once a second,
 * however many type (threat U04).
 */
public final class Typing implements CommitListener {
    /** Longer wishes are cut to this. */
    public static final Duration LONGEST = Duration.ofMinutes(2);

    /** How long someone types who does not say. */
    public static final Duration USUAL = Duration.ofSeconds(30);

    static final Duration SPACING = Duration.ofSeconds(1);
    static final int MAX_ROOMS = 10_000;
    static final int MAX_TYPISTS = 1_000;

    private final Clock clock;
    private final Waiting waiting;
    private final Threads threads;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LinkedHashMap<RoomId, Room> rooms = new LinkedHashMap<>();
    private boolean timing;
    private long counter;

    /** Hears that the typists of a room changed; may only mark and wake. */
    @FunctionalInterface
    public interface Listener {
        /** Readers find the change under a counter not yet seen. */
        void typingChanged(RoomId room);
    }

    private static final class Room {
        final LinkedHashMap<UserId, Long> deadlines = new LinkedHashMap<>();
        long publishedAt;
        boolean everPublished;
        boolean unpublished;
        long counter;
        List<UserId> shown = List.of();
    }

    /** Nobody types yet. */
    public Typing(Clock clock, Waiting waiting, Threads threads, Listener listener) {
        this.clock = clock;
        this.waiting = waiting;
        this.threads = threads;
        this.listener = listener;
    }

    /** Someone types for so long, unless told otherwise. */
    public void start(RoomId room, UserId user, Duration howLong) {
        Duration capped = howLong.compareTo(LONGEST) > 0 ? LONGEST : howLong;
        lock.lock();
        try {
            Room typing = rooms.get(room);
            if (typing == null) {
                makePlace();
                typing = new Room();
                rooms.put(room, typing);
            }
            if (typing.deadlines.size() >= MAX_TYPISTS && !typing.deadlines.containsKey(user)) {
                return;
            }
            if (typing.deadlines.put(user, clock.nanos() + capped.toNanos()) == null) {
                typing.unpublished = true;
            }
            keepTime();
        } finally {
            lock.unlock();
        }
        publishDue();
    }

    /** Someone types no longer. */
    public void stop(RoomId room, UserId user) {
        lock.lock();
        try {
            Room typing = rooms.get(room);
            if (typing == null || typing.deadlines.remove(user) == null) {
                return;
            }
            typing.unpublished = true;
            keepTime();
        } finally {
            lock.unlock();
        }
        publishDue();
    }

    /** Who types in a room, as last told, if that was after {@code counter}; else null. */
    public @Nullable List<UserId> since(RoomId room, long counterSeen) {
        lock.lock();
        try {
            Room typing = rooms.get(room);
            return typing == null || typing.counter <= counterSeen ? null : typing.shown;
        } finally {
            lock.unlock();
        }
    }

    /** The counter that stands for everything told so far. */
    public long counter() {
        lock.lock();
        try {
            return counter;
        } finally {
            lock.unlock();
        }
    }

    /** Whoever leaves stops typing. */
    @Override
    public void committed(long position, List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.RoomEvent event
                    && event.stateKey() != null
                    && event.type().equals("m.room.member")) {
                stop(event.room(), new UserId(event.stateKey()));
            }
        }
    }

    private void makePlace() {
        Iterator<Room> each = rooms.values().iterator();
        while (rooms.size() >= MAX_ROOMS && each.hasNext()) {
            if (each.next().deadlines.isEmpty()) {
                each.remove();
            }
        }
        if (rooms.size() >= MAX_ROOMS) {
            rooms.pollFirstEntry();
        }
    }

    private void keepTime() {
        if (!timing) {
            timing = true;
            threads.start("typing", this::run);
        }
        changed.signalAll();
    }

    private void run() {
        while (true) {
            publishDue();
            lock.lock();
            try {
                long next = nextDue();
                if (next == Long.MAX_VALUE) {
                    timing = false;
                    return;
                }
                if (next > 0) {
                    waiting.await(lock, changed, Duration.ofNanos(next));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                timing = false;
                return;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Nanoseconds until something must be done; {@code MAX_VALUE} when there is nothing to do. */
    private long nextDue() {
        long now = clock.nanos();
        long least = Long.MAX_VALUE;
        for (Room room : rooms.values()) {
            for (long deadline : room.deadlines.values()) {
                least = Math.min(least, Math.max(0, deadline - now));
            }
            if (room.unpublished) {
                least = Math.min(least, untilPublished(room, now));
            }
        }
        return least;
    }

    private static long untilPublished(Room room, long now) {
        return room.everPublished ? Math.max(0, room.publishedAt + SPACING.toNanos() - now) : 0;
    }

    private void publishDue() {
        List<RoomId> told = new ArrayList<>();
        lock.lock();
        try {
            long now = clock.nanos();
            for (Map.Entry<RoomId, Room> entry : rooms.entrySet()) {
                Room room = entry.getValue();
                if (room.deadlines.values().removeIf(deadline -> deadline - now <= 0)) {
                    room.unpublished = true;
                }
                if (room.unpublished && untilPublished(room, now) == 0) {
                    publish(room, now);
                    told.add(entry.getKey());
                }
            }
        } finally {
            lock.unlock();
        }
        told.forEach(listener::typingChanged);
    }

    private void publish(Room room, long now) {
        room.unpublished = false;
        room.everPublished = true;
        room.publishedAt = now;
        room.shown = List.copyOf(room.deadlines.keySet());
        room.counter = ++counter;
    }
}
