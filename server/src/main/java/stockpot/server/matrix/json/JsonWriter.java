package stockpot.server.matrix.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import stockpot.server.matrix.error.MatrixErrors;

/**
 * Writes a tree as compact UTF-8 straight into a growing array; sorted by code point it is
 * canonical JSON. The escapes are those of canonical JSON in both cases (threat J11).
 */
final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_SIZE = 512;

    private final boolean canonical;
    private byte[] out = new byte[FIRST_SIZE];
    private int length;

    JsonWriter(boolean canonical) {
        this.canonical = canonical;
    }

    byte[] bytes() {
        return Arrays.copyOf(out, length);
    }

    /** Writes an object without some of its own keys. */
    void object(ObjectNode object, Set<String> without) {
        put('{');
        if (canonical) {
            sorted(object, without);
        } else {
            boolean first = true;
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                first = member(member.getKey(), member.getValue(), first, without);
            }
        }
        put('}');
    }

    private void sorted(ObjectNode object, Set<String> without) {
        String[] keys = new String[object.size()];
        int count = 0;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            keys[count++] = member.getKey();
        }
        Arrays.sort(keys, CanonicalJson.KEY_ORDER);
        boolean first = true;
        for (String key : keys) {
            first = member(key, object.path(key), first, without);
        }
    }

    private boolean member(String key, JsonNode value, boolean first, Set<String> without) {
        if (without.contains(key)) {
            return first;
        }
        if (!first) {
            put(',');
        }
        string(key);
        put(':');
        value(value);
        return false;
    }

    void value(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> object((ObjectNode) node, Set.of());
            case ARRAY -> array(node);
            case STRING, BINARY -> string(node.asText());
            case NUMBER -> number(node);
            case BOOLEAN -> ascii(node.booleanValue() ? "true" : "false");
            case NULL -> ascii("null");
            case MISSING, POJO ->
                    throw new IllegalArgumentException("not a JSON value: " + node.getNodeType());
        }
    }

    private void array(JsonNode array) {
        put('[');
        boolean first = true;
        for (JsonNode element : array) {
            if (!first) {
                put(',');
            }
            value(element);
            first = false;
        }
        put(']');
    }

    private void number(JsonNode node) {
        if (node instanceof RawNumber raw) {
            ascii(canonical ? raw.canonical() : raw.token());
            return;
        }
        if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
            throw new IllegalArgumentException("not a JSON number: " + node.asText());
        }
        ascii(node.asText());
    }

    private void string(String value) {
        put('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c < 0x80) {
                if (c == '"' || c == '\\') {
                    put('\\');
                }
                put(c);
            } else if (c < ' ') {
                control(c);
            } else if (Character.isSurrogate(c)) {
                supplementary(value, i++);
            } else {
                twoOrThree(c);
            }
        }
        put('"');
    }

    private void control(char c) {
        put('\\');
        switch (c) {
            case '\b' -> put('b');
            case '\t' -> put('t');
            case '\n' -> put('n');
            case '\f' -> put('f');
            case '\r' -> put('r');
            default -> {
                ascii("u00");
                put(HEX[c >> 4]);
                put(HEX[c & 15]);
            }
        }
    }

    private void twoOrThree(char c) {
        if (c < 0x800) {
            put(0xC0 | (c >> 6));
        } else {
            put(0xE0 | (c >> 12));
            put(0x80 | ((c >> 6) & 0x3F));
        }
        put(0x80 | (c & 0x3F));
    }

    private void supplementary(String value, int at) {
        int point = value.codePointAt(at);
        if (point < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
            throw MatrixErrors.badJson("half of a surrogate pair");
        }
        put(0xF0 | (point >> 18));
        put(0x80 | ((point >> 12) & 0x3F));
        put(0x80 | ((point >> 6) & 0x3F));
        put(0x80 | (point & 0x3F));
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }

    private void put(int b) {
        if (length == out.length) {
            out = Arrays.copyOf(out, length * 2);
        }
        out[length++] = (byte) b;
    }
}
