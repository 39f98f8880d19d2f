package stockpot.server.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;

/**
 * The database cannot do its work now: disk full, locked by another program, connection gone. Not
 * the fault of the statement, so the caller is told to try again.
 */
public final class StorageTrouble extends RuntimeException {
    /** When a caller may try again. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private static final long serialVersionUID = 1L;

    private final boolean connectionLost;

    /**
     * @param connectionLost the connection is not to be trusted any more and is opened anew
     */
    public StorageTrouble(String message, boolean connectionLost, @Nullable Throwable cause) {
        super(message, cause);
        this.connectionLost = connectionLost;
    }

    boolean connectionLost() {
        return connectionLost;
    }

    /** What a client reads of this: 503, without the details. */
    static MatrixException refusal() {
        return MatrixErrors.unavailable("The server's storage is not available", RETRY_AFTER);
    }
}
