package stockpot.bench.scenario;

import stockpot.bench.subject.Pause;
import stockpot.bench.subject.Subject;
import stockpot.bench.subject.Usage;

/** After 200 registrations and a minute of rest. */
public final class Idle implements Scenario {
    @Override
    public String name() {
        return "idle";
    }

    @Override
    public Subject.Options options() {
        return Subject.Options.DEFAULT;
    }

    @Override
    public Figures run(Subject subject, Size size) {
        try (Crowd crowd = new Crowd(subject)) {
            crowd.register("idle", size.of(200));
        }
        Usage before = subject.usage();
        int rest = 60_000;
        Pause.millis(rest);
        Usage after = subject.usage();
        return new Figures()
                .put("RSS, MB", after.rssMegabytes())
                .put("native threads", after.threads())
                .put(
                        "CPU while idle, ms/s",
                        (after.cpuMillis() - before.cpuMillis()) * 1000.0 / rest);
    }
}
