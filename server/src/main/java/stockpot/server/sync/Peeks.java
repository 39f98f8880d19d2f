package stockpot.server.sync;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import stockpot.server.matrix.id.RoomId;

/** Long polls that follow a room without their user being in it. */
public final class Peeks {
    private final Map<RoomId, Set<SyncWaiter>> peeks = new LinkedHashMap<>();

    /** The poll hears of the room from now on. */
    synchronized void add(RoomId room, SyncWaiter waiter) {
        peeks.computeIfAbsent(room, r -> new LinkedHashSet<>()).add(waiter);
    }

    /** The poll has ended. */
    synchronized void remove(RoomId room, SyncWaiter waiter) {
        Set<SyncWaiter> waiters = peeks.get(room);
        if (waiters != null && waiters.remove(waiter) && waiters.isEmpty()) {
            peeks.remove(room);
        }
    }

    /** Something happened in the room. */
    synchronized void wake(RoomId room) {
        peeks.getOrDefault(room, Set.of()).forEach(SyncWaiter::wake);
    }
}
