package stockpot.server.store;

import org.jspecify.annotations.Nullable;

/**
 * Storage refuses for good: a statement that cannot run, or a data set that must not be opened. The
 * message says what to do about it where somebody can do something.
 */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The message is one or two sentences: what is wrong, and the remedy. */
    public StoreException(String message) {
        super(message);
    }

    /** As above, with the database's own words as cause. */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
