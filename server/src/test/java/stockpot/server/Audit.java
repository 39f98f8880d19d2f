package stockpot.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import stockpot.server.matrix.json.Json;
import stockpot.server.simulation.Simulation;
import stockpot.server.store.Database;
import stockpot.server.store.EventNames;
import stockpot.server.store.StateKeys;
import stockpot.server.store.StateTrees;
import stockpot.server.store.Transaction;

/** Compares the data with what was promised: P1, P2, P3, P5 and P6 of the fault catalogue. */
final class Audit {
    /** A change that concerns a waiting reader reaches it within this; a lost wake-up does not. */
    private static final Duration SOON = Duration.ofMillis(60);

    private final Transaction tx;
    private final Ledger ledger;
    private final Simulation simulation;
    private final Map<String, List<Stored>> rooms = new LinkedHashMap<>();
    private final Map<String, Stored> byId = new LinkedHashMap<>();

    private record Stored(
            long position, String eventId, String type, String sender, ObjectNode json) {}

    private Audit(Transaction tx, Ledger ledger, Simulation simulation) {
        this.tx = tx;
        this.ledger = ledger;
        this.simulation = simulation;
    }

    static void run(Database database, Ledger ledger, List<Person> people, Simulation simulation) {
        int audited =
                database.read(tx -> {
                    Audit audit = new Audit(tx, ledger, simulation);
                    audit.all(people);
                    return audit.byId.size();
                });
        simulation.trace("audited " + audited + " events");
    }

    private void all(List<Person> people) {
        load();
        textsAreThereOnce();
        stateIsTheReplayOfEvents();
        people.forEach(this::readerSawEverything);
        deliveriesWereSoon();
        settledValuesStay();
    }

    private void load() {
        tx.each(
                "SELECT r.room_id, e.position, e.event_id, e.json FROM events e JOIN rooms r ON r.nid = e.room"
                        + " ORDER BY e.position",
                row -> {
                    ObjectNode json = Json.trusted(row.text(4));
                    Stored stored =
                            new Stored(
                                    row.number(2),
                                    EventNames.of(row, 3),
                                    json.path("type").asText(),
                                    json.path("sender").asText(),
                                    json);
                    rooms.computeIfAbsent(row.text(1), room -> new ArrayList<>()).add(stored);
                    if (byId.put(stored.eventId(), stored) != null) {
                        simulation.violation("P5: two rows of " + stored.eventId());
                    }
                    return true;
                });
    }

    private void textsAreThereOnce() {
        Map<String, String> seen = new LinkedHashMap<>();
        rooms.values().stream()
                .flatMap(List::stream)
                .forEach(event -> {
                    String text = event.json().path("content").path("body").asText();
                    if (event.type().equals("m.room.message") && !text.isEmpty()) {
                        if (!event.sender().equals(ledger.meant().get(text))) {
                            simulation.violation("P2: nobody said " + text);
                        }
                        if (seen.put(text, event.eventId()) != null) {
                            simulation.violation("P2: \"" + text + "\" is there twice");
                        }
                    }
                });
        ledger.acknowledged()
                .forEach((text, eventId) -> {
                    Stored event = byId.get(eventId);
                    boolean redacted = event != null && event.json().path("content").isEmpty();
                    if (event == null || (!redacted && !eventId.equals(seen.get(text)))) {
                        simulation.violation(
                                "P1: \""
                                        + text
                                        + "\" was acknowledged as "
                                        + eventId
                                        + " and is gone");
                    }
                });
    }

    private void stateIsTheReplayOfEvents() {
        for (Map.Entry<String, List<Stored>> room : rooms.entrySet()) {
            TreeMap<String, Long> replayed = new TreeMap<>();
            for (Stored event : room.getValue()) {
                if (event.json().has("state_key")) {
                    replayed.put(
                            event.type() + "|" + event.json().path("state_key").asText(),
                            event.position());
                }
            }
            if (!replayed.equals(stored(room.getKey()))) {
                simulation.violation(
                        "P5: the state of " + room.getKey() + " is not the replay of its events");
            }
            membershipsAreTheState(room.getKey(), replayed);
        }
    }

    private SortedMap<String, Long> stored(String room) {
        Long root =
                tx.first(
                        "SELECT state_root FROM rooms WHERE room_id = ?",
                        row -> row.number(1),
                        room);
        TreeMap<String, Long> state = new TreeMap<>();
        StateTrees.each(
                tx,
                root == null ? 0 : root,
                (key, position) -> {
                    var slot = StateKeys.name(tx, key);
                    state.put(slot.type() + "|" + slot.key(), position);
                    return true;
                });
        return state;
    }

    private void membershipsAreTheState(String room, SortedMap<String, Long> state) {
        TreeMap<String, Long> members = new TreeMap<>();
        tx.list(
                        "SELECT m.user_id, m.position FROM memberships m JOIN rooms r ON r.nid = m.room WHERE r.room_id = ?",
                        row -> Map.entry("m.room.member|" + row.text(1), row.number(2)),
                        room)
                .forEach(entry -> members.put(entry.getKey(), entry.getValue()));
        TreeMap<String, Long> wanted =
                new TreeMap<>(state.subMap("m.room.member|", "m.room.member|\uffff"));
        if (!wanted.equals(members)) {
            simulation.violation(
                    "P5: memberships of " + room + " are " + members + ", state says " + wanted);
        }
    }

    /** The pieces that a reader got fit together without a gap, and end where the room ends. */
    private void readerSawEverything(Person person) {
        SyncReader reader = person.reader();
        reader.pieces()
                .forEach((room, pieces) -> {
                    List<String> log =
                            rooms.getOrDefault(room, List.of()).stream()
                                    .map(Stored::eventId)
                                    .toList();
                    int last = -1;
                    for (SyncReader.Piece piece : pieces) {
                        for (int i = 0; i < piece.eventIds().size(); i++) {
                            int at = log.indexOf(piece.eventIds().get(i));
                            boolean next = piece.whole() && (i > 0 || piece.follows()) && last >= 0;
                            boolean fits = next ? at == last + 1 : at >= 0 && (i == 0 || at > last);
                            if (!fits) {
                                simulation.violation(
                                        "P3: "
                                                + person.name()
                                                + " saw event "
                                                + at
                                                + " of "
                                                + room
                                                + " ("
                                                + piece.eventIds().get(i)
                                                + ") behind "
                                                + last);
                            }
                            last = at;
                        }
                    }
                    if (reader.joined().contains(room) && last != log.size() - 1) {
                        simulation.violation(
                                "P3: "
                                        + person.name()
                                        + " saw "
                                        + room
                                        + " up to "
                                        + last
                                        + " of "
                                        + (log.size() - 1));
                    }
                });
        for (String message : reader.expected()) {
            if (!ledger.gotToDevice(message, person.name())) {
                simulation.violation("P1: the message " + message + " never came");
            }
        }
    }

    private void deliveriesWereSoon() {
        for (Ledger.Delivery delivery : ledger.deliveries()) {
            Stored event = byId.get(delivery.eventId());
            if (event == null) {
                simulation.violation(
                        "P2: "
                                + delivery.person()
                                + " saw "
                                + delivery.eventId()
                                + ", which is not stored");
                continue;
            }
            Long published = ledger.publishedAt(event.position());
            if (published != Long.MAX_VALUE
                    && delivery.ended() > Math.max(delivery.began(), published) + SOON.toNanos()) {
                simulation.violation(
                        "P6: "
                                + delivery.person()
                                + " saw "
                                + delivery.eventId()
                                + " "
                                + (delivery.ended() - Math.max(delivery.began(), published))
                                        / 1_000_000
                                + " ms late");
            }
        }
    }

    private void settledValuesStay() {
        ledger.settled()
                .forEach((what, value) -> {
                    String user = what.substring(0, what.indexOf(' '));
                    boolean data = what.contains("/account_data/");
                    String stored =
                            data
                                    ? tx.first(
                                            "SELECT content FROM account_data WHERE user_id = ? AND type = 'sim.data'",
                                            row -> row.text(1),
                                            user)
                                    : tx.first(
                                            "SELECT value FROM profiles WHERE user_id = ? AND field = 'displayname'"
                                                    + " AND value IS NOT NULL",
                                            row -> row.text(1),
                                            user);
                    String wanted =
                            data ? value : Json.text(Json.parseObject(value).path("displayname"));
                    if (!Objects.equals(stored, wanted)) {
                        simulation.violation(
                                "P1: " + what + " is " + stored + ", acknowledged was " + wanted);
                    }
                });
    }
}
