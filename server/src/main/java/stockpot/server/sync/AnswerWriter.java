package stockpot.server.sync;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Composes an answer of parts that are JSON already, so that an event is serialized once and copied
 * to each reader. Sets the commas; the caller closes what it opened.
 */
public final class AnswerWriter {
    private static final int FIRST_SIZE = 1024;

    /** Once so much has gathered, it goes to the reader, where there is one already. */
    private static final int PORTION = 64 * 1024;

    private final @Nullable OutputStream sink;
    private byte[] bytes = new byte[FIRST_SIZE];
    private int size;
    private boolean comma;

    /** Gathers the whole answer. */
    public AnswerWriter() {
        this.sink = null;
    }

    /** Sends the answer on in portions. */
    public AnswerWriter(OutputStream sink) {
        this.sink = sink;
    }

    /** A point where what has gathered may go to the reader; this can wait for a slow one. */
    public void pass() {
        if (sink != null && size >= PORTION) {
            send(sink);
        }
    }

    /** The end of an answer that is sent in portions. */
    public void finish() {
        if (sink != null) {
            send(sink);
        }
    }

    private void send(OutputStream to) {
        try {
            to.write(bytes, 0, size);
            size = 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens an object as a value. */
    public AnswerWriter open() {
        return begin('{');
    }

    /** Opens an object under a key. */
    public AnswerWriter open(String key) {
        return key(key).begin('{');
    }

    /** Closes an object. */
    public AnswerWriter close() {
        return end('}');
    }

    /** Opens an array as a value. */
    public AnswerWriter openArray() {
        return begin('[');
    }

    /** Opens an array under a key. */
    public AnswerWriter openArray(String key) {
        return key(key).begin('[');
    }

    /** Closes an array. */
    public AnswerWriter closeArray() {
        return end(']');
    }

    /** Writes a key; its value must follow. */
    public AnswerWriter key(String key) {
        separate();
        quoted(key);
        put((byte) ':');
        comma = false;
        return this;
    }

    /** Writes a text under a key. */
    public AnswerWriter text(String key, String value) {
        key(key);
        return text(value);
    }

    /** Writes a text as a value. */
    public AnswerWriter text(String value) {
        separate();
        quoted(value);
        comma = true;
        return this;
    }

    /** Writes a number under a key. */
    public AnswerWriter number(String key, long value) {
        key(key);
        put(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
        comma = true;
        return this;
    }

    /** Writes true or false under a key. */
    public AnswerWriter flag(String key, boolean value) {
        key(key);
        put((value ? "true" : "false").getBytes(StandardCharsets.US_ASCII));
        comma = true;
        return this;
    }

    /** Writes JSON that is there already, as a value. */
    public AnswerWriter raw(byte[] json) {
        separate();
        put(json);
        comma = true;
        return this;
    }

    /** Writes JSON that is there already, under a key. */
    public AnswerWriter raw(String key, byte[] json) {
        key(key);
        return raw(json);
    }

    /** How many bytes are written. */
    public int size() {
        return size;
    }

    /** What was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private AnswerWriter begin(char bracket) {
        separate();
        put((byte) bracket);
        comma = false;
        return this;
    }

    private AnswerWriter end(char bracket) {
        put((byte) bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            put((byte) ',');
        }
        comma = false;
    }

    private void quoted(String value) {
        put((byte) '"');
        if (!plain(value)) {
            put(JsonStringEncoder.getInstance().quoteAsUTF8(value));
        }
        put((byte) '"');
    }

    /** Writes what needs no escape and is ASCII, as almost every key and id; false otherwise. */
    private boolean plain(String value) {
        int count = value.length();
        grow(count);
        for (int i = 0; i < count; i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
            bytes[size + i] = (byte) c;
        }
        size += count;
        return true;
    }

    private void put(byte one) {
        grow(1);
        bytes[size++] = one;
    }

    private void put(byte[] more) {
        grow(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    private void grow(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
