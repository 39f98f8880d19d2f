package stockpot.server.api;

import java.util.List;

/**
 * One operation: everything about it that is not its work stands here, so that routes, 405 answers,
 * authentication, rate limits and the coverage page come from one table.
 *
 * @param method the HTTP method
 * @param paths templates over the raw path, such as {@code
 *     /_matrix/client/v3/rooms/{roomId}/state/{eventType}}; each braced segment is decoded once
 * @param authentication what the request must prove
 * @param limit which rate limit it draws on
 * @param handler the work
 */
public record Endpoint(
        String method,
        List<String> paths,
        Authentication authentication,
        RateLimit limit,
        Handler handler) {

    /** What a request must prove before the handler runs. */
    public enum Authentication {
        /** Nothing. */
        NONE,
        /** A valid access token if one is sent. */
        OPTIONAL,
        /** An access token of a user who is not a guest. */
        USER,
        /** An access token of a user or a guest. */
        GUEST,
        /** An access token of a server administrator (threat X01). */
        ADMIN
    }

    /** The work behind an endpoint. */
    @FunctionalInterface
    public interface Handler {
        /** Parses, authorizes, acts, answers; refusals are thrown as {@code MatrixException}. */
        Response handle(Request request);
    }

    /** A client endpoint under {@code r0} and {@code v3}, for users. */
    public static Endpoint client(String method, String path, Handler handler) {
        return client(method, path, Authentication.USER, RateLimit.NONE, handler);
    }

    /** A client endpoint under {@code r0} and {@code v3}. */
    public static Endpoint client(
            String method,
            String path,
            Authentication authentication,
            RateLimit limit,
            Handler handler) {
        return new Endpoint(
                method,
                List.of("/_matrix/client/v3" + path, "/_matrix/client/r0" + path),
                authentication,
                limit,
                handler);
    }

    /** An endpoint under exactly these paths. */
    public static Endpoint at(
            String method, Authentication authentication, Handler handler, String... paths) {
        return new Endpoint(method, List.of(paths), authentication, RateLimit.NONE, handler);
    }

    /** The same endpoint under further paths. */
    public Endpoint also(String... more) {
        List<String> all = new java.util.ArrayList<>(paths);
        all.addAll(List.of(more));
        return new Endpoint(method, List.copyOf(all), authentication, limit, handler);
    }

    /** The same endpoint under another rate limit. */
    public Endpoint limited(RateLimit other) {
        return new Endpoint(method, paths, authentication, other, handler);
    }
}
