package stockpot.server.matrix.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.server.matrix.error.MatrixException;

class JsonTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertNotJson(byte[] body) {
        MatrixException refusal = assertThrows(MatrixException.class, () -> Json.parseObject(body));
        assertEquals("M_NOT_JSON", refusal.code().value());
        assertEquals(400, refusal.status());
    }

    private static void assertNotJson(String body) {
        assertNotJson(utf8(body));
        MatrixException refusal = assertThrows(MatrixException.class, () -> Json.parseObject(body));
        assertEquals("M_NOT_JSON", refusal.code().value());
    }

    private static String roundTrip(String body) {
        return Json.text(Json.parseObject(utf8(body)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1}",
                "{\"a\":[],\"b\":{},\"c\":[1,2,[3]],\"d\":null,\"e\":true,\"f\":false}",
                "{\"z\":\"1\",\"a\":\"2\"}",
                "{\"\":\"\"}",
                "{\"a\":0,\"b\":-1,\"c\":123456789012345678901234567890}",
                "{\"a\":-0,\"b\":1.0,\"c\":1e2,\"d\":1E+2,\"e\":1.5e-3,\"f\":0.10}",
                "{\"a\":\"é日\uD83D\uDE00/\u007F\u2028\"}",
                "{\"a\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\"}"
            })
    void whatIsReadIsWrittenAsItCame(String body) {
        assertEquals(body, roundTrip(body));
        assertEquals(body, Json.text(Json.trusted(body)));
        assertEquals(body, Json.text(Json.parseObject(body)));
        assertEquals(body, Json.text(Json.parsePeerObject(utf8(body))));
    }

    @Test
    void spaceAndEscapesAreReadAndForgotten() {
        assertEquals(
                "{\"a\":\"/A\u65E5\uD83D\uDE00\",\"b\":[1,2]}",
                roundTrip(
                        " \t\r\n{ \"a\" : \"\\/\\u0041\\u65e5\\uD83D\\uDE00\" ,\n\"b\":[ 1 , 2 ] } "));
        assertEquals("{\"a\":{},\"b\":[]}", roundTrip("{\"a\":{ } , \"b\":[ ]}"));
        assertEquals("{\"ab\":\"x\\ny\"}", roundTrip("{\"a\\u0062\":\"x\\ny\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"a\"", "null", "true"})
    void valuesThatAreNoObjectsAreBadJson(String body) {
        MatrixException refusal =
                assertThrows(MatrixException.class, () -> Json.parseObject(utf8(body)));
        assertEquals("M_BAD_JSON", refusal.code().value());
        assertEquals(
                "M_BAD_JSON",
                assertThrows(MatrixException.class, () -> Json.parseObject(body)).code().value());
        assertEquals(
                "M_BAD_JSON",
                assertThrows(MatrixException.class, () -> Json.parsePeerObject(utf8(body)))
                        .code()
                        .value());
        assertEquals(body, Json.text(Json.parseValue(utf8(body))));
        assertEquals(body, Json.text(Json.trustedValue(body)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":-01}",
                "{\"a\":1e}",
                "{\"a\":1e+}",
                "{\"a\":0x10}",
                "{\"a\":\u0661}",
                "{\"a\":1_000}"
            })
    void j03_whatIsNoNumberIsRefused(String body) {
        assertNotJson(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"x\":{\"a\":null,\"b\":1,\"a\":null}}",
                "{\"x\":[{\"a\":1,\"a\":2}]}"
            })
    void j04_duplicateKeysAreRefused(String body) {
        assertNotJson(body);
        assertThrows(MatrixException.class, () -> Json.parsePeerObject(utf8(body)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\udc00\"}",
                "{\"a\":\"\\ud800x\"}",
                "{\"a\":\"\\ud800\\n\"}",
                "{\"a\":\"\\ud800\\u0041\"}",
                "{\"a\":\"\\udc00\\ud800\"}",
                "{\"\\ud800\":1}"
            })
    void j05_loneSurrogatesAreRefused(String body) {
        assertNotJson(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EFBBBF7B7D", // byte order mark
                "7B2261223A22C0AF227D", // overlong slash
                "7B2261223A22EDA080EDB080227D", // CESU-8
                "7B2261223A22E28882E2227D", // truncated
                "7B2261223A22F4908080227D", // past U+10FFFF
                "7B2261223A22FF227D",
                "007B007D", // UTF-16
                "FEFF007B007D",
                "0000007B0000007D" // UTF-32
            })
    void j07_otherEncodingsAreRefused(String hex) {
        assertNotJson(HexFormat.of().parseHex(hex));
    }

    @Test
    void j07_otherCharsetsAreRefused() {
        for (String name : new String[] {"UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1"}) {
            assertNotJson("{\"a\":\"é\"}".getBytes(Charset.forName(name)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{}x",
                "{} {}",
                "{},",
                "{",
                "}",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{\"a\":1;\"b\":2}",
                "{\"a\" 1}",
                "{a:1}",
                "{'a':1}",
                "{,}",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{\"a\":[}",
                "{\"a\":\"x",
                "{\"a\":\"x\\",
                "{\"a\":\"x\\n",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u\uFF11234\"}",
                "{\"a\":\"x\ny\"}",
                "{\"a\":\"\\n\u001f\"}",
                "{\"a\":tru}",
                "{\"a\":truE}",
                "{\"a\":nul}",
                "{\"a\":fals}",
                "{/**/}",
                "\u00a0{}"
            })
    void j08_anythingButOneDocumentIsRefused(String body) {
        assertNotJson(body);
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }

    private static String nestedArrays(int depth) {
        return "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
    }

    @Test
    @Tag("slow")
    void j09_hostileNestingEndsEarly() {
        assertNotJson(nested(1_000_000));
        assertNotJson("[".repeat(1_000_000));
    }

    @Test
    void j09_nestingIsBoundedAt128() {
        assertEquals(nested(128), roundTrip(nested(128)));
        assertEquals(nestedArrays(128), roundTrip(nestedArrays(128)));
        assertNotJson(nested(129));
        assertNotJson(nestedArrays(129));
        // What is stored may wrap what was let in.
        assertEquals(nested(160), Json.text(Json.trusted(nested(160))));
    }

    private static String keys(int count) {
        StringBuilder body = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            body.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":0");
        }
        return body.append('}').toString();
    }

    @Test
    @Tag("slow")
    void j10_keysOfOneObjectAreBounded() {
        assertEquals(10_000, Json.parseObject(utf8(keys(10_000))).size());
        assertNotJson(keys(10_001));
        assertEquals(10_001, Json.parsePeerObject(utf8(keys(10_001))).size());
        assertEquals(10_001, Json.trusted(keys(10_001)).size());
    }

    @Test
    void j10_lengthOfNumbersAndKeysIsBounded() {
        String digits = "1".repeat(1_000);
        assertEquals("{\"a\":" + digits + "}", roundTrip("{\"a\":" + digits + "}"));
        assertNotJson("{\"a\":" + digits + "1}");
        String key = "k".repeat(65_536);
        assertEquals(1, Json.parseObject(utf8("{\"" + key + "\":0}")).size());
        assertNotJson("{\"" + key + "k\":0}");
    }

    @Test
    @Tag("slow")
    void j10_hostileMegabyteIsReadInTime() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(utf8("{\"a\":["));
        // Strings with one hash code, as keys of one object.
        String[] pair = {"Aa", "BB"};
        out.writeBytes(utf8("{"));
        for (int i = 0; i < 8_192; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 13; bit++) {
                key.append(pair[i >> bit & 1]);
            }
            out.writeBytes(utf8((i == 0 ? "\"" : ",\"") + key + "\":1"));
        }
        out.writeBytes(utf8("}]}"));
        byte[] body = out.toByteArray();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            assertEquals(1, Json.parseObject(body).size());
            best = Math.min(best, System.nanoTime() - start);
        }
        assertTrue(best < 200_000_000, "took " + best + " ns");
    }

    @Test
    void integersAreOrdinaryNodes() {
        ObjectNode object = Json.parseObject("{\"a\":5,\"b\":5000000000,\"c\":-7}");
        assertInstanceOf(IntNode.class, object.get("a"));
        assertInstanceOf(LongNode.class, object.get("b"));
        assertEquals(-7, object.path("c").intValue());
        assertEquals(
                999_999_999_999_999_999L,
                Json.parseObject("{\"a\":999999999999999999}").path("a").longValue());
    }

    @Test
    void storedTextThatDoesNotParseIsAFault() {
        assertThrows(IllegalStateException.class, () -> Json.trusted("{"));
        assertThrows(IllegalStateException.class, () -> Json.trustedValue("{"));
    }

    @Test
    void longTextsGrowTheBuffer() {
        String text = "é日\uD83D\uDE00x".repeat(1_000);
        ObjectNode object = Json.object().put("a", text);
        assertEquals(text, Json.parseObject(Json.bytes(object)).path("a").textValue());
        assertEquals("{\"a\":\"" + text + "\"}", Json.text(object));
    }

    @Test
    void whatIsNoJsonIsNotWritten() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        for (JsonNode bad :
                new JsonNode[] {
                    nodes.numberNode(Double.NaN),
                    nodes.numberNode(Double.POSITIVE_INFINITY),
                    nodes.pojoNode(new Object()),
                    nodes.missingNode()
                }) {
            assertThrows(IllegalArgumentException.class, () -> Json.bytes(bad));
        }
        assertEquals("1.5", Json.text(nodes.numberNode(1.5)));
        assertEquals("\"AQI=\"", Json.text(nodes.binaryNode(new byte[] {1, 2})));
        assertThrows(MatrixException.class, () -> Json.bytes(nodes.textNode("\ud800")));
        assertThrows(MatrixException.class, () -> Json.bytes(nodes.textNode("\udc00x")));
    }

    @Test
    void emptyContainersAreNew() {
        assertTrue(Json.object().put("a", 1).has("a"));
        assertTrue(Json.object().isEmpty());
        assertEquals(0, Json.array().size());
    }
}
