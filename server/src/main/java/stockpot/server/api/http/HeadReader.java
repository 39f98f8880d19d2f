package stockpot.server.api.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads request line and headers, strictly (threats W01, W04): lines end in CR LF and nothing else,
 * no folding, no space before a colon, no control characters, one length and one only.
 */
final class HeadReader {
    private final ConnectionInput in;
    private final HttpLimits limits;
    private byte[] line = new byte[256];
    private int length;

    HeadReader(ConnectionInput in, HttpLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /**
     * Reads on behind the first byte, which the caller has.
     *
     * @throws MalformedRequest when it is no request
     */
    RequestHead read(int firstByte) throws IOException {
        int first = firstByte;
        if (first == '\r') {
            // RFC 9112 §2.2: one empty line in front of a request is passed over.
            if (in.read() != '\n') {
                throw MalformedRequest.bad("a line ends without CR LF");
            }
            first = next();
        }
        readLine(first, limits.requestLineBytes(), 414);
        RequestLine requestLine = RequestLine.parse(line, length);
        HeaderFields headers = readHeaders();
        return framed(requestLine, headers);
    }

    private int next() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException();
        }
        return b;
    }

    /** Fills {@link #line} up to the CR LF, which is read but not kept. */
    private void readLine(int first, int limit, int status) throws IOException {
        length = 0;
        int b = first;
        while (b != '\r') {
            if ((b < 0x20 && b != '\t') || b == 0x7f) {
                throw MalformedRequest.bad("control character in the head of the request");
            }
            if (length == limit) {
                throw new MalformedRequest(status, "the head of the request is too long");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, length * 2);
            }
            line[length++] = (byte) b;
            b = next();
        }
        if (next() != '\n') {
            throw MalformedRequest.bad("a line ends without CR LF");
        }
    }

    private HeaderFields readHeaders() throws IOException {
        HeaderFields headers = new HeaderFields();
        int left = limits.headerBytes();
        while (true) {
            readLine(next(), left, 431);
            if (length == 0) {
                return headers;
            }
            left -= length;
            if (headers.size() == limits.headerCount()) {
                throw new MalformedRequest(431, "too many headers");
            }
            addField(headers, line, length);
        }
    }

    /** Takes one field line apart, RFC 9112 §5. */
    static void addField(HeaderFields headers, byte[] line, int length) throws MalformedRequest {
        int colon = 0;
        while (colon < length && line[colon] != ':') {
            byte b = line[colon];
            if (!RequestLine.isTokenByte(b)) {
                throw MalformedRequest.bad("bad header name");
            }
            if (b >= 'A' && b <= 'Z') {
                line[colon] = (byte) (b + 32);
            }
            colon++;
        }
        if (colon == 0 || colon == length) {
            throw MalformedRequest.bad("a header without name or colon");
        }
        int from = colon + 1;
        int to = length;
        while (from < to && isBlank(line[from])) {
            from++;
        }
        while (to > from && isBlank(line[to - 1])) {
            to--;
        }
        headers.add(
                new String(line, 0, colon, StandardCharsets.ISO_8859_1),
                new String(line, from, to - from, StandardCharsets.ISO_8859_1));
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static RequestHead framed(RequestLine line, HeaderFields headers)
            throws MalformedRequest {
        int hosts = headers.count("host");
        if (hosts > 1 || (hosts == 0 && !line.http10())) {
            throw MalformedRequest.bad("exactly one Host header is due");
        }
        return new RequestHead(
                line.method(),
                line.path(),
                line.query(),
                headers,
                contentLength(headers, line.http10()),
                keepAlive(headers, line.http10()),
                line.http10());
    }

    /** RFC 9112 §6.3, where everything that could be read in two ways is refused. */
    private static long contentLength(HeaderFields headers, boolean http10)
            throws MalformedRequest {
        String transfer = headers.first("transfer-encoding");
        int lengths = headers.count("content-length");
        if (transfer != null) {
            if (lengths > 0 || http10 || headers.count("transfer-encoding") > 1) {
                throw MalformedRequest.bad("the length of the body is ambiguous");
            }
            if (!transfer.equalsIgnoreCase("chunked")) {
                throw new MalformedRequest(501, "unknown transfer coding");
            }
            return -1;
        }
        if (lengths > 1) {
            throw MalformedRequest.bad("the length of the body is ambiguous");
        }
        return lengths == 0 ? 0 : digits(headers.first("content-length"));
    }

    private static long digits(@Nullable String text) throws MalformedRequest {
        if (text == null || text.isEmpty() || text.length() > 15) {
            throw MalformedRequest.bad("bad Content-Length");
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw MalformedRequest.bad("bad Content-Length");
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    private static boolean keepAlive(HeaderFields headers, boolean http10) {
        String connection = headers.joined("connection");
        if (connection == null) {
            return !http10;
        }
        int from = 0;
        while (from <= connection.length()) {
            int comma = connection.indexOf(',', from);
            int to = comma < 0 ? connection.length() : comma;
            if (connection.substring(from, to).strip().equalsIgnoreCase("close")) {
                return false;
            }
            from = to + 1;
        }
        // An HTTP/1.0 client that asks for keep-alive gets a close, which it must expect anyway.
        return !http10;
    }
}
