package stockpot.server.api;

import java.util.Map;
import stockpot.server.api.http.ResponseHead;

/**
 * Headers that every answer of a kind carries: CORS on what browsers call (threat W07;
 * Client-Server API, "Web Browser Clients"), strict ones on pages (W06), and the two that cost
 * nothing on all.
 */
final class StandardHeaders {
    private static final byte[] ALL =
            new ResponseHead()
                    .add("X-Content-Type-Options", "nosniff")
                    .add("Referrer-Policy", "no-referrer")
                    .encoded();

    private static final byte[] CORS =
            new ResponseHead()
                    .add("Access-Control-Allow-Origin", "*")
                    .add(
                            "Access-Control-Allow-Methods",
                            "GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS")
                    .add(
                            "Access-Control-Allow-Headers",
                            "X-Requested-With, Content-Type, Authorization, Date, If-Match,"
                                    + " If-None-Match")
                    .add("Access-Control-Expose-Headers", "ETag, Location, Retry-After")
                    .encoded();

    private static final byte[] PAGE =
            new ResponseHead()
                    .add(
                            "Content-Security-Policy",
                            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
                    .add("X-Frame-Options", "DENY")
                    .encoded();

    private static final byte[] UNCACHED =
            new ResponseHead().add("Cache-Control", "no-store").encoded();

    private StandardHeaders() {}

    /** The header lines of an answer to a request for that path. */
    static ResponseHead of(String path, Map<String, String> own) {
        ResponseHead head = new ResponseHead().add(ALL);
        if (isForBrowsers(path)) {
            head.add(CORS);
        }
        String type = own.getOrDefault("Content-Type", "");
        if (type.startsWith("text/html") && !own.containsKey("Content-Security-Policy")) {
            head.add(PAGE);
        }
        if (!own.containsKey("Cache-Control")) {
            head.add(UNCACHED);
        }
        own.forEach(head::add);
        return head;
    }

    /** Not so between servers, which are no browsers. */
    static boolean isForBrowsers(String path) {
        return !path.startsWith("/_matrix/federation/") && !path.startsWith("/_matrix/key/");
    }
}
