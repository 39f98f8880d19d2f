package stockpot.bench.subject;

/** Lets the calling thread rest. */
public final class Pause {
    private Pause() {}

    /** Rests so many milliseconds. */
    public static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
