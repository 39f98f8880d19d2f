package stockpot.bench.scenario;

import java.util.List;
import stockpot.bench.MatrixClient;
import stockpot.bench.subject.Subject;

/** What a send and a join cost in a room of a thousand against a room of five and of ten. */
public final class BigRoom implements Scenario {
    private static final int JOINS = 50;

    @Override
    public String name() {
        return "big-room";
    }

    @Override
    public Figures run(Subject subject, Size size) {
        int members = Math.max(2 * JOINS + 10, size.of(1000));
        int sends = size.of(500);
        try (Crowd crowd = new Crowd(subject)) {
            List<MatrixClient> people = crowd.register("member", members);
            MatrixClient owner = people.get(0);
            String small = owner.createRoom("five");
            people.subList(1, 5).forEach(person -> person.join(small));
            // Warm-up of both kinds of work, so that the first figure does not pay for compilation.
            String warm = owner.createRoom("warm");
            people.subList(1, 2 * JOINS).forEach(person -> person.join(warm));
            send(subject, owner, warm, "warm", sends);

            String big = owner.createRoom("many");
            double early = joins(subject, people.subList(10 - 1, 10 - 1 + JOINS), big);
            people.subList(1, members - JOINS).forEach(person -> person.join(big));
            double late = joins(subject, people.subList(members - JOINS, members), big);
            double inSmall = send(subject, owner, small, "a", sends);
            double inBig = send(subject, owner, big, "b", sends);
            double inSmallAgain = send(subject, owner, small, "c", sends);
            double inBigAgain = send(subject, owner, big, "d", sends);
            double ratio = (inBig + inBigAgain) / (inSmall + inSmallAgain);
            return new Figures()
                    .put("CPU per send, 5 members, ms", (inSmall + inSmallAgain) / 2)
                    .put("CPU per send, " + members + " members, ms", (inBig + inBigAgain) / 2)
                    .put("send ratio", ratio)
                    .put("CPU per join about member 10, ms", early)
                    .put("CPU per join about member " + members + ", ms", late)
                    .put("join ratio", late / early);
        }
    }

    private static double joins(Subject subject, List<MatrixClient> people, String room) {
        long cpu = subject.usage().cpuMillis();
        people.forEach(person -> person.join(room));
        return (subject.usage().cpuMillis() - cpu) / (double) people.size();
    }

    private static double send(
            Subject subject, MatrixClient owner, String room, String label, int count) {
        long cpu = subject.usage().cpuMillis();
        for (int i = 0; i < count; i++) {
            owner.send(room, label + i, "text " + i);
        }
        return (subject.usage().cpuMillis() - cpu) / (double) count;
    }
}
