package stockpot.server.api.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Method, target and version. An absolute target loses its scheme and authority, which therefore
 * have no effect on anything (threat W05).
 */
record RequestLine(String method, String path, @Nullable String query, boolean http10) {
    private static final int LONGEST_METHOD = 20;

    static RequestLine parse(byte[] line, int length) throws MalformedRequest {
        int methodEnd = indexOf(line, 0, length, ' ');
        int targetEnd = methodEnd < 0 ? -1 : indexOf(line, methodEnd + 1, length, ' ');
        if (methodEnd <= 0 || methodEnd > LONGEST_METHOD || targetEnd <= methodEnd + 1) {
            throw MalformedRequest.bad("bad request line");
        }
        for (int i = 0; i < methodEnd; i++) {
            if (!isTokenByte(line[i])) {
                throw MalformedRequest.bad("bad method");
            }
        }
        boolean http10 = isHttp10(line, targetEnd + 1, length);
        String method = method(line, methodEnd);
        int from = pathStart(line, methodEnd + 1, targetEnd, method);
        checkTarget(line, from, targetEnd);
        int question = indexOf(line, from, targetEnd, '?');
        int pathEnd = question < 0 ? targetEnd : question;
        return new RequestLine(
                method,
                pathEnd == from ? "/" : text(line, from, pathEnd),
                question < 0 ? null : text(line, question + 1, targetEnd),
                http10);
    }

    private static String method(byte[] line, int end) {
        if (end == 3 && line[0] == 'G' && line[1] == 'E' && line[2] == 'T') {
            return "GET";
        }
        if (end == 3 && line[0] == 'P' && line[1] == 'U' && line[2] == 'T') {
            return "PUT";
        }
        return text(line, 0, end);
    }

    private static boolean isHttp10(byte[] line, int from, int to) throws MalformedRequest {
        String version = text(line, from, to);
        if (version.equals("HTTP/1.1")) {
            return false;
        }
        if (version.equals("HTTP/1.0")) {
            return true;
        }
        throw version.startsWith("HTTP/")
                ? new MalformedRequest(505, "only HTTP/1.1 is spoken here")
                : MalformedRequest.bad("bad request line");
    }

    /** Where the path begins: behind scheme and authority of an absolute target. */
    private static int pathStart(byte[] line, int from, int to, String method)
            throws MalformedRequest {
        if (line[from] == '/') {
            return from;
        }
        if (line[from] == '*' && to == from + 1 && method.equals("OPTIONS")) {
            return from;
        }
        int scheme = schemeEnd(line, from, to);
        int start = scheme;
        while (start < to && line[start] != '/' && line[start] != '?') {
            start++;
        }
        if (start == scheme) {
            throw MalformedRequest.bad("bad request target");
        }
        return start;
    }

    private static int schemeEnd(byte[] line, int from, int to) throws MalformedRequest {
        String start = text(line, from, Math.min(to, from + 8));
        if (start.regionMatches(true, 0, "http://", 0, 7)) {
            return from + 7;
        }
        if (start.equalsIgnoreCase("https://")) {
            return from + 8;
        }
        throw MalformedRequest.bad("bad request target");
    }

    private static void checkTarget(byte[] line, int from, int to) throws MalformedRequest {
        for (int i = from; i < to; i++) {
            if (line[i] <= 0x20 || line[i] == '#') {
                throw MalformedRequest.bad("bad character in the request target");
            }
        }
    }

    private static int indexOf(byte[] line, int from, int to, char wanted) {
        for (int i = from; i < to; i++) {
            if (line[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** RFC 9110 §5.6.2, {@code tchar}. */
    static boolean isTokenByte(byte b) {
        if ((b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9')) {
            return true;
        }
        return switch (b) {
            case '!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~' -> true;
            default -> false;
        };
    }
}
