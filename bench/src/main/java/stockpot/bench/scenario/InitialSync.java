package stockpot.bench.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import stockpot.bench.MatrixClient;
import stockpot.bench.subject.Subject;

/** A first {@code /sync} of someone in many rooms, then many that bring nothing new. */
public final class InitialSync implements Scenario {
    private static final int TEXTS = 15;
    private final int rooms;

    /** With so many rooms. */
    public InitialSync(int rooms) {
        this.rooms = rooms;
    }

    @Override
    public String name() {
        return "initial-sync-" + rooms;
    }

    @Override
    public Figures run(Subject subject, Size size) {
        try (Crowd crowd = new Crowd(subject)) {
            MatrixClient alice = crowd.registerOne("alice");
            List<MatrixClient> others = crowd.register("other", 4);
            List<String> last = furnish(crowd, alice, others);
            return measure(subject, alice, last, size);
        }
    }

    /** Five people and some texts in every room; returns the last event of each. */
    private List<String> furnish(Crowd crowd, MatrixClient alice, List<MatrixClient> others) {
        List<String> ids = new ArrayList<>();
        for (int r = 0; r < rooms; r++) {
            String room = alice.createRoom("room " + r);
            crowd.together(
                    others.size(),
                    i -> {
                        others.get(i).join(room);
                        return i;
                    });
            String id = "";
            for (int t = 0; t < TEXTS; t++) {
                id = others.get(t % others.size()).send(room, "t" + t, "text " + t);
            }
            ids.add(room + " " + id);
        }
        return ids;
    }

    private Figures measure(Subject subject, MatrixClient alice, List<String> last, Size size) {
        Figures figures = new Figures();
        int repeats = size.of(10);
        String since = "";
        long[] times = new long[repeats];
        long cpu = 0;
        // Synapse keeps the answer to an equal request for two minutes, so each asks for another
        // limit.
        for (int i = -2; i < repeats; i++) {
            if (i == 0) {
                cpu = subject.usage().cpuMillis();
            }
            long begin = System.nanoTime();
            JsonNode answer =
                    alice.sync(null, 0, "{\"room\":{\"timeline\":{\"limit\":" + (13 + i) + "}}}");
            if (i >= 0) {
                times[i] = System.nanoTime() - begin;
            }
            since = answer.path("next_batch").asText();
            figures.errors(wrong(answer, last));
        }
        long used = subject.usage().cpuMillis() - cpu;
        figures.put("server CPU per initial sync, ms", used / (double) repeats)
                .putTimes("initial sync", times);
        return nothingNew(subject, alice, since, figures, size);
    }

    private static Figures nothingNew(
            Subject subject, MatrixClient alice, String from, Figures figures, Size size) {
        int repeats = size.of(1000);
        String since = from;
        for (int i = 0; i < repeats / 5; i++) {
            since = alice.sync(since, 0, null).path("next_batch").asText();
        }
        long cpu = subject.usage().cpuMillis();
        for (int i = 0; i < repeats; i++) {
            JsonNode answer = alice.sync(since, 0, null);
            since = answer.path("next_batch").asText();
            figures.errors(answer.path("rooms").path("join").size());
        }
        long used = subject.usage().cpuMillis() - cpu;
        return figures.put("server CPU per sync with nothing new, ms", used / (double) repeats);
    }

    private static long wrong(JsonNode answer, List<String> last) {
        long wrong = 0;
        for (String line : last) {
            String room = line.substring(0, line.indexOf(' '));
            JsonNode events =
                    answer.path("rooms").path("join").path(room).path("timeline").path("events");
            boolean right =
                    !events.isEmpty()
                            && events.get(events.size() - 1)
                                    .path("event_id")
                                    .asText()
                                    .equals(line.substring(room.length() + 1));
            wrong += right ? 0 : 1;
        }
        return wrong;
    }
}
