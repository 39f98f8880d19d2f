package stockpot.server.matrix.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.json.CanonicalJson;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

/** Reads one power level in the spellings that the room version allows (threat A06). */
final class LevelValue {
    private static final BigInteger BOUND = BigInteger.valueOf(CanonicalJson.MAX_INTEGER);

    private LevelValue() {}

    /** The level, or null for what is none in this version. */
    static @Nullable Long find(JsonNode value, RoomVersion version) {
        if (value.isIntegralNumber()) {
            return bounded(value.bigIntegerValue());
        }
        if (value.isTextual() && !version.has(RoomRule.INTEGER_POWER_LEVELS)) {
            return ofText(value.textValue());
        }
        if (value.isFloatingPointNumber() && !version.has(RoomRule.STRICT_CANONICAL_JSON)) {
            return ofFloat(value);
        }
        return null;
    }

    /** ASCII digits with an optional sign, between white space. */
    private static @Nullable Long ofText(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        String number = text.substring(start, end);
        boolean signed = number.startsWith("-") || number.startsWith("+");
        String digits = signed ? number.substring(1) : number;
        if (digits.isEmpty() || digits.length() > CanonicalJson.MAX_NUMBER_LENGTH) {
            return null;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return null;
            }
        }
        BigInteger value = new BigInteger(digits);
        return bounded(number.startsWith("-") ? value.negate() : value);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** Toward zero; what a double cannot hold is none. */
    private static @Nullable Long ofFloat(JsonNode value) {
        if (!Double.isFinite(value.doubleValue())) {
            return null;
        }
        BigDecimal exact = value.decimalValue();
        return bounded(exact.setScale(0, RoundingMode.DOWN).toBigInteger());
    }

    private static @Nullable Long bounded(BigInteger value) {
        return value.abs().compareTo(BOUND) <= 0 ? value.longValueExact() : null;
    }
}
