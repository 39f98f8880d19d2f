package stockpot.cook.host;

import java.util.List;

/**
 * Brings steps about, one after the other: already so? apply, look again. Nothing is caught: the
 * first step that cannot be done ends it, and what was done is found done by the next run.
 */
public final class Applier {
    /** Hears of progress. */
    public interface Progress {
        /** Nobody hears. */
        Progress NONE =
                new Progress() {
                    @Override
                    public void begins(Step step) {}

                    @Override
                    public void ended(Step step, Difference difference) {}
                };

        /** A step is looked at. */
        void begins(Step step);

        /** It was so already, or is so now. */
        void ended(Step step, Difference difference);
    }

    private final Host host;
    private final Progress progress;

    public Applier(Host host, Progress progress) {
        this.host = host;
        this.progress = progress;
    }

    /**
     * Applies them.
     *
     * @return how many had something to do
     */
    public int apply(List<Step> steps) {
        int changed = 0;
        for (Step step : steps) {
            progress.begins(step);
            Difference difference = step.difference(host);
            if (!difference.isNone()) {
                step.apply(host);
                Difference left = step.difference(host);
                if (!left.isNone()) {
                    throw new HostException(
                            "Step "
                                    + step.name()
                                    + " had no effect: "
                                    + String.join("; ", left.lines())
                                    + ". Something else changes the same; stop it and run cook up"
                                    + " again.");
                }
                changed++;
            }
            progress.ended(step, difference);
        }
        return changed;
    }
}
