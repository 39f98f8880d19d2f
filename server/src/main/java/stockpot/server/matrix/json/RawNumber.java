package stockpot.server.matrix.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.io.IOException;
import java.io.Serial;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * A number whose value does not tell how it was written: a fraction, an exponent, {@code -0}, an
 * integer past 64 bits. It keeps its token, so that strict rooms can refuse it and old rooms can
 * send it on as it came (threats J01, J02).
 */
final class RawNumber extends NumericNode {
    @Serial private static final long serialVersionUID = 1L;

    /** Digits of the largest double, so that a huge exponent never becomes a huge number. */
    private static final int MAX_EXPONENT = 400;

    private final String token;

    RawNumber(String token) {
        this.token = token;
    }

    /** The number as it was written. */
    String token() {
        return token;
    }

    private boolean isWhole() {
        return token.indexOf('.') < 0 && token.indexOf('e') < 0 && token.indexOf('E') < 0;
    }

    /** The spelling in canonical JSON, where old rooms allow such numbers at all. */
    String canonical() {
        if (token.equals("-0")) {
            return "0";
        }
        if (isWhole() || token.indexOf('.') >= 0) {
            return token;
        }
        BigDecimal value = boundedValue();
        return value == null || value.scale() > 0 ? token : value.toBigInteger().toString();
    }

    private @Nullable BigDecimal boundedValue() {
        BigDecimal value;
        try {
            value = new BigDecimal(token);
        } catch (ArithmeticException | NumberFormatException e) {
            return null; // an exponent past 32 bits
        }
        long digits = (long) value.precision() - value.scale();
        return Math.abs(digits) > MAX_EXPONENT ? null : value;
    }

    @Override
    public boolean isIntegralNumber() {
        return isWhole();
    }

    @Override
    public boolean isFloatingPointNumber() {
        return !isWhole();
    }

    @Override
    public boolean isBigInteger() {
        return isWhole();
    }

    @Override
    public boolean isBigDecimal() {
        return !isWhole();
    }

    @Override
    public JsonToken asToken() {
        return isWhole() ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_NUMBER_FLOAT;
    }

    @Override
    public JsonParser.NumberType numberType() {
        return isWhole() ? JsonParser.NumberType.BIG_INTEGER : JsonParser.NumberType.BIG_DECIMAL;
    }

    @Override
    public Number numberValue() {
        return isWhole() ? bigIntegerValue() : decimalValue();
    }

    @Override
    public int intValue() {
        return bigIntegerValue().intValue();
    }

    @Override
    public long longValue() {
        return bigIntegerValue().longValue();
    }

    @Override
    public double doubleValue() {
        return Double.parseDouble(token);
    }

    @Override
    public BigDecimal decimalValue() {
        if (isWhole()) {
            return new BigDecimal(token);
        }
        BigDecimal value = boundedValue();
        return value == null ? BigDecimal.ZERO : value;
    }

    @Override
    public BigInteger bigIntegerValue() {
        return isWhole()
                ? new BigInteger(token)
                : decimalValue().setScale(0, RoundingMode.DOWN).toBigInteger();
    }

    @Override
    public boolean canConvertToInt() {
        return bigIntegerValue().bitLength() < Integer.SIZE;
    }

    @Override
    public boolean canConvertToLong() {
        return bigIntegerValue().bitLength() < Long.SIZE;
    }

    @Override
    public String asText() {
        return token;
    }

    @Override
    public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
        generator.writeNumber(token);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawNumber number && number.token.equals(token);
    }

    @Override
    public int hashCode() {
        return token.hashCode();
    }
}
