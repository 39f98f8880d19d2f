package stockpot.bench.scenario;

import java.util.Arrays;
import stockpot.bench.subject.Subject;

/** From the start of the process to its first answer, on data that exist already. */
public final class StartUp implements Scenario {
    private static final int STARTS = 5;

    @Override
    public String name() {
        return "start-up";
    }

    @Override
    public Figures run(Subject subject, Size size) {
        double[] wall = new double[STARTS];
        double[] cpu = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            subject.stop();
            subject.restart();
            wall[i] = subject.startTime().toNanos() / 1e6;
            cpu[i] = subject.usage().cpuMillis();
        }
        Arrays.sort(wall);
        Arrays.sort(cpu);
        return new Figures()
                .put("first answer, median ms", wall[STARTS / 2])
                .put("CPU until then, median ms", cpu[STARTS / 2]);
    }
}
