package stockpot.bench.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import stockpot.bench.MatrixClient;
import stockpot.bench.subject.Pause;
import stockpot.bench.subject.Subject;

/** 200 people sync and 20 of them send for five minutes; then two minutes of rest. */
public final class Steady implements Scenario {
    private static final int PEOPLE = 200;
    private static final int SENDERS = 20;
    private static final int ROOMS = 10;

    @Override
    public String name() {
        return "steady";
    }

    @Override
    public Figures run(Subject subject, Size size) {
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicLong syncs = new AtomicLong();
        AtomicLong sends = new AtomicLong();
        Figures figures = new Figures();
        double most = 0;
        try (Crowd crowd = new Crowd(subject)) {
            List<MatrixClient> people = crowd.register("person", PEOPLE);
            List<String> rooms = new ArrayList<>();
            for (int r = 0; r < ROOMS; r++) {
                rooms.add(people.get(r).createRoom("room " + r));
            }
            for (int i = 0; i < PEOPLE; i++) {
                people.get(i).join(rooms.get(i % ROOMS));
            }
            List<Future<Integer>> work = new ArrayList<>();
            people.forEach(person -> work.add(crowd.start(() -> sync(person, running, syncs))));
            for (int i = 0; i < SENDERS; i++) {
                Random random = new Random(size.seed() + i);
                MatrixClient person = people.get(i);
                String room = rooms.get(i % ROOMS);
                work.add(crowd.start(() -> send(person, room, random, running, sends)));
            }
            long end = System.nanoTime() + size.of(300) * 1_000_000_000L;
            while (System.nanoTime() < end) {
                Pause.millis(500);
                most = Math.max(most, subject.usage().rssMegabytes());
            }
            running.set(false);
            for (Future<Integer> future : work) {
                figures.errors(Crowd.get(future));
            }
        }
        int threads = subject.usage().threads();
        Pause.millis(size.of(120) * 1000L);
        return figures.put("most RSS, MB", most)
                .put("RSS after rest, MB", subject.usage().rssMegabytes())
                .put("native threads", threads)
                .put("sends", (double) sends.get())
                .put("syncs", (double) syncs.get());
    }

    private static int sync(MatrixClient person, AtomicBoolean running, AtomicLong count) {
        int errors = 0;
        String since = person.sync(null, 0, null).path("next_batch").asText();
        while (running.get()) {
            try {
                since = person.sync(since, 5000, null).path("next_batch").asText();
                count.incrementAndGet();
            } catch (MatrixClient.Refused refused) {
                errors++;
            }
        }
        return errors;
    }

    private static int send(
            MatrixClient person,
            String room,
            Random random,
            AtomicBoolean running,
            AtomicLong count) {
        int errors = 0;
        for (int n = 0; running.get(); n++) {
            try {
                person.send(room, "t" + n, "text " + n);
                count.incrementAndGet();
            } catch (MatrixClient.Refused refused) {
                errors++;
            }
            Pause.millis(500 + random.nextInt(1000));
        }
        return errors;
    }
}
