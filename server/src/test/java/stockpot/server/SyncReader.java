package stockpot.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What one person has read, in pieces that must fit together. */
final class SyncReader {
    private final Person person;
    private final CoreWorld world;
    private final TreeSet<String> joined = new TreeSet<>();
    private final Map<String, List<Piece>> pieces = new LinkedHashMap<>();
    private final List<String> expected = new ArrayList<>();
    private String since = "";
    private boolean news;
    private boolean stopped;
    private @Nullable Thread waiting;

    /**
     * The events of one answer.
     *
     * @param follows whether they follow on the piece before without a gap
     * @param whole whether nothing between them is hidden, since the person is in the room
     */
    record Piece(List<String> eventIds, boolean follows, boolean whole) {}

    SyncReader(Person person, CoreWorld world) {
        this.person = person;
        this.world = world;
    }

    Set<String> joined() {
        return joined;
    }

    Map<String, List<Piece>> pieces() {
        return pieces;
    }

    List<String> expected() {
        return expected;
    }

    /** A to-device message was acknowledged to its sender. */
    void expect(String message) {
        expected.add(message);
    }

    void stopped() {
        stopped = true;
        LockSupport.unpark(waiting);
    }

    /** Waits until the reading beside the acting has ended. */
    void awaitStop() {
        waiting = Thread.currentThread();
        while (!stopped) {
            LockSupport.park(this);
        }
    }

    boolean sawNews() {
        return news;
    }

    /** One sync; false when no answer came. */
    boolean once(int timeout) {
        long began = world.simulation.now();
        SimulatedApi.Answer answer =
                world.once("GET", person.syncPath(since, timeout), person.token(), null);
        if (answer == null || answer.status() == 503 || answer.status() == 429) {
            return false;
        }
        if (!answer.good()) {
            world.simulation.violation("P3: the sync of " + person.name() + " gave " + answer);
            return false;
        }
        boolean first = since.isEmpty();
        String next = answer.body().path("next_batch").asText();
        JsonNode rooms = answer.body().path("rooms");
        news = !next.equals(since);
        rooms.path("join")
                .properties()
                .forEach(room -> read(room.getKey(), room.getValue(), began, first, true));
        rooms.path("leave")
                .properties()
                .forEach(room -> read(room.getKey(), room.getValue(), began, first, false));
        for (JsonNode message : answer.body().path("to_device").path("events")) {
            world.ledger.toDevice(message.path("content").path("id").asText(), person.name());
        }
        since = next;
        return true;
    }

    private void read(String room, JsonNode update, long began, boolean first, boolean now) {
        JsonNode timeline = update.path("timeline");
        boolean follows = joined.contains(room) && !timeline.path("limited").asBoolean();
        List<String> ids = new ArrayList<>();
        for (JsonNode event : timeline.path("events")) {
            String id = event.path("event_id").asText();
            ids.add(id);
            if (follows && !first) {
                world.ledger.delivered(
                        new Ledger.Delivery(person.name(), id, began, world.simulation.now()));
            }
        }
        if (!ids.isEmpty()) {
            pieces.computeIfAbsent(room, r -> new ArrayList<>())
                    .add(new Piece(List.copyOf(ids), follows, now || joined.contains(room)));
            world.simulation.trace(person.name() + " saw " + ids.size() + " of " + room);
        }
        if (now) {
            joined.add(room);
        } else {
            joined.remove(room);
        }
    }

    /** Some event that was seen last in a room: {@code room event}, or an empty text. */
    String lastEvent(Random random) {
        if (joined.isEmpty()) {
            return "";
        }
        String room = List.copyOf(joined).get(random.nextInt(joined.size()));
        List<Piece> seen = pieces.getOrDefault(room, List.of());
        return seen.isEmpty() ? "" : room + " " + seen.getLast().eventIds().getLast();
    }
}
