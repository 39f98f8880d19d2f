package stockpot.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import stockpot.server.simulation.Simulation;
import stockpot.server.store.Change;

/** What was promised, and when things became readable. */
final class Ledger {
    private final Simulation simulation;
    private final Map<String, String> acknowledged = new LinkedHashMap<>();
    private final Map<String, String> meant = new LinkedHashMap<>();
    private final Map<Long, Long> publishedAt = new LinkedHashMap<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Map<String, Integer> toDevice = new LinkedHashMap<>();
    private final Map<String, String> claimed = new LinkedHashMap<>();
    private final Map<String, String> settled = new LinkedHashMap<>();

    /** An event came to a person by a sync that began at a time and ended at another. */
    record Delivery(String person, String eventId, long began, long ended) {}

    Ledger(Simulation simulation) {
        this.simulation = simulation;
    }

    /** Commits as the readers of the log hear of them. */
    void published(List<Change> changes) {
        changes.forEach(change -> publishedAt.putIfAbsent(change.position(), simulation.now()));
    }

    Long publishedAt(long position) {
        return publishedAt.getOrDefault(position, Long.MAX_VALUE);
    }

    /** Someone means to send a text. */
    void means(String text, String sender) {
        meant.put(text, sender);
    }

    /** A text was acknowledged as this event. */
    void acknowledged(String text, String eventId) {
        String before = acknowledged.put(text, eventId);
        if (before != null && !before.equals(eventId)) {
            simulation.violation("P2: " + text + " is " + before + " and " + eventId);
        }
    }

    Map<String, String> acknowledged() {
        return acknowledged;
    }

    Map<String, String> meant() {
        return meant;
    }

    void delivered(Delivery delivery) {
        deliveries.add(delivery);
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    /** A to-device message was seen in an answer that was read. */
    void toDevice(String message, String person) {
        int times = toDevice.merge(person + " " + message, 1, Integer::sum);
        if (times > 1) {
            simulation.violation("P2: " + person + " got the message " + message + " twice");
        }
    }

    boolean gotToDevice(String message, String person) {
        return toDevice.containsKey(person + " " + message);
    }

    /** A one-time key was handed out. */
    void claimed(String key, String by) {
        String before = claimed.put(key, by);
        if (before != null) {
            simulation.violation("Y01: the key " + key + " went to " + before + " and " + by);
        }
    }

    /** A value of a user's own was acknowledged; the last one must stay. */
    void settled(String what, String value) {
        settled.put(what, value);
    }

    Map<String, String> settled() {
        return settled;
    }
}
