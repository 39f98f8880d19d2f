package stockpot.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.http.MalformedRequest;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.ports.Chance;

/**
 * The one place where a failure becomes an answer. What was not expected is logged once, under an
 * id that the answer names, and nothing else of it leaves the server (threat W11).
 */
final class ErrorAnswers {
    private static final Logger log = System.getLogger(ErrorAnswers.class.getName());

    private final String boot;
    private final AtomicLong counter = new AtomicLong();

    ErrorAnswers(Chance chance) {
        this.boot = HexFormat.of().formatHex(chance.bytes(4));
    }

    /** The answer to a failure, or null when nobody is left to hear it. */
    @Nullable Response of(Throwable failure, String what, boolean expired, boolean readable) {
        if (failure instanceof MatrixException refusal) {
            return of(refusal);
        }
        MalformedRequest malformed = malformed(failure);
        if (malformed != null) {
            return of(malformed.status(), String.valueOf(malformed.getMessage()));
        }
        if (!readable) {
            return null; // the body broke off: the client went away
        }
        if (expired) {
            log.log(Level.WARNING, "took too long: " + what);
            return of(MatrixErrors.unavailable("The request took too long", Duration.ofSeconds(5)));
        }
        return unexpected(failure, what);
    }

    /** A refusal in the shape of the specification. */
    static Response of(MatrixException refusal) {
        Response answer = Response.json(refusal.status(), refusal.body());
        JsonNode after = refusal.extra().get("retry_after_ms");
        if (after == null) {
            return answer;
        }
        return answer.with("Retry-After", Long.toString((after.asLong() + 999) / 1000));
    }

    /** A refusal of what is not even a request. */
    static Response of(int status, String reason) {
        String code = status == 413 ? "M_TOO_LARGE" : "M_UNRECOGNIZED";
        return of(MatrixErrors.of(status, code, reason));
    }

    private Response unexpected(Throwable failure, String what) {
        String id = boot + '-' + counter.incrementAndGet();
        log.log(Level.ERROR, "request " + id + " failed: " + what, failure);
        return of(MatrixErrors.of(500, "M_UNKNOWN", "Internal server error, reference " + id));
    }

    private static @Nullable MalformedRequest malformed(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 8; depth++) {
            if (cause instanceof MalformedRequest malformed) {
                return malformed;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
