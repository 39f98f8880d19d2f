package stockpot.server.api.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of a request. Once reading has failed, the connection is closed whatever the handler
 * makes of the exception (threat W01).
 */
public abstract sealed class RequestBody extends InputStream {
    final ConnectionInput in;
    private final HttpConnection connection;
    private boolean failed;
    private boolean begun;

    RequestBody(ConnectionInput in, HttpConnection connection) {
        this.in = in;
        this.connection = connection;
    }

    static RequestBody of(RequestHead head, ConnectionInput in, HttpConnection connection) {
        return head.contentLength() < 0
                ? new Chunked(in, connection)
                : new Sized(head.contentLength(), in, connection);
    }

    /** Bytes still to come, or −1 if that is not known. */
    abstract long remaining();

    abstract int readSome(byte[] target, int offset, int count) throws IOException;

    final boolean failed() {
        return failed;
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] target, int offset, int count) throws IOException {
        if (failed) {
            throw new EOFException("the body could not be read");
        }
        if (count == 0) {
            return 0;
        }
        boolean whole = false;
        connection.awaitBody(!begun && remaining() != 0);
        begun = true;
        try {
            int taken = readSome(target, offset, count);
            whole = true;
            connection.bodyArrived(Math.max(taken, 0));
            return taken;
        } finally {
            if (!whole) {
                failed = true;
                connection.bodyFailed();
            }
        }
    }

    /** Reads the rest and forgets it; false if there is more than {@code limit}. */
    final boolean discard(int limit) throws IOException {
        if (remaining() > limit) {
            return false;
        }
        byte[] sink = new byte[(int) Math.min(8192, Math.max(remaining(), 1024))];
        int discarded = 0;
        while (discarded <= limit) {
            int taken = read(sink, 0, sink.length);
            if (taken < 0) {
                return true;
            }
            discarded += taken;
        }
        return false;
    }

    /** A body of known length. */
    static final class Sized extends RequestBody {
        private long left;

        Sized(long length, ConnectionInput in, HttpConnection connection) {
            super(in, connection);
            this.left = length;
        }

        @Override
        long remaining() {
            return left;
        }

        @Override
        int readSome(byte[] target, int offset, int count) throws IOException {
            if (left == 0) {
                return -1;
            }
            int taken = in.read(target, offset, (int) Math.min(count, left));
            if (taken < 0) {
                throw new EOFException("the body ended early");
            }
            left -= taken;
            return taken;
        }
    }

    /** RFC 9112 §7.1: sizes are bare hexadecimal digits, lines end in CR LF, both bounded. */
    static final class Chunked extends RequestBody {
        private long left;
        private boolean first = true;
        private boolean ended;

        Chunked(ConnectionInput in, HttpConnection connection) {
            super(in, connection);
        }

        @Override
        long remaining() {
            return ended ? 0 : -1;
        }

        @Override
        int readSome(byte[] target, int offset, int count) throws IOException {
            if (ended) {
                return -1;
            }
            if (left == 0) {
                nextChunk();
                if (ended) {
                    return -1;
                }
            }
            int taken = in.read(target, offset, (int) Math.min(count, left));
            if (taken < 0) {
                throw new EOFException("the body ended early");
            }
            left -= taken;
            return taken;
        }

        private void nextChunk() throws IOException {
            if (!first) {
                expect('\r');
                expect('\n');
            }
            first = false;
            left = chunkSize();
            if (left == 0) {
                skipTrailers();
                ended = true;
            }
        }

        private long chunkSize() throws IOException {
            long size = 0;
            int digits = 0;
            int b = next();
            for (int digit = Character.digit(b, 16); digit >= 0; digit = Character.digit(b, 16)) {
                if (++digits > 8) {
                    throw MalformedRequest.bad("chunk too large");
                }
                size = size * 16 + digit;
                b = next();
            }
            if (digits == 0) {
                throw MalformedRequest.bad("bad chunk size");
            }
            skipExtension(b);
            return size;
        }

        /** A chunk extension is allowed by the RFC and means nothing to us. */
        private void skipExtension(int afterDigits) throws IOException {
            int b = afterDigits;
            if (b != '\r' && b != ';') {
                throw MalformedRequest.bad("bad chunk size");
            }
            for (int i = 0; b != '\r'; i++) {
                if (i == HttpLimits.CHUNK_LINE_BYTES || b < 0x20 || b == 0x7f) {
                    throw MalformedRequest.bad("bad chunk extension");
                }
                b = next();
            }
            expect('\n');
        }

        private void skipTrailers() throws IOException {
            int lineBytes = 0;
            for (int i = 0; i < HttpLimits.TRAILER_BYTES; i++) {
                int b = next();
                if (b == '\r') {
                    expect('\n');
                    if (lineBytes == 0) {
                        return;
                    }
                    lineBytes = 0;
                } else if ((b < 0x20 && b != '\t') || b == 0x7f) {
                    throw MalformedRequest.bad("control character in a trailer");
                } else {
                    lineBytes++;
                }
            }
            throw MalformedRequest.bad("trailers too long");
        }

        private void expect(int wanted) throws IOException {
            if (next() != wanted) {
                throw MalformedRequest.bad("a chunk does not end in CR LF");
            }
        }

        private int next() throws IOException {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the body ended early");
            }
            return b;
        }
    }
}
