package stockpot.server.api.http;

import java.io.IOException;

/**
 * What was read is not a request that this server takes. The connection is answered with {@link
 * #status()} and closed, because where the next request begins is no longer known (threat W01).
 */
public final class MalformedRequest extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    MalformedRequest(int status, String reason) {
        super(reason);
        this.status = status;
    }

    static MalformedRequest bad(String reason) {
        return new MalformedRequest(400, reason);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
