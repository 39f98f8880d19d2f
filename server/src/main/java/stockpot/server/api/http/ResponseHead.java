package stockpot.server.api.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The header lines of an answer, encoded as they are added. */
public final class ResponseHead {
    private byte[] bytes = new byte[512];
    private int length;

    /** Adds a line; a character that could end it early becomes a space. */
    public ResponseHead add(String name, String value) {
        ensure(name.length() + value.length() + 4);
        append(name);
        bytes[length++] = ':';
        bytes[length++] = ' ';
        append(value);
        return end();
    }

    /** Adds lines that were encoded by {@link #encoded()}. */
    public ResponseHead add(byte[] lines) {
        ensure(lines.length);
        System.arraycopy(lines, 0, bytes, length, lines.length);
        length += lines.length;
        return this;
    }

    ResponseHead end() {
        ensure(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
        return this;
    }

    /** The lines so far. */
    public byte[] encoded() {
        return Arrays.copyOf(bytes, length);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void append(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes[length++] = (byte) (c < 0x20 || c >= 0x7f ? ' ' : c);
        }
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
