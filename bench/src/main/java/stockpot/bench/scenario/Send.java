package stockpot.bench.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import stockpot.bench.MatrixClient;
import stockpot.bench.subject.Subject;

/** 20 people send in 10 rooms: 1,000 texts of warm-up, 3,000 measured; then all are looked for. */
public final class Send implements Scenario {
    private static final int PEOPLE = 20;
    private static final int ROOMS = 10;

    @Override
    public String name() {
        return "send";
    }

    @Override
    public Figures run(Subject subject, Size size) {
        Figures figures = new Figures();
        try (Crowd crowd = new Crowd(subject)) {
            List<MatrixClient> people = crowd.register("sender", PEOPLE);
            List<String> rooms = new ArrayList<>();
            for (int i = 0; i < ROOMS; i++) {
                String room = people.get(i).createRoom("room " + i);
                people.get(i + ROOMS).join(room);
                rooms.add(room);
            }
            int measured = size.of(3000);
            Set<String> sent =
                    new HashSet<>(sendAll(crowd, people, rooms, "w", new long[size.of(1000)]));
            long cpu = subject.usage().cpuMillis();
            long begin = System.nanoTime();
            long[] times = new long[measured];
            List<String> ids = sendAll(crowd, people, rooms, "m", times);
            double seconds = (System.nanoTime() - begin) / 1e9;
            long cpuUsed = subject.usage().cpuMillis() - cpu;
            sent.addAll(ids);
            figures.put("sends/s, acknowledged", measured / seconds)
                    .put("server CPU per send, ms", cpuUsed / (double) measured)
                    .putTimes("send", times)
                    .put("RSS, MB", subject.usage().rssMegabytes())
                    .errors(missing(people, rooms, sent));
        }
        return figures;
    }

    /** Sends one text for each element of {@code times} and fills it in; returns the event ids. */
    private static List<String> sendAll(
            Crowd crowd,
            List<MatrixClient> people,
            List<String> rooms,
            String label,
            long[] times) {
        int count = times.length;
        AtomicInteger next = new AtomicInteger();
        List<List<String>> ids =
                crowd.together(
                        PEOPLE,
                        i -> {
                            List<String> mine = new ArrayList<>();
                            for (int n = next.getAndIncrement();
                                    n < count;
                                    n = next.getAndIncrement()) {
                                long begin = System.nanoTime();
                                mine.add(
                                        people.get(i)
                                                .send(
                                                        rooms.get(i % ROOMS),
                                                        label + n,
                                                        "text " + n));
                                times[n] = System.nanoTime() - begin;
                            }
                            return mine;
                        });
        return ids.stream().flatMap(List::stream).toList();
    }

    /** Pages through every room: an event that was acknowledged is there exactly once. */
    private static long missing(List<MatrixClient> people, List<String> rooms, Set<String> sent) {
        Set<String> left = new HashSet<>(sent);
        long doubled = 0;
        for (int i = 0; i < ROOMS; i++) {
            for (JsonNode event : History.backwards(people.get(i), rooms.get(i), 100)) {
                String id = event.path("event_id").asText();
                if (sent.contains(id) && !left.remove(id)) {
                    doubled++;
                }
            }
        }
        return left.size() + doubled;
    }
}
