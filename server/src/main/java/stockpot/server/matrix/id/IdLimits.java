package stockpot.server.matrix.id;

/** How long identifiers, event types and state keys may be. */
public final class IdLimits {
    /** In bytes of UTF-8, sigil and server included. */
    public static final int MAX_BYTES = IdGrammar.MAX_BYTES;

    private IdLimits() {}

    /** Whether a text is no longer than {@link #MAX_BYTES} in UTF-8. */
    public static boolean fits(String value) {
        return value.length() <= MAX_BYTES && IdGrammar.utf8Length(value) <= MAX_BYTES;
    }
}
