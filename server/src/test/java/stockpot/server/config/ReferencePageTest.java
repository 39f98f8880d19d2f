package stockpot.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferencePageTest {
    @Test
    void pageInTheDocumentsIsTheOneOfTheSchema() throws IOException {
        assertEquals(
                Files.readString(Path.of("..", "docs", "configuration.md")),
                ReferencePage.markdown(),
                "run: bin/stockpot --print-config-reference > docs/configuration.md");
    }

    @Test
    void keysAreExplainedByTheirNames() {
        String text = ReferencePage.explain("bind_addresses");
        assertTrue(text.startsWith("listeners[].bind_addresses\n"), text);
        assertTrue(ReferencePage.explain("caches").contains("no effect"));
        assertEquals("", ReferencePage.explain("soup"));
    }
}
