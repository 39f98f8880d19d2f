package stockpot.bench.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import stockpot.bench.MatrixClient;
import stockpot.bench.subject.Pause;
import stockpot.bench.subject.Subject;

/**
 * One sends, a hundred wait in {@code /sync}. The next text leaves when all have the last one, so
 * that every text wakes every watcher once.
 */
public final class FanOut implements Scenario {
    private static final int WATCHERS = 100;
    private static final int LATE_MILLIS = 30_000;

    @Override
    public String name() {
        return "fan-out";
    }

    @Override
    public Figures run(Subject subject, Size size) {
        try (Crowd crowd = new Crowd(subject)) {
            MatrixClient sender = crowd.registerOne("speaker");
            List<MatrixClient> watchers = crowd.register("watcher", WATCHERS);
            String room = sender.createRoom("plaza");
            watchers.forEach(watcher -> watcher.join(room));
            return measure(crowd, subject, sender, watchers, room, size);
        }
    }

    private static Figures measure(
            Crowd crowd,
            Subject subject,
            MatrixClient sender,
            List<MatrixClient> watchers,
            String room,
            Size size) {
        int warmUp = size.of(20);
        int texts = warmUp + size.of(100);
        AtomicLong delivered = new AtomicLong();
        AtomicReferenceArray<Long> arrivals = new AtomicReferenceArray<>(texts * WATCHERS);
        List<Future<List<String>>> seen = new ArrayList<>();
        List<String> since =
                crowd.together(
                        WATCHERS,
                        i -> watchers.get(i).sync(null, 0, null).path("next_batch").asText());
        for (int i = 0; i < WATCHERS; i++) {
            int index = i;
            seen.add(
                    crowd.start(() ->
                            watch(
                                    watchers.get(index),
                                    room,
                                    since.get(index),
                                    texts,
                                    index,
                                    delivered,
                                    arrivals)));
        }
        Figures figures = new Figures();
        List<String> sent = new ArrayList<>();
        long[] times = new long[(texts - warmUp) * WATCHERS];
        long cpu = 0;
        for (int n = 0; n < texts; n++) {
            if (n == warmUp) {
                cpu = subject.usage().cpuMillis();
            }
            Pause.millis(20);
            long begin = System.nanoTime();
            sent.add(sender.send(room, "t" + n, "text " + n));
            figures.errors(awaitAll(delivered, (long) (n + 1) * WATCHERS));
            for (int w = 0; w < WATCHERS && n >= warmUp; w++) {
                Long arrival = arrivals.get(n * WATCHERS + w);
                times[(n - warmUp) * WATCHERS + w] =
                        arrival == null ? LATE_MILLIS * 1_000_000L : arrival - begin;
            }
        }
        long used = subject.usage().cpuMillis() - cpu;
        for (Future<List<String>> watcher : seen) {
            figures.errors(Crowd.get(watcher).equals(sent) ? 0 : 1);
        }
        return figures.put("server CPU per delivered event, ms", used / (double) times.length)
                .putTimes("delivery", times)
                .put("RSS, MB", subject.usage().rssMegabytes());
    }

    private static List<String> watch(
            MatrixClient watcher,
            String room,
            String from,
            int texts,
            int index,
            AtomicLong delivered,
            AtomicReferenceArray<Long> arrivals) {
        List<String> ids = new ArrayList<>();
        String since = from;
        long end = System.nanoTime() + 600_000_000_000L;
        while (ids.size() < texts && System.nanoTime() < end) {
            JsonNode answer = watcher.sync(since, LATE_MILLIS, null);
            since = answer.path("next_batch").asText();
            for (JsonNode event :
                    answer.path("rooms").path("join").path(room).path("timeline").path("events")) {
                if (event.path("type").asText().equals("m.room.message")) {
                    arrivals.set(
                            Math.min(ids.size(), texts - 1) * WATCHERS + index, System.nanoTime());
                    ids.add(event.path("event_id").asText());
                    delivered.incrementAndGet();
                }
            }
        }
        return ids;
    }

    /** Waits for the count; one error when it does not come in time. */
    private static int awaitAll(AtomicLong delivered, long count) {
        long end = System.nanoTime() + LATE_MILLIS * 1_000_000L;
        while (delivered.get() < count) {
            if (System.nanoTime() > end) {
                return 1;
            }
            Pause.millis(1);
        }
        return 0;
    }
}
