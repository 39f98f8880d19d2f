package stockpot.server.matrix.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import stockpot.server.matrix.error.MatrixErrors;

/** Reads and writes JSON trees; every document from outside enters here. */
public final class Json {
    /** Deepest nesting of a document from outside (threat J09). */
    public static final int MAX_DEPTH = 128;

    /** Most keys in one object of a client's body. */
    public static final int MAX_KEYS = 10_000;

    /** Stored texts wrap what came from outside, for example as the content of an event. */
    private static final int STORED_DEPTH = MAX_DEPTH + 32;

    private Json() {}

    /** A new empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A new empty array. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Reads text that this server wrote itself (database, caches). */
    public static ObjectNode trusted(String text) {
        try {
            return (ObjectNode) new JsonReader(text, STORED_DEPTH, Integer.MAX_VALUE).document();
        } catch (JsonReader.NotJson e) {
            throw new IllegalStateException("stored JSON does not parse", e);
        }
    }

    /** Reads a text of this server that may be any JSON value. */
    public static JsonNode trustedValue(String text) {
        try {
            return new JsonReader(text, STORED_DEPTH, Integer.MAX_VALUE).document();
        } catch (JsonReader.NotJson e) {
            throw new IllegalStateException("stored JSON does not parse", e);
        }
    }

    /** Writes a tree as compact UTF-8. */
    public static byte[] bytes(JsonNode node) {
        JsonWriter writer = new JsonWriter(false);
        writer.value(node);
        return writer.bytes();
    }

    /** Writes a tree as compact text. */
    public static String text(JsonNode node) {
        return new String(bytes(node), StandardCharsets.UTF_8);
    }

    /**
     * Reads a body that must be one JSON object, strictly (threats J03–J10). Numbers may be of any
     * form; where they must be canonical, ask {@link CanonicalJson#requireCanonicalNumbers}.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_NOT_JSON} or {@code M_BAD_JSON}
     */
    public static ObjectNode parseObject(byte[] body) {
        if (parse(body, MAX_KEYS) instanceof ObjectNode object) {
            return object;
        }
        throw MatrixErrors.badJson("the body must be a JSON object");
    }

    /**
     * Reads a body that may be any JSON value, strictly.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_NOT_JSON}
     */
    public static JsonNode parseValue(byte[] body) {
        return parse(body, MAX_KEYS);
    }

    /**
     * Reads an object out of a query parameter or another text of a client.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_NOT_JSON} or {@code M_BAD_JSON}
     */
    public static ObjectNode parseObject(String text) {
        try {
            if (new JsonReader(text, MAX_DEPTH, MAX_KEYS).document() instanceof ObjectNode object) {
                return object;
            }
            throw MatrixErrors.badJson("not a JSON object");
        } catch (JsonReader.NotJson e) {
            throw MatrixErrors.notJson(reason(e));
        }
    }

    /**
     * Reads a body of another server, whose objects are bounded by its size alone.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_NOT_JSON} or {@code M_BAD_JSON}
     */
    public static ObjectNode parsePeerObject(byte[] body) {
        if (parse(body, Integer.MAX_VALUE) instanceof ObjectNode object) {
            return object;
        }
        throw MatrixErrors.badJson("the body must be a JSON object");
    }

    private static JsonNode parse(byte[] body, int maxKeys) {
        if (body.length == 0) {
            throw MatrixErrors.notJson("the body is empty");
        }
        try {
            return new JsonReader(decode(body), MAX_DEPTH, maxKeys).document();
        } catch (JsonReader.NotJson e) {
            throw MatrixErrors.notJson(reason(e));
        } catch (CharacterCodingException e) {
            throw MatrixErrors.notJson("the body is not UTF-8");
        }
    }

    /** Plain UTF-8 only: no overlong forms, no encoded surrogates (threat J07). */
    private static String decode(byte[] body) throws CharacterCodingException {
        // A new decoder reports malformed input instead of replacing it.
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    }

    private static String reason(JsonReader.NotJson refusal) {
        return "the body is not JSON: " + refusal.getMessage();
    }
}
