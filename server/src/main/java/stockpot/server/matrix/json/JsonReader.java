package stockpot.server.matrix.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * A strict reader of one JSON document: RFC 8259 and nothing beside it. A parser of our own,
 * because the answers to J03–J10 decide whether two servers see the same event, and the library's
 * answers differ on nearly each of them. Depth bounds the recursion, so hostile nesting ends early.
 */
final class JsonReader {
    /** Longest number token, in characters (threat J10). */
    static final int MAX_NUMBER = 1_000;

    /** Longest key, in UTF-16 units (threat J10). */
    static final int MAX_KEY = 65_536;

    private static final int LONG_SAFE_DIGITS = 18;

    private final String text;
    private final int maxDepth;
    private final int maxKeys;
    private int at;

    JsonReader(String text, int maxDepth, int maxKeys) {
        this.text = text;
        this.maxDepth = maxDepth;
        this.maxKeys = maxKeys;
    }

    /**
     * The document.
     *
     * @throws NotJson if the text is not exactly one JSON value within the limits
     */
    JsonNode document() throws NotJson {
        skipSpace();
        JsonNode value = value(0);
        skipSpace();
        if (at != text.length()) {
            throw refuse("text after the document");
        }
        return value;
    }

    private JsonNode value(int depth) throws NotJson {
        char c = peek();
        return switch (c) {
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case '"' -> TextNode.valueOf(string());
            case 't' -> word("true", BooleanNode.TRUE);
            case 'f' -> word("false", BooleanNode.FALSE);
            case 'n' -> word("null", NullNode.getInstance());
            default -> number();
        };
    }

    private ObjectNode object(int depth) throws NotJson {
        enter(depth);
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        if (closes('}')) {
            return object;
        }
        do {
            skipSpace();
            String key = string();
            if (key.length() > MAX_KEY || object.size() >= maxKeys) {
                throw refuse("too many or too long keys");
            }
            skipSpace();
            expect(':');
            skipSpace();
            if (object.replace(key, value(depth)) != null) {
                throw refuse("a key stands twice in one object");
            }
        } while (another('}'));
        return object;
    }

    private ArrayNode array(int depth) throws NotJson {
        enter(depth);
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        if (closes(']')) {
            return array;
        }
        do {
            skipSpace();
            array.add(value(depth));
        } while (another(']'));
        return array;
    }

    private void enter(int depth) throws NotJson {
        if (depth > maxDepth) {
            throw refuse("nested too deep");
        }
        at++;
    }

    private boolean closes(char end) throws NotJson {
        skipSpace();
        if (peek() == end) {
            at++;
            return true;
        }
        return false;
    }

    private boolean another(char end) throws NotJson {
        skipSpace();
        char c = peek();
        at++;
        if (c == ',') {
            return true;
        }
        if (c == end) {
            return false;
        }
        throw refuse("a comma or an end is missing");
    }

    private JsonNode word(String word, JsonNode node) throws NotJson {
        if (!text.startsWith(word, at)) {
            throw refuse("unknown word");
        }
        at += word.length();
        return node;
    }

    private String string() throws NotJson {
        expect('"');
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(start, at++);
            }
            if (c == '\\') {
                return escapedString(start);
            }
            if (c < ' ') {
                throw refuse("a control character in a string");
            }
            at++;
        }
        throw refuse("a string does not end");
    }

    private String escapedString(int start) throws NotJson {
        StringBuilder out = new StringBuilder(at - start + 32).append(text, start, at);
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw refuse("a control character in a string");
            }
            if (c == '\\') {
                escape(out);
            } else {
                out.append(c);
            }
        }
        throw refuse("a string does not end");
    }

    private void escape(StringBuilder out) throws NotJson {
        char c = peek();
        at++;
        switch (c) {
            case '"', '\\', '/' -> out.append(c);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> unicode(out);
            default -> throw refuse("unknown escape");
        }
    }

    /** The decoder of UTF-8 lets no surrogate through, so only escapes can make lone ones (J05). */
    private void unicode(StringBuilder out) throws NotJson {
        char first = fourHex();
        out.append(first);
        if (!Character.isSurrogate(first)) {
            return;
        }
        if (Character.isHighSurrogate(first) && text.startsWith("\\u", at)) {
            at += 2;
            char second = fourHex();
            if (Character.isLowSurrogate(second)) {
                out.append(second);
                return;
            }
        }
        throw refuse("half of a surrogate pair");
    }

    private char fourHex() throws NotJson {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            char c = peek();
            // Character.digit alone would take digits of other scripts too.
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw refuse("a bad unicode escape");
            }
            value = value * 16 + digit;
            at++;
        }
        return (char) value;
    }

    private JsonNode number() throws NotJson {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        int wholeEnd = at;
        if (isNext('.')) {
            at++;
            digits();
        }
        if (isNext('e') || isNext('E')) {
            at++;
            if (isNext('+') || isNext('-')) {
                at++;
            }
            digits();
        }
        if (at - start > MAX_NUMBER) {
            throw refuse("a number is too long");
        }
        return numberNode(text.substring(start, at), at == wholeEnd);
    }

    private static JsonNode numberNode(String token, boolean whole) {
        if (!whole || token.length() > LONG_SAFE_DIGITS || token.equals("-0")) {
            return new RawNumber(token);
        }
        long value = Long.parseLong(token);
        return value == (int) value
                ? JsonNodeFactory.instance.numberNode((int) value)
                : JsonNodeFactory.instance.numberNode(value);
    }

    private void digits() throws NotJson {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw refuse("not a value");
        }
    }

    private boolean isNext(char wanted) {
        return at < text.length() && text.charAt(at) == wanted;
    }

    private char peek() throws NotJson {
        if (at >= text.length()) {
            throw refuse("the document ends early");
        }
        return text.charAt(at);
    }

    private void expect(char wanted) throws NotJson {
        if (peek() != wanted) {
            throw refuse("expected " + wanted);
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    private NotJson refuse(String reason) {
        return new NotJson(reason + " at character " + at);
    }

    /** Why a text is refused. */
    static final class NotJson extends Exception {
        private static final long serialVersionUID = 1L;

        NotJson(String reason) {
            super(reason, null, false, false);
        }
    }
}
