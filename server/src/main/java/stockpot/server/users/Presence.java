package stockpot.server.users;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.PresenceConfig;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Chance;
import stockpot.server.ports.Clock;

/**
 * Who is about. Kept in memory only: a counter numbers the changes, and an epoch drawn at start
 * tells a counter of this boot from one of an earlier boot. Client-Server API, "Presence".
 */
public final class Presence {
    /** Here and using a client. */
    public static final String ONLINE = "online";

    /** A client is connected, but its user is away. */
    public static final String UNAVAILABLE = "unavailable";

    /** No client is connected. */
    public static final String OFFLINE = "offline";

    static final Duration ACTIVE = Duration.ofMinutes(1);
    static final Duration IDLE = Duration.ofMinutes(5);
    static final Duration GONE = Duration.ofSeconds(30);
    static final Duration REMOTE_GONE = Duration.ofMinutes(30);

    /** Changes of one user beyond a few are published at most this often (threat U05). */
    static final Duration COALESCED = Duration.ofSeconds(10);

    private static final int BURST = 5;
    private static final int MAX_USERS = 50_000;
    private static final int MAX_MESSAGE = 1_000;
    private static final List<String> STATES = List.of(ONLINE, UNAVAILABLE, OFFLINE);

    private final Clock clock;
    private final boolean enabled;
    private final long epoch;
    private final Map<UserId, Known> known = new HashMap<>();
    private final TreeMap<Long, UserId> published = new TreeMap<>();
    private final List<PresenceListener> listeners = new CopyOnWriteArrayList<>();
    private long counter;

    /** Nobody is about at first. */
    public Presence(Clock clock, Chance chance, PresenceConfig config) {
        this.clock = clock;
        this.enabled = config.enabled();
        this.epoch = 1L + chance.below(Integer.MAX_VALUE);
    }

    /**
     * How somebody presents themselves.
     *
     * @param lastActiveAgo milliseconds since something was last heard, or null if never
     * @param counter of the change that published it
     */
    public record Status(
            UserId user,
            String presence,
            @Nullable String message,
            @Nullable Long lastActiveAgo,
            boolean currentlyActive,
            long counter) {
        /** The content of an {@code m.presence} event. */
        public ObjectNode content() {
            ObjectNode content = Json.object();
            content.put("presence", presence);
            if (message != null) {
                content.put("status_msg", message);
            }
            if (lastActiveAgo != null) {
                content.put("last_active_ago", lastActiveAgo);
            }
            if (presence.equals(ONLINE)) {
                content.put("currently_active", currentlyActive);
            }
            return content;
        }
    }

    private static final class Known {
        String presence = OFFLINE;
        @Nullable String message;
        long activeAt;
        long syncedAt;
        boolean remote;
        long counter;
        boolean dirty;
        double tokens = BURST;
        long tokensAt;
    }

    /** Whether presence is on; where it is off everybody is offline, at no cost. */
    public boolean enabled() {
        return enabled;
    }

    /** A number of this boot. */
    public long epoch() {
        return epoch;
    }

    /** The counter of the last published change. */
    public synchronized long counter() {
        return counter;
    }

    /** Registers somebody who hears of published changes. */
    public void onChange(PresenceListener listener) {
        listeners.add(listener);
    }

    /**
     * What a user says of themselves.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 for another state or a message that
     *     is too long
     */
    public void put(UserId user, String presence, @Nullable String message) {
        if (!STATES.contains(presence)) {
            throw MatrixErrors.invalidParam("'presence' must be one of " + STATES);
        }
        if (message != null && message.length() > MAX_MESSAGE) {
            throw MatrixErrors.invalidParam(
                    "'status_msg' has at most " + MAX_MESSAGE + " characters");
        }
        if (enabled) {
            long now = clock.nanos();
            tell(user, update(user, presence, message, true, now, now, false));
        }
    }

    /**
     * A client of the user syncs.
     *
     * @param presence what {@code set_presence} says; {@code offline} leaves things as they are
     */
    public void touch(UserId user, String presence) {
        if (!STATES.contains(presence)) {
            throw MatrixErrors.invalidParam("'set_presence' must be one of " + STATES);
        }
        if (enabled && !presence.equals(OFFLINE)) {
            long now = clock.nanos();
            boolean active = presence.equals(ONLINE);
            tell(user, update(user, presence, null, false, active ? now : 0, now, false));
        }
    }

    /** What another server says of its user; it must have been allowed to say so. */
    public void receive(
            UserId user, String presence, @Nullable String message, long lastActiveAgo) {
        if (!enabled || !STATES.contains(presence)) {
            return;
        }
        long now = clock.nanos();
        long activeAt = now - Duration.ofMillis(Math.max(0, lastActiveAgo)).toNanos();
        String cut =
                message != null && message.length() > MAX_MESSAGE
                        ? message.substring(0, MAX_MESSAGE)
                        : message;
        tell(user, update(user, presence, cut, true, activeAt, now, true));
    }

    private synchronized long update(
            UserId user,
            String presence,
            @Nullable String message,
            boolean withMessage,
            long activeAt,
            long syncedAt,
            boolean remote) {
        Known entry = known.get(user);
        if (entry == null) {
            if (known.size() >= MAX_USERS) {
                return 0;
            }
            entry = new Known();
            entry.tokensAt = syncedAt;
            known.put(user, entry);
        }
        boolean wasActive = entry.activeAt != 0 && syncedAt - entry.activeAt < ACTIVE.toNanos();
        boolean changed =
                !entry.presence.equals(presence)
                        || (withMessage && !java.util.Objects.equals(entry.message, message))
                        || (activeAt != 0 && !wasActive)
                        || (withMessage && entry.counter == 0);
        entry.presence = presence;
        entry.message = withMessage ? message : entry.message;
        entry.activeAt = activeAt != 0 ? activeAt : entry.activeAt;
        entry.syncedAt = syncedAt;
        entry.remote = remote;
        entry.dirty |= changed;
        return entry.dirty ? publish(user, entry, syncedAt) : 0;
    }

    /** Gives the change its number, or leaves it for the sweep; 0 then. */
    private long publish(UserId user, Known entry, long now) {
        double gained = (now - entry.tokensAt) / (double) COALESCED.toNanos();
        entry.tokens = Math.min(BURST, entry.tokens + gained);
        entry.tokensAt = now;
        if (entry.tokens < 1) {
            return 0;
        }
        entry.tokens -= 1;
        entry.dirty = false;
        published.remove(entry.counter);
        counter++;
        entry.counter = counter;
        published.put(counter, user);
        return counter;
    }

    private void tell(UserId user, long at) {
        if (at > 0) {
            listeners.forEach(listener -> listener.changed(user, at));
        }
    }

    /** How a user presents themselves; offline if nothing is known. */
    public synchronized Status get(UserId user) {
        Known entry = known.get(user);
        return entry == null
                ? new Status(user, OFFLINE, null, null, false, 0)
                : status(user, entry);
    }

    private Status status(UserId user, Known entry) {
        long now = clock.nanos();
        Long ago = entry.activeAt == 0 ? null : Math.max(0, now - entry.activeAt) / 1_000_000;
        boolean active = ago != null && ago < ACTIVE.toMillis();
        return new Status(
                user,
                entry.presence,
                entry.message,
                ago,
                active && entry.presence.equals(ONLINE),
                entry.counter);
    }

    /** What changed behind a counter, for users that the reader may see, in the order of change. */
    public synchronized List<Status> since(long after, Predicate<UserId> visible) {
        List<Status> changes = new ArrayList<>();
        for (UserId user : published.tailMap(after, false).values()) {
            Known entry = known.get(user);
            if (entry != null && visible.test(user)) {
                changes.add(status(user, entry));
            }
        }
        return changes;
    }

    /**
     * Lets time pass: who has been idle becomes unavailable, who is gone offline, and changes that
     * were held back are published. Called every few seconds where presence is on.
     */
    public void sweep() {
        Map<UserId, Long> told = age(clock.nanos());
        told.forEach(this::tell);
    }

    private synchronized Map<UserId, Long> age(long now) {
        Map<UserId, Long> told = new TreeMap<>();
        List<UserId> forgotten = new ArrayList<>();
        for (Map.Entry<UserId, Known> each : known.entrySet()) {
            Known entry = each.getValue();
            String aged = aged(entry, now);
            entry.dirty |= !aged.equals(entry.presence);
            entry.presence = aged;
            if (entry.dirty) {
                told.put(each.getKey(), publish(each.getKey(), entry, now));
            } else if (aged.equals(OFFLINE)
                    && entry.message == null
                    && now - entry.syncedAt > REMOTE_GONE.toNanos()) {
                forgotten.add(each.getKey());
            }
        }
        forgotten.forEach(this::forget);
        return told;
    }

    private static String aged(Known entry, long now) {
        Duration gone = entry.remote ? REMOTE_GONE : GONE;
        if (now - entry.syncedAt > gone.toNanos()) {
            return OFFLINE;
        }
        boolean idle = entry.activeAt != 0 && now - entry.activeAt > IDLE.toNanos();
        return idle && !entry.remote && entry.presence.equals(ONLINE)
                ? UNAVAILABLE
                : entry.presence;
    }

    private void forget(UserId user) {
        Known entry = known.remove(user);
        if (entry != null) {
            published.remove(entry.counter);
        }
    }
}
