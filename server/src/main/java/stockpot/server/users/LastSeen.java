package stockpot.server.users;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.Devices.Seen;

/**
 * When and from where each device was last heard. Kept in memory and written in batches, since
 * nothing depends on the last minute of it.
 */
public final class LastSeen {
    /** A device's time is written at most this often. */
    static final Duration GRANULARITY = Duration.ofMinutes(2);

    private static final int MAX_WAITING = 2_000;
    private static final int MAX_AGENT = 255;

    private final Database database;
    private final Clock clock;
    private final Map<Key, Seen> waiting = new LinkedHashMap<>();
    private long writtenAt;

    private record Key(UserId user, DeviceId device) {}

    /** Starts with nothing waiting. */
    public LastSeen(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.writtenAt = clock.nanos();
    }

    /** Notes a request; now and then writes what has gathered. */
    public void note(Caller caller, String address, @Nullable String userAgent) {
        DeviceId device = caller.device();
        if (device == null) {
            return;
        }
        Seen seen = new Seen(caller.user(), device, clock.millis(), address, clean(userAgent));
        List<Seen> due = add(new Key(caller.user(), device), seen);
        if (!due.isEmpty()) {
            submit(due);
        }
    }

    private synchronized List<Seen> add(Key key, Seen seen) {
        waiting.put(key, seen);
        boolean late = clock.nanos() - writtenAt > GRANULARITY.toNanos();
        return late || waiting.size() >= MAX_WAITING ? drain() : List.of();
    }

    private synchronized List<Seen> drain() {
        List<Seen> due = new ArrayList<>(waiting.values());
        waiting.clear();
        writtenAt = clock.nanos();
        return due;
    }

    /** The newest note on a device that has not been written yet, or null. */
    synchronized @Nullable Seen waiting(UserId user, DeviceId device) {
        return waiting.get(new Key(user, device));
    }

    /** Writes what has gathered; called when the server stops. */
    public void flush() {
        List<Seen> due = drain();
        if (!due.isEmpty()) {
            submit(due);
        }
    }

    private void submit(List<Seen> due) {
        var _ =
                database.submit(tx -> {
                    due.forEach(seen -> stockpot.server.store.Devices.seen(tx, seen));
                    return true;
                });
    }

    private static @Nullable String clean(@Nullable String agent) {
        if (agent == null) {
            return null;
        }
        String text = agent.replace('\0', ' ');
        return text.length() > MAX_AGENT ? text.substring(0, MAX_AGENT) : text;
    }
}
