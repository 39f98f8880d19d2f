package stockpot.server.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import stockpot.server.matrix.error.MatrixErrors;

/** Percent-encoding, decoded once and strictly (threat N04). */
final class PercentEncoding {
    private PercentEncoding() {}

    /**
     * Refuses a path that another reader could read as another path: empty, {@code .} and {@code
     * ..} segments in the middle and matrix parameters.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 or 404
     */
    static void checkPath(String path) {
        int from = 1;
        while (true) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            if (isDots(path, from, to) || (to == from && slash >= 0)) {
                throw MatrixErrors.unrecognized();
            }
            if (slash < 0) {
                break;
            }
            from = slash + 1;
        }
        if (path.indexOf(';') >= 0) {
            throw MatrixErrors.invalidParam("a semicolon in the path must be percent-encoded");
        }
    }

    /**
     * Decodes one segment of a path.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM} for broken
     *     escapes, bad UTF-8, NUL and what would be a relative segment
     */
    static String segment(String raw) {
        String decoded = raw.indexOf('%') < 0 && isAscii(raw) ? raw : decode(raw, false);
        if (isDots(decoded, 0, decoded.length())) {
            throw MatrixErrors.invalidParam("a relative segment in the path");
        }
        return decoded;
    }

    /**
     * Decodes a name or value of a query, where a plus sign is a space.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM}
     */
    static String query(String raw) {
        return raw.indexOf('%') < 0 && raw.indexOf('+') < 0 && isAscii(raw)
                ? raw
                : decode(raw, true);
    }

    private static boolean isDots(String text, int from, int to) {
        return switch (to - from) {
            case 1 -> text.charAt(from) == '.';
            case 2 -> text.charAt(from) == '.' && text.charAt(from + 1) == '.';
            default -> false;
        };
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String decode(String raw, boolean plusIsSpace) {
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) escaped(raw, i);
                i += 2;
            } else {
                bytes[length++] = (byte) (plusIsSpace && c == '+' ? ' ' : c);
            }
        }
        return utf8(bytes, length);
    }

    private static int escaped(String raw, int at) {
        int high = at + 2 < raw.length() ? hex(raw.charAt(at + 1)) : -1;
        int low = high < 0 ? -1 : hex(raw.charAt(at + 2));
        int value = high * 16 + low;
        if (low < 0 || value == 0) {
            throw MatrixErrors.invalidParam("bad percent-encoding");
        }
        return value;
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static String utf8(byte[] bytes, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw MatrixErrors.invalidParam("the address is not UTF-8");
        }
    }
}
