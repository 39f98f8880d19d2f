package stockpot.server.api.http;

import org.jspecify.annotations.Nullable;

/**
 * Request line and headers.
 *
 * @param method as sent
 * @param path the path as sent, still percent-encoded, or {@code *}
 * @param query what follows the question mark, still encoded, or null
 * @param headers the header lines
 * @param contentLength of the body; 0 for none, −1 for a chunked one
 * @param keepAlive whether the client wants the connection kept
 * @param http10 whether the request is of HTTP/1.0
 */
public record RequestHead(
        String method,
        String path,
        @Nullable String query,
        HeaderFields headers,
        long contentLength,
        boolean keepAlive,
        boolean http10) {
    /** Whether the answer must come without its body. */
    public boolean isHead() {
        return method.equals("HEAD");
    }
}
