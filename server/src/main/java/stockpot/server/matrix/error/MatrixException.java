package stockpot.server.matrix.error;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A refusal that a client or peer should read: HTTP status, {@code errcode} and sentence. Carries
 * no stack trace, because it is an ordinary answer and not a fault.
 */
public final class MatrixException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final ErrorCode code;
    private final transient ObjectNode extra;

    MatrixException(int status, ErrorCode code, String message, ObjectNode extra) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.extra = extra;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The {@code errcode}. */
    public ErrorCode code() {
        return code;
    }

    /**
     * Keys of the answer beside {@code errcode} and {@code error}, for example {@code soft_logout}.
     */
    public ObjectNode extra() {
        return extra;
    }

    /**
     * The body of the answer. Without a code there is none in it either: the challenge of
     * User-Interactive Authentication is not an error, and clients would show it as one.
     */
    public ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (!code.value().isEmpty()) {
            body.put("errcode", code.value());
            body.put("error", getMessage());
        }
        body.setAll(extra);
        return body;
    }
}
