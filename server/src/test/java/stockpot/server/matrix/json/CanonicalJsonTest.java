package stockpot.server.matrix.json;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.server.matrix.error.MatrixException;

class CanonicalJsonTest {
    private static String canonical(String json) {
        return new String(CanonicalJson.encode(Json.trustedValue(json)), StandardCharsets.UTF_8);
    }

    /** The examples of the appendices. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | {}",
                "{\"one\": 1, \"two\": \"Two\"} | {\"one\":1,\"two\":\"Two\"}",
                "{\"b\": \"2\", \"a\": \"1\"} | {\"a\":\"1\",\"b\":\"2\"}",
                "{\"b\":\"2\",\"a\":\"1\"} | {\"a\":\"1\",\"b\":\"2\"}",
                "{\"auth\": {\"success\": true, \"mxid\": \"@john.doe:example.com\", \"profile\":"
                        + " {\"display_name\": \"John Doe\", \"three_pids\": [{\"medium\": \"email\","
                        + " \"address\": \"john.doe@example.org\"}, {\"medium\": \"msisdn\","
                        + " \"address\": \"123456789\"}]}}} |"
                        + " {\"auth\":{\"mxid\":\"@john.doe:example.com\",\"profile\":{\"display_name\":"
                        + "\"John Doe\",\"three_pids\":[{\"address\":\"john.doe@example.org\","
                        + "\"medium\":\"email\"},{\"address\":\"123456789\",\"medium\":\"msisdn\"}]},"
                        + "\"success\":true}}",
                "{\"a\": \"日本語\"} | {\"a\":\"日本語\"}",
                "{\"本\": 2, \"日\": 1} | {\"日\":1,\"本\":2}",
                "{\"a\": \"\\u65E5\"} | {\"a\":\"日\"}",
                "{\"a\": null} | {\"a\":null}",
                "{\"a\": -0, \"b\": 1e10} | {\"a\":0,\"b\":10000000000}"
            })
    void specExamplesHold(String json, String expected) {
        assertEquals(expected, canonical(json));
    }

    @ParameterizedTest
    @CsvSource({
        "1.5, 1.5",
        "1.0, 1.0",
        "1e2, 100",
        "1E+2, 100",
        "-2e1, -20",
        "15e-1, 15e-1",
        "150e-1, 150e-1",
        "1e400, 1e400",
        "1e9999999999, 1e9999999999",
        "1e-9999999999, 1e-9999999999",
        "123456789012345678901234567890, 123456789012345678901234567890"
    })
    void j02_oldRoomsKeepTheTextOfOddNumbers(String token, String expected) {
        assertEquals(expected, canonical(token));
    }

    @Test
    void j06_keysAreSortedByCodePoint() {
        List<String> keys =
                new ArrayList<>(
                        List.of(
                                "",
                                "a",
                                "aa",
                                "b",
                                "\u00e9",
                                "\ud7ff",
                                "\ue000",
                                "\uffff",
                                "\ud800\udc00",
                                "\ud83d\ude00",
                                "\ud83d\ude01",
                                "\udbff\udfff",
                                "\ue000a",
                                "\ud83d\ude00a"));
        List<String> byBytes = new ArrayList<>(keys);
        byBytes.sort((x, y) ->
                Arrays.compareUnsigned(
                        x.getBytes(StandardCharsets.UTF_8), y.getBytes(StandardCharsets.UTF_8)));
        java.util.Collections.shuffle(keys, new Random(7));
        ObjectNode object = Json.object();
        keys.forEach(key -> object.put(key, 0));
        List<String> written = new ArrayList<>();
        Json.trusted(new String(CanonicalJson.encode(object), StandardCharsets.UTF_8))
                .fieldNames()
                .forEachRemaining(written::add);
        assertEquals(byBytes, written);
        assertTrue(written.indexOf("\uffff") < written.indexOf("\ud83d\ude00"));
    }

    @Test
    void j11_everyCodePointBelow256IsWrittenAsSpecified() {
        for (int point = 0; point < 0x100; point++) {
            String expected =
                    switch (point) {
                        case '\b' -> "\\b";
                        case '\t' -> "\\t";
                        case '\n' -> "\\n";
                        case '\f' -> "\\f";
                        case '\r' -> "\\r";
                        case '"' -> "\\\"";
                        case '\\' -> "\\\\";
                        default ->
                                point < 0x20
                                        ? "\\u00"
                                                + (point < 16 ? "0" : "")
                                                + Integer.toHexString(point)
                                        : Character.toString(point);
                    };
            ObjectNode object = Json.object().put("k", Character.toString(point));
            assertEquals(
                    "{\"k\":\"" + expected + "\"}",
                    new String(CanonicalJson.encode(object), StandardCharsets.UTF_8));
        }
        assertEquals("\"\u2028/\u007f\"", canonical("\"\\u2028\\/\\u007F\""));
    }

    @Test
    void j05_readingTheCanonicalFormGivesItAgain() {
        Random random = new Random(5);
        for (int round = 0; round < 100; round++) {
            ObjectNode object = Json.object();
            for (int i = 0; i < 8; i++) {
                object.put(text(random), text(random));
                object.put(text(random), random.nextInt());
                object.putArray(text(random)).add(text(random)).addNull().add(true);
                object.putObject(text(random)).put(text(random), false);
            }
            byte[] once = CanonicalJson.encode(object);
            ObjectNode read = Json.parseObject(once);
            assertEquals(object, read);
            assertEquals(
                    new String(once, StandardCharsets.UTF_8),
                    new String(CanonicalJson.encode(read), StandardCharsets.UTF_8));
            assertEquals(once.length, Json.bytes(object).length);
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
            if (point < 0xD800 || point > 0xDFFF) {
                text.appendCodePoint(point);
            }
        }
        return text.toString();
    }

    @Test
    void keysCanBeLeftOutAtTheTopOnly() {
        ObjectNode object =
                Json.trusted("{\"b\":{\"unsigned\":1},\"unsigned\":2,\"a\":3,\"signatures\":4}");
        assertEquals(
                "{\"a\":3,\"b\":{\"unsigned\":1}}",
                new String(
                        CanonicalJson.encode(object, Set.of("unsigned", "signatures")),
                        StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1",
                "-1",
                "9007199254740991",
                "-9007199254740991",
                "2147483648",
                "{\"a\":[1,{\"b\":-5}],\"c\":\"1.5\",\"d\":null,\"e\":true}"
            })
    void j01_integersWithin53BitsAreCanonical(String json) {
        assertDoesNotThrow(() -> CanonicalJson.requireCanonicalNumbers(Json.trustedValue(json)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740992",
                "-9007199254740992",
                "9223372036854775807",
                "9223372036854775808",
                "123456789012345678901234567890",
                "{\"content\":{\"a\":[{\"b\":9007199254740992}]}}"
            })
    void j01_integersPast53BitsAreRefused(String json) {
        assertRefused(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e2", "-0", "1E0", "0.5", "-0.0", "1e400", "[[1.5]]"})
    void j02_numbersInOtherSpellingsAreRefused(String json) {
        assertRefused(json);
    }

    private static void assertRefused(String json) {
        MatrixException refusal =
                assertThrows(
                        MatrixException.class,
                        () -> CanonicalJson.requireCanonicalNumbers(Json.trustedValue(json)));
        assertEquals("M_BAD_JSON", refusal.code().value());
        assertTrue(refusal.body().path("error").asText().length() < 120);
    }

    @Test
    void j02_numbersMadeInCodeAreJudgedToo() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        assertThrows(
                MatrixException.class,
                () -> CanonicalJson.requireCanonicalNumbers(nodes.numberNode(1.0)));
        assertThrows(
                MatrixException.class,
                () ->
                        CanonicalJson.requireCanonicalNumbers(
                                nodes.numberNode(new java.math.BigInteger("9".repeat(60)))));
        assertDoesNotThrow(() -> CanonicalJson.requireCanonicalNumbers(nodes.numberNode(5L)));
    }
}
