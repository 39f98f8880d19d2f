package stockpot.cook.env;

/**
 * A value that is never shown: its text form is a mask. It reaches files of mode 0600 and
 * connections, never a command line, a log or an error text (threat Z04).
 */
public record Secret(String value) {
    /** What stands in every text instead of the value. */
    public static final String MASK = "********";

    @Override
    public String toString() {
        return MASK;
    }
}
