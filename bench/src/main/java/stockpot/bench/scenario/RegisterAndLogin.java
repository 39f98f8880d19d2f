package stockpot.bench.scenario;

import stockpot.bench.subject.Subject;

/** Registrations, then logins by password, with the hashing that people get. */
public final class RegisterAndLogin implements Scenario {
    @Override
    public String name() {
        return "register-login";
    }

    @Override
    public Subject.Options options() {
        return Subject.Options.DEFAULT;
    }

    @Override
    public Figures run(Subject subject, Size size) {
        int people = size.of(100);
        Figures figures = new Figures();
        try (Crowd crowd = new Crowd(subject)) {
            long start = subject.usage().cpuMillis();
            crowd.register("person", people);
            long registered = subject.usage().cpuMillis();
            long[] times = new long[people];
            for (int i = 0; i < people; i++) {
                long begin = System.nanoTime();
                if (crowd.login("person" + i).token().isEmpty()) {
                    figures.errors(1);
                }
                times[i] = System.nanoTime() - begin;
            }
            long done = subject.usage().cpuMillis();
            figures.put("CPU per registration, ms", (registered - start) / (double) people)
                    .put("CPU per login, ms", (done - registered) / (double) people)
                    .putTimes("login", times);
        }
        return figures;
    }
}
