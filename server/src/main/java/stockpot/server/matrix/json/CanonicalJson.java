package stockpot.server.matrix.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Set;
import stockpot.server.matrix.error.MatrixErrors;

/**
 * The one encoding of a JSON value that is hashed and signed: UTF-8, no spaces, keys by code point.
 * Appendices, "Canonical JSON".
 */
public final class CanonicalJson {
    /** Largest integer that every JSON reader keeps exactly: 2^53−1. */
    public static final long MAX_INTEGER = (1L << 53) - 1;

    /** Longest text of a number that is read at all, in characters (threat J10). */
    public static final int MAX_NUMBER_LENGTH = JsonReader.MAX_NUMBER;

    /** By code point, which {@code String.compareTo} is not beyond U+D7FF (threat J06). */
    static final Comparator<String> KEY_ORDER = CanonicalJson::compareByCodePoint;

    private CanonicalJson() {}

    /** The canonical form of a value. */
    public static byte[] encode(JsonNode value) {
        JsonWriter writer = new JsonWriter(true);
        writer.value(value);
        return writer.bytes();
    }

    /** The canonical form of an object without some of its keys. */
    public static byte[] encode(ObjectNode object, Set<String> without) {
        JsonWriter writer = new JsonWriter(true);
        writer.object(object, without);
        return writer.bytes();
    }

    /**
     * Refuses every number that canonical JSON has no place for: fractions, exponents, {@code -0},
     * integers beyond ±(2^53−1). Due for events of room version 6 and later (threats J01, J02).
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_BAD_JSON}
     */
    public static void requireCanonicalNumbers(JsonNode value) {
        if (value.isNumber() && !isCanonicalNumber(value)) {
            throw MatrixErrors.badJson(
                    "a number is not an integer within -(2^53-1) and 2^53-1: " + brief(value));
        }
        for (JsonNode inner : value) {
            requireCanonicalNumbers(inner);
        }
    }

    private static boolean isCanonicalNumber(JsonNode number) {
        return !(number instanceof RawNumber)
                && number.isIntegralNumber()
                && number.canConvertToLong()
                && number.longValue() >= -MAX_INTEGER
                && number.longValue() <= MAX_INTEGER;
    }

    private static String brief(JsonNode number) {
        String text = number.asText();
        return text.length() <= 40 ? text : text.substring(0, 40);
    }

    private static int compareByCodePoint(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return rank(x) - rank(y);
            }
        }
        return a.length() - b.length();
    }

    /** Surrogates stand for code points above all others, so they go above U+E000–U+FFFF. */
    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }
}
