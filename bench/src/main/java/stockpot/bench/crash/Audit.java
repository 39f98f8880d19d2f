package stockpot.bench.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import stockpot.bench.scenario.History;

/** Compares what is in the rooms with what was acknowledged: promises P1 and P2. */
final class Audit {
    private Audit() {}

    /** Reads every room once and checks every sender. */
    static void run(List<Sender> senders, Watcher watcher, Violations violations) {
        Map<String, List<JsonNode>> rooms = new LinkedHashMap<>();
        for (Sender sender : senders) {
            rooms.computeIfAbsent(sender.roomId(), room -> texts(sender, room));
        }
        rooms.forEach((room, events) -> watcher.compare(room, events, violations));
        senders.forEach(sender ->
                check(sender, rooms.getOrDefault(sender.roomId(), List.of()), violations));
    }

    /** The texts of a room, oldest first. */
    private static List<JsonNode> texts(Sender reader, String room) {
        List<JsonNode> events = new ArrayList<>();
        for (JsonNode event : History.backwards(reader.client(), room, 500).reversed()) {
            if (event.path("type").asText().equals("m.room.message")) {
                events.add(event);
            }
        }
        return events;
    }

    private static void check(Sender sender, List<JsonNode> events, Violations violations) {
        List<String> promised = sender.ledger().ids();
        Set<String> seen = new HashSet<>();
        int next = 0;
        for (JsonNode event : events) {
            if (!event.path("sender").asText().equals(sender.client().userId())) {
                continue;
            }
            String id = event.path("event_id").asText();
            String body = event.path("content").path("body").asText();
            if (!seen.add(id)) {
                violations.add(sender.name() + ": " + id + " is there twice");
            }
            if (!body.equals(sender.text(next))) {
                violations.add(
                        sender.name()
                                + ": expected \""
                                + sender.text(next)
                                + "\", found \""
                                + body
                                + "\"");
                return;
            }
            if (next < promised.size() && !promised.get(next).equals(id)) {
                violations.add(
                        sender.name()
                                + " "
                                + next
                                + ": acknowledged as "
                                + promised.get(next)
                                + ", is "
                                + id);
            }
            next++;
        }
        // One more than acknowledged may be there: committed, but its answer was lost.
        if (next < promised.size() || next > promised.size() + 1) {
            violations.add(
                    sender.name() + ": " + promised.size() + " acknowledged, " + next + " found");
        }
    }
}
