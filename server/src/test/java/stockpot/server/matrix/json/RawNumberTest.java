package stockpot.server.matrix.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class RawNumberTest {
    private static JsonNode number(String token) {
        return Json.trustedValue(token);
    }

    @Test
    void bigIntegersKeepTheirValue() {
        JsonNode number = number("123456789012345678901234567890");
        assertTrue(number.isNumber() && number.isIntegralNumber() && number.isBigInteger());
        assertFalse(number.isFloatingPointNumber() || number.isBigDecimal());
        assertFalse(number.canConvertToLong() || number.canConvertToInt());
        assertEquals(new BigInteger("123456789012345678901234567890"), number.bigIntegerValue());
        assertEquals(number.bigIntegerValue(), number.numberValue());
        assertEquals(new BigDecimal("123456789012345678901234567890"), number.decimalValue());
        assertEquals(JsonParser.NumberType.BIG_INTEGER, number.numberType());
        assertEquals(JsonToken.VALUE_NUMBER_INT, number.asToken());
        assertEquals(new BigInteger("9".repeat(900)), number("9".repeat(900)).bigIntegerValue());
    }

    @Test
    void minusZeroAndLongsConvert() {
        assertEquals(0, number("-0").intValue());
        assertEquals(0, number("-0").longValue());
        assertTrue(number("-0").canConvertToInt() && number("-0").canConvertToLong());
        assertEquals(Long.MAX_VALUE, number("9223372036854775807").longValue());
        assertTrue(number("9223372036854775807").canConvertToLong());
        assertFalse(number("9223372036854775807").canConvertToInt());
        assertFalse(number("9223372036854775808").canConvertToLong());
        assertFalse(number("2147483648.0").canConvertToInt());
        assertTrue(number("2147483647.0").canConvertToInt());
    }

    @Test
    void fractionsAreCutTowardZero() {
        JsonNode number = number("-12.99");
        assertTrue(number.isFloatingPointNumber() && number.isBigDecimal());
        assertFalse(number.isIntegralNumber() || number.isBigInteger());
        assertEquals(-12, number.intValue());
        assertEquals(-12L, number.longValue());
        assertEquals(-12.99, number.doubleValue());
        assertEquals(new BigDecimal("-12.99"), number.numberValue());
        assertEquals(JsonParser.NumberType.BIG_DECIMAL, number.numberType());
        assertEquals(JsonToken.VALUE_NUMBER_FLOAT, number.asToken());
    }

    @Test
    void j10_hugeExponentsAreNotSpelledOut() {
        assertEquals(BigDecimal.ZERO, number("1e401").decimalValue());
        assertEquals(BigInteger.ZERO, number("1e999999999").bigIntegerValue());
        assertEquals(BigDecimal.ZERO, number("1e99999999999").decimalValue());
        assertEquals(new BigDecimal("1e399"), number("1e399").decimalValue());
        assertEquals(BigDecimal.ZERO, number("1e-999999999").decimalValue());
        assertTrue(Double.isInfinite(number("1e400").doubleValue()));
    }

    @Test
    void numbersAreTheSameIfWrittenTheSame() {
        assertEquals(number("1.0"), number("1.0"));
        assertEquals(number("1.0").hashCode(), number("1.0").hashCode());
        assertNotEquals(number("1.0"), number("1.00"));
        assertNotEquals(number("1.0").hashCode(), number("1.5").hashCode());
        assertNotEquals(number("-0"), number("0"));
    }

    @Test
    void otherWritersKeepTheToken() throws Exception {
        assertEquals("[1e2]", JsonMapper.builder().build().writeValueAsString(number("[1e2]")));
        assertEquals("1e2", number("1e2").asText());
    }
}
