package stockpot.server.matrix.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;

/**
 * A typed view of a JSON object from outside. A required key that is absent throws {@code
 * M_MISSING_PARAM}, a key of the wrong type {@code M_BAD_JSON}. An optional key that is JSON null
 * counts as absent, as clients send it (threat J13).
 */
public final class Body {
    private final ObjectNode node;

    private Body(ObjectNode node) {
        this.node = node;
    }

    /** A view of an object. */
    public static Body of(ObjectNode node) {
        return new Body(node);
    }

    /** The object itself. */
    public ObjectNode node() {
        return node;
    }

    /** Whether the key is there with a value other than null. */
    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** A string that must be there. */
    public String text(String key) {
        String value = optionalText(key);
        if (value == null) {
            throw missing(key);
        }
        return value;
    }

    /** A string, or null. */
    public @Nullable String optionalText(String key) {
        JsonNode value = find(key);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw wrong(key, "a string");
        }
        return value.textValue();
    }

    /** A string, or the given one. */
    public String text(String key, String fallback) {
        String value = optionalText(key);
        return value == null ? fallback : value;
    }

    /** A whole number that must be there. */
    public long number(String key) {
        JsonNode value = find(key);
        if (value == null) {
            throw missing(key);
        }
        return whole(key, value);
    }

    /** A whole number, or the given one. */
    public long number(String key, long fallback) {
        JsonNode value = find(key);
        return value == null ? fallback : whole(key, value);
    }

    /** A whole number, or null. */
    public @Nullable Long optionalNumber(String key) {
        JsonNode value = find(key);
        return value == null ? null : whole(key, value);
    }

    private static long whole(String key, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(key, "an integer");
        }
        return value.longValue();
    }

    /** A boolean that must be there. */
    public boolean flag(String key) {
        JsonNode value = find(key);
        if (value == null) {
            throw missing(key);
        }
        return truth(key, value);
    }

    /** A boolean, or the given one. */
    public boolean flag(String key, boolean fallback) {
        JsonNode value = find(key);
        return value == null ? fallback : truth(key, value);
    }

    private static boolean truth(String key, JsonNode value) {
        if (!value.isBoolean()) {
            throw wrong(key, "a boolean");
        }
        return value.booleanValue();
    }

    /** An object that must be there. */
    public ObjectNode object(String key) {
        ObjectNode value = optionalObject(key);
        if (value == null) {
            throw missing(key);
        }
        return value;
    }

    /** An object, or null. */
    public @Nullable ObjectNode optionalObject(String key) {
        JsonNode value = find(key);
        if (value == null) {
            return null;
        }
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw wrong(key, "an object");
    }

    /** A view of an object that must be there. */
    public Body body(String key) {
        return of(object(key));
    }

    /** A view of an object, or null. */
    public @Nullable Body optionalBody(String key) {
        ObjectNode value = optionalObject(key);
        return value == null ? null : of(value);
    }

    /** An array that must be there. */
    public ArrayNode array(String key) {
        ArrayNode value = optionalArray(key);
        if (value == null) {
            throw missing(key);
        }
        return value;
    }

    /** An array, or null. */
    public @Nullable ArrayNode optionalArray(String key) {
        JsonNode value = find(key);
        if (value == null) {
            return null;
        }
        if (value instanceof ArrayNode array) {
            return array;
        }
        throw wrong(key, "an array");
    }

    /** The elements of an array, empty if it is absent. */
    public List<JsonNode> list(String key) {
        ArrayNode array = optionalArray(key);
        List<JsonNode> elements = new ArrayList<>();
        if (array != null) {
            array.forEach(elements::add);
        }
        return elements;
    }

    /** An array of strings, or null. */
    public @Nullable List<String> optionalTexts(String key) {
        ArrayNode array = optionalArray(key);
        if (array == null) {
            return null;
        }
        List<String> texts = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            if (!element.isTextual()) {
                throw wrong(key, "an array of strings");
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** An array of strings, empty if it is absent. */
    public List<String> texts(String key) {
        List<String> texts = optionalTexts(key);
        return texts == null ? List.of() : texts;
    }

    private @Nullable JsonNode find(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private static RuntimeException missing(String key) {
        return MatrixErrors.missingParam("missing key '" + key + "'");
    }

    private static RuntimeException wrong(String key, String what) {
        return MatrixErrors.badJson("'" + key + "' must be " + what);
    }
}
