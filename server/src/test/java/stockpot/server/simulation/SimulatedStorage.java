package stockpot.server.simulation;

import java.time.Duration;
import stockpot.server.store.StorageSteps;
import stockpot.server.store.StorageTrouble;

/** Storage that takes its time and fails now and then, before a commit or after it. */
public final class SimulatedStorage implements StorageSteps {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration COMMIT = Duration.ofMillis(15);
    private static final Duration SLOW_COMMIT = Duration.ofMillis(400);

    private final Incarnation incarnation;
    private final Troubles troubles;

    /**
     * How often something goes wrong, each as a share of the steps of its kind.
     *
     * @param statement a statement fails
     * @param commit a commit fails, nothing is stored
     * @param answer a commit is done but its answer is lost
     * @param slow a commit takes long
     */
    public record Troubles(double statement, double commit, double answer, double slow) {
        /** Nothing goes wrong. */
        public static final Troubles NONE = new Troubles(0, 0, 0, 0);
    }

    public SimulatedStorage(Incarnation incarnation, Troubles troubles) {
        this.incarnation = incarnation;
        this.troubles = troubles;
    }

    @Override
    public void before(Step step) {
        switch (step) {
            case READ, ANSWER, BATCH -> incarnation.dawdle(SHORT);
            case STATEMENT -> failSometimes(troubles.statement(), "statement");
            case COMMIT -> {
                incarnation.dawdle(happens(troubles.slow()) ? SLOW_COMMIT : COMMIT);
                failSometimes(troubles.commit(), "commit");
            }
            case COMMITTED -> {
                incarnation.dawdle(SHORT);
                failSometimes(troubles.answer(), "answer");
            }
        }
    }

    private boolean happens(double share) {
        return share > 0 && incarnation.simulation().random().nextDouble() < share;
    }

    private void failSometimes(double share, String what) {
        if (happens(share)) {
            incarnation.simulation().trace("lost " + what);
            throw new StorageTrouble("simulated: lost " + what, false, null);
        }
    }
}
