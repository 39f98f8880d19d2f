package stockpot.server.matrix.error;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** The refusals, each with its status and {@code errcode} fixed together. */
public final class MatrixErrors {
    private MatrixErrors() {}

    /** 400 {@code M_NOT_JSON}: the body does not parse. */
    public static MatrixException notJson(String reason) {
        return of(400, "M_NOT_JSON", reason);
    }

    /** 400 {@code M_BAD_JSON}: the body parses but has the wrong shape. */
    public static MatrixException badJson(String reason) {
        return of(400, "M_BAD_JSON", reason);
    }

    /** 400 {@code M_MISSING_PARAM}. */
    public static MatrixException missingParam(String reason) {
        return of(400, "M_MISSING_PARAM", reason);
    }

    /** 400 {@code M_INVALID_PARAM}. */
    public static MatrixException invalidParam(String reason) {
        return of(400, "M_INVALID_PARAM", reason);
    }

    /** 401 {@code M_MISSING_TOKEN}. */
    public static MatrixException missingToken() {
        return of(401, "M_MISSING_TOKEN", "Missing access token");
    }

    /** 401 {@code M_UNKNOWN_TOKEN}; a soft logout keeps the device and its keys. */
    public static MatrixException unknownToken(boolean softLogout) {
        ObjectNode extra = JsonNodeFactory.instance.objectNode();
        extra.put("soft_logout", softLogout);
        return new MatrixException(
                401, new ErrorCode("M_UNKNOWN_TOKEN"), "Unrecognised access token", extra);
    }

    /** 403 {@code M_FORBIDDEN}. */
    public static MatrixException forbidden(String reason) {
        return of(403, "M_FORBIDDEN", reason);
    }

    /** 404 {@code M_NOT_FOUND}. */
    public static MatrixException notFound(String reason) {
        return of(404, "M_NOT_FOUND", reason);
    }

    /** 404 {@code M_UNRECOGNIZED}: no such endpoint. */
    public static MatrixException unrecognized() {
        return of(404, "M_UNRECOGNIZED", "Unrecognized request");
    }

    /** 405 {@code M_UNRECOGNIZED}: the endpoint does not know this method. */
    public static MatrixException wrongMethod() {
        return of(405, "M_UNRECOGNIZED", "Unrecognized request method");
    }

    /** 413 {@code M_TOO_LARGE}. */
    public static MatrixException tooLarge(String reason) {
        return of(413, "M_TOO_LARGE", reason);
    }

    /** 429 {@code M_LIMIT_EXCEEDED}; the answer also gets a {@code Retry-After} header. */
    public static MatrixException limitExceeded(Duration retryAfter) {
        ObjectNode extra = JsonNodeFactory.instance.objectNode();
        extra.put("retry_after_ms", retryAfter.toMillis());
        return new MatrixException(
                429, new ErrorCode("M_LIMIT_EXCEEDED"), "Too many requests", extra);
    }

    /** 503: nothing was done, the caller may try again. */
    public static MatrixException unavailable(String reason, Duration retryAfter) {
        ObjectNode extra = JsonNodeFactory.instance.objectNode();
        extra.put("retry_after_ms", retryAfter.toMillis());
        return new MatrixException(503, new ErrorCode("M_UNKNOWN"), reason, extra);
    }

    /** A refusal whose status and code stand in the specification of one endpoint only. */
    public static MatrixException of(int status, String code, String reason) {
        return new MatrixException(
                status, new ErrorCode(code), reason, JsonNodeFactory.instance.objectNode());
    }

    /** As {@link #of(int, String, String)}, with further keys in the answer. */
    public static MatrixException of(int status, String code, String reason, ObjectNode extra) {
        return new MatrixException(status, new ErrorCode(code), reason, extra);
    }
}
