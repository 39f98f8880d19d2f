package stockpot.bench.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import stockpot.bench.MatrixClient;
import stockpot.bench.subject.Subject;

/** One room grows to 50,000 events; what a send costs then, and a walk back through all of them. */
public final class Growth implements Scenario {
    private static final int PROBE = 1000;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public Figures run(Subject subject, Size size) {
        int events = size.of(50_000);
        Figures figures = new Figures();
        try (Crowd crowd = new Crowd(subject)) {
            MatrixClient alice = crowd.registerOne("alice");
            String warm = alice.createRoom("warm");
            grow(subject, alice, warm, "w", PROBE, new ArrayList<>());
            String room = alice.createRoom("long");
            List<String> sent = new ArrayList<>();
            grow(subject, alice, room, "a", 500, sent);
            double young = grow(subject, alice, room, "b", PROBE, sent);
            grow(subject, alice, room, "c", Math.max(0, events - sent.size() - PROBE), sent);
            double old = grow(subject, alice, room, "d", PROBE, sent);
            figures.put("CPU per send after 500 events, ms", young)
                    .put("CPU per send at " + events + ", ms", old)
                    .put("ratio", old / young);
            page(subject, alice, room, sent, figures);
        }
        return figures;
    }

    private static double grow(
            Subject subject,
            MatrixClient alice,
            String room,
            String label,
            int count,
            List<String> sent) {
        long cpu = subject.usage().cpuMillis();
        for (int i = 0; i < count; i++) {
            sent.add(alice.send(room, label + i, "text " + i));
        }
        return (subject.usage().cpuMillis() - cpu) / (double) Math.max(1, count);
    }

    private static void page(
            Subject subject, MatrixClient alice, String room, List<String> sent, Figures figures) {
        long cpu = subject.usage().cpuMillis();
        long begin = System.nanoTime();
        List<String> seen = new ArrayList<>();
        for (JsonNode event : History.backwards(alice, room, 100)) {
            if (event.path("type").asText().equals("m.room.message")) {
                seen.add(event.path("event_id").asText());
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        figures.put("paged back, events/s", seen.size() / seconds)
                .put(
                        "CPU per page of 100, ms",
                        (subject.usage().cpuMillis() - cpu) * 100.0 / seen.size())
                .put("RSS, MB", subject.usage().rssMegabytes())
                .errors(seen.equals(sent.reversed()) ? 0 : 1);
    }
}
