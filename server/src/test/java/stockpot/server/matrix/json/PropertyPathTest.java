package stockpot.server.matrix.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropertyPathTest {
    @ParameterizedTest
    @CsvSource({
        "content.body, content|body",
        "content.m\\.relates_to, content|m.relates_to",
        "content.m\\\\foo, content|m\\foo",
        "content.m\\x, content|m\\x",
        "a\\, a\\",
        "a\\\\.b, a\\|b",
        "a, a",
        ".a, |a",
        "a..b, a||b"
    })
    void pathsAreSplitAtDotsThatAreNotEscaped(String path, String names) {
        assertEquals(List.of(names.split("\\|", -1)), PropertyPath.parse(path).names());
    }

    @Test
    void valuesAreFoundThroughObjectsOnly() {
        ObjectNode root = Json.trusted("{\"a\":{\"b.c\":[1]},\"x\":\"y\",\"l\":[{\"a\":1}]}");
        assertEquals("[1]", PropertyPath.parse("a.b\\.c").find(root).toString());
        assertTrue(PropertyPath.parse("a.b.c").find(root).isMissingNode());
        assertTrue(PropertyPath.parse("x.y").find(root).isMissingNode());
        assertTrue(PropertyPath.parse("l.a").find(root).isMissingNode());
        assertTrue(PropertyPath.parse("l.0").find(root).isMissingNode());
    }

    @Test
    void pathsAreCopiedSideBySide() {
        ObjectNode root = Json.trusted("{\"a\":{\"b\":1,\"c\":{\"d\":2,\"e\":3}},\"f\":4}");
        ObjectNode copy = Json.object();
        for (String path : List.of("a.b", "a.c.d", "f", "a.z", "q.r")) {
            PropertyPath.parse(path).copy(root, copy);
        }
        assertEquals(Json.trusted("{\"a\":{\"b\":1,\"c\":{\"d\":2}},\"f\":4}"), copy);
    }

    @Test
    @Tag("slow")
    void j09_deepPathsAreNoTrouble() {
        PropertyPath path = PropertyPath.parse("a.".repeat(100_000));
        assertTrue(path.find(Json.trusted("{\"a\":{\"a\":1}}")).isMissingNode());
    }
}
