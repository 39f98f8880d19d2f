package stockpot.server.matrix.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import stockpot.server.matrix.error.MatrixException;

class BodyTest {
    private static final ObjectNode NODE =
            Json.trusted(
                    """
                    {"text":"x","number":5,"float":1.5,"huge":99999999999999999999,"flag":true,
                    "no":false,"object":{"a":"b"},"array":["p","q"],"mixed":["p",1],"null":null}\
                    """);

    private static final Body BODY = Body.of(NODE);

    private static String refusal(Runnable reading) {
        return assertThrows(MatrixException.class, reading::run).code().value();
    }

    /** The accessors that demand a value, and the keys of the only values that please them. */
    private static Map<BiFunction<Body, String, Object>, List<String>> required() {
        Map<BiFunction<Body, String, Object>, List<String>> all = new LinkedHashMap<>();
        all.put(Body::text, List.of("text"));
        all.put(Body::number, List.of("number"));
        all.put(Body::flag, List.of("flag", "no"));
        all.put(Body::object, List.of("object"));
        all.put(Body::body, List.of("object"));
        all.put(Body::array, List.of("array", "mixed"));
        return all;
    }

    @Test
    void j13_requiredValuesMustBeThereAndOfTheirType() {
        required()
                .forEach((accessor, good) -> {
                    NODE.fieldNames().forEachRemaining(key -> assertRead(accessor, key, good));
                    assertEquals("M_MISSING_PARAM", refused(accessor, "absent"));
                });
    }

    private static String refused(BiFunction<Body, String, Object> accessor, String key) {
        return assertThrows(MatrixException.class, () -> accessor.apply(BODY, key)).code().value();
    }

    private static void assertRead(
            BiFunction<Body, String, Object> accessor, String key, List<String> good) {
        if (good.contains(key)) {
            assertNotNull(accessor.apply(BODY, key));
        } else {
            String expected = key.equals("null") ? "M_MISSING_PARAM" : "M_BAD_JSON";
            assertEquals(expected, refused(accessor, key), key);
        }
    }

    @Test
    void j13_optionalValuesMayBeAbsentButNotOfAnotherType() {
        assertNull(BODY.optionalText("null"));
        assertNull(BODY.optionalNumber("absent"));
        assertNull(BODY.optionalObject("null"));
        assertNull(BODY.optionalBody("null"));
        assertNull(BODY.optionalArray("absent"));
        assertNull(BODY.optionalTexts("absent"));
        assertEquals("M_BAD_JSON", refusal(() -> BODY.optionalText("number")));
        assertEquals("M_BAD_JSON", refusal(() -> BODY.optionalNumber("float")));
        assertEquals("M_BAD_JSON", refusal(() -> BODY.optionalNumber("huge")));
        assertEquals("M_BAD_JSON", refusal(() -> BODY.number("text", 1)));
        assertEquals("M_BAD_JSON", refusal(() -> BODY.flag("text", true)));
        assertEquals("M_BAD_JSON", refusal(() -> BODY.text("flag", "")));
        assertEquals("M_BAD_JSON", refusal(() -> BODY.optionalTexts("mixed")));
        assertEquals("M_BAD_JSON", refusal(() -> BODY.texts("object")));
        assertEquals("M_BAD_JSON", refusal(() -> BODY.list("object")));
        assertEquals("M_BAD_JSON", refusal(() -> BODY.optionalBody("array")));
    }

    @Test
    void valuesAreReadOrTheirDefaultTaken() {
        assertEquals("x", BODY.text("text"));
        assertEquals("x", BODY.text("text", "y"));
        assertEquals("y", BODY.text("absent", "y"));
        assertEquals(5, BODY.number("number"));
        assertEquals(5, BODY.number("number", 7));
        assertEquals(7, BODY.number("absent", 7));
        assertEquals(5L, BODY.optionalNumber("number"));
        assertTrue(BODY.flag("flag"));
        assertFalse(BODY.flag("no"));
        assertFalse(BODY.flag("no", true));
        assertTrue(BODY.flag("absent", true));
        assertFalse(BODY.flag("null", false));
        assertEquals("b", BODY.body("object").text("a"));
        Body inner = BODY.optionalBody("object");
        assertEquals("b", inner == null ? "" : inner.text("a"));
        assertEquals("b", BODY.object("object").path("a").textValue());
        assertEquals(2, BODY.array("array").size());
        assertEquals(2, BODY.list("mixed").size());
        assertEquals(List.of(), BODY.list("absent"));
        assertEquals(List.of("p", "q"), BODY.texts("array"));
        assertEquals(List.of("p", "q"), BODY.optionalTexts("array"));
        assertEquals(List.of(), BODY.texts("null"));
        assertTrue(BODY.has("flag"));
        assertFalse(BODY.has("null"));
        assertFalse(BODY.has("absent"));
        assertSame(NODE, BODY.node());
    }
}
