package stockpot.bench.scenario;

import stockpot.bench.subject.Subject;

/** One load. */
public interface Scenario {
    /** Its name on the command line and in the tables. */
    String name();

    /** What its servers are configured with. */
    default Subject.Options options() {
        return Subject.Options.CHEAP;
    }

    /** Drives a fresh server and says what was found. */
    Figures run(Subject subject, Size size);

    /**
     * How much of it.
     *
     * @param factor 1 for the figures that are published, less for a quick look; counts are
     *     multiplied by it
     * @param seed of everything random
     */
    record Size(double factor, long seed) {
        /** A count, at least 1. */
        public int of(int count) {
            return Math.max(1, (int) (count * factor));
        }
    }
}
