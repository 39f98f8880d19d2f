package stockpot.cook.host;

/**
 * One thing to be brought about. It looks before it acts, so that a second run changes nothing; it
 * may be run again after a kill at any moment of {@link #apply}.
 */
public interface Step {
    /** A stable name for progress, {@code --json} and tests, such as {@code secrets/shared}. */
    String name();

    /** What is not yet as it should be. Reads only. */
    Difference difference(Host host);

    /**
     * Brings it about.
     *
     * @throws HostException with a sentence that names the thing and the remedy
     */
    void apply(Host host);
}
