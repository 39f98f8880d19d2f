package stockpot.server.api.http;

import java.time.Duration;

/**
 * The ceilings of one connection and of all of them.
 *
 * @param requestLineBytes longest request line; longer is 414
 * @param headerBytes all header lines together; more is 431
 * @param headerCount number of header lines; more is 431
 * @param headTime from the first byte of a request to the end of its headers
 * @param bodyIdle between two pieces of a request body
 * @param writeIdle for each piece of an answer to be taken by the client
 * @param keepAlive between two requests
 * @param requestTime for the whole of a request, unless its handler asks for more
 * @param connections open at the same time, for each listening address
 */
public record HttpLimits(
        int requestLineBytes,
        int headerBytes,
        int headerCount,
        Duration headTime,
        Duration bodyIdle,
        Duration writeIdle,
        Duration keepAlive,
        Duration requestTime,
        int connections) {
    /** Chunk-size line of a chunked body, extensions included. */
    static final int CHUNK_LINE_BYTES = 256;

    /** Trailer lines behind a chunked body. */
    static final int TRAILER_BYTES = 4096;

    /** What is read and thrown away of a body that nobody wanted, to keep the connection. */
    static final int DISCARD_BYTES = 64 * 1024;

    /** What is read and thrown away before a connection is closed with an error. */
    static final int LINGER_BYTES = 4 * 1024 * 1024;

    /** How long a connection is drained before it is closed with an error. */
    static final Duration LINGER_TIME = Duration.ofSeconds(2);

    /** Piece in which answers are written. */
    static final int WRITE_PIECE_BYTES = 32 * 1024;

    /** Slowest upload that is let through, in bytes a second, beyond {@link #requestTime}. */
    static final int SLOWEST_UPLOAD = 2048;

    /** The defaults of the threat catalogue, with so many connections. */
    public static HttpLimits standard(int connections) {
        return new HttpLimits(
                8 * 1024,
                16 * 1024,
                100,
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(90),
                Duration.ofSeconds(30),
                connections);
    }
}
