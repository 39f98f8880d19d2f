package stockpot.bench.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import stockpot.bench.MatrixClient;

/** Follows all rooms by one chain of sync tokens across all restarts: promise P3. */
final class Watcher {
    private static final String FILTER = "{\"room\":{\"timeline\":{\"limit\":1000}}}";

    private final MatrixClient client;
    private final Map<String, List<String>> seen = new LinkedHashMap<>();
    private String since;
    private volatile boolean running;

    Watcher(MatrixClient client) {
        this.client = client;
        this.since = client.sync(null, 0, FILTER).path("next_batch").asText();
    }

    /** Syncs until told to stop or until the server is gone. */
    void run(Violations violations) {
        running = true;
        while (running) {
            try {
                once(500, violations);
            } catch (UncheckedIOException gone) {
                return;
            } catch (MatrixClient.Refused refused) {
                if (refused.status() != 503) {
                    violations.add("sync was refused: " + refused.getMessage());
                    return;
                }
            }
        }
    }

    void stop() {
        running = false;
    }

    /** Brings the watcher up to date while nobody sends. */
    void catchUp(Violations violations) {
        once(0, violations);
    }

    private void once(int timeout, Violations violations) {
        JsonNode answer = client.sync(since, timeout, FILTER);
        answer.path("rooms")
                .path("join")
                .properties()
                .forEach(entry -> note(entry.getKey(), entry.getValue(), violations));
        since = answer.path("next_batch").asText();
    }

    private void note(String room, JsonNode update, Violations violations) {
        JsonNode timeline = update.path("timeline");
        if (timeline.path("limited").asBoolean()) {
            violations.add("a sync had a gap in " + room + " within its limit");
        }
        for (JsonNode event : timeline.path("events")) {
            if (event.path("type").asText().equals("m.room.message")) {
                seen.computeIfAbsent(room, r -> new ArrayList<>())
                        .add(event.path("event_id").asText());
            }
        }
    }

    /** What was seen is what is there, each once, in the same order. */
    void compare(String room, List<JsonNode> events, Violations violations) {
        List<String> there = events.stream().map(event -> event.path("event_id").asText()).toList();
        List<String> mine = seen.getOrDefault(room, List.of());
        if (!mine.equals(there)) {
            violations.add(
                    "sync saw "
                            + mine.size()
                            + " texts of "
                            + room
                            + ", the room holds "
                            + there.size()
                            + (mine.size() == there.size() ? " in another order" : ""));
        }
    }
}
