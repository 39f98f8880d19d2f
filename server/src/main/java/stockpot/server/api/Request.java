package stockpot.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stockpot.server.users.Caller;

/** A request after routing and authentication. */
public interface Request {
    /** The HTTP method. */
    String method();

    /** The template that matched, such as {@code /_matrix/client/v3/rooms/{roomId}/leave}. */
    String template();

    /** A decoded segment of the path. */
    String param(String name);

    /** The first value of a query parameter, decoded, or null. */
    @Nullable String query(String name);

    /** All values of a query parameter, in order. */
    java.util.List<String> queryAll(String name);

    /**
     * A query parameter that must be a whole number if it is there.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM}
     */
    int queryInt(String name, int fallback, int min, int max);

    /** A query parameter that must be {@code true} or {@code false} if it is there. */
    boolean queryFlag(String name, boolean fallback);

    /** A header, or null. */
    @Nullable String header(String name);

    /**
     * The body as one strict JSON object.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_NOT_JSON}, {@code M_BAD_JSON},
     *     {@code M_TOO_LARGE}
     */
    ObjectNode body();

    /** As {@link #body()}, but an absent body reads as an empty object. */
    ObjectNode bodyOrEmpty();

    /** The body as it comes, cut with {@code M_TOO_LARGE} behind {@code maxBytes}. */
    InputStream stream(long maxBytes);

    /** The {@code Content-Length} if the client sent one, else −1. */
    long contentLength();

    /** Who makes the request; only where the endpoint demands authentication. */
    Caller caller();

    /** Who makes the request, or null where authentication is optional and none was sent. */
    @Nullable Caller callerOrNull();

    /** The client's address, from {@code X-Forwarded-For} only behind a trusted proxy. */
    String clientAddress();

    /** The {@code User-Agent}, or null. */
    @Nullable String userAgent();

    /**
     * Says that the handler is going to wait so long for something to happen. The time for the
     * request grows by that, and it no longer counts as one of its user's running requests.
     */
    default void longPoll(Duration wait) {}
}
