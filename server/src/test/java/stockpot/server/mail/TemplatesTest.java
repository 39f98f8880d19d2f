package stockpot.server.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.mail.Templates.Filled;

class TemplatesTest {
    private static final List<String> NAMES =
            List.of(
                    "register",
                    "reset",
                    "add",
                    "digest",
                    "alert",
                    "alert_over",
                    "approval",
                    "approved",
                    "test");

    @TempDir Path folder;
    private final Templates builtIn = new Templates(null);

    @Test
    void everyTemplateIsThereInEachLanguageAndLeavesNoNameUnfilled() {
        Map<String, String> values =
                Map.of(
                        "app",
                        "APP",
                        "server",
                        "SERVER",
                        "user",
                        "USER",
                        "link",
                        "LINK",
                        "hours",
                        "1",
                        "what",
                        "WHAT",
                        "condition",
                        "COND",
                        "client",
                        "CLIENT",
                        "count",
                        "2",
                        "unsubscribe",
                        "STOP");
        for (String language : Templates.LANGUAGES) {
            for (String name : NAMES) {
                Filled filled =
                        builtIn.fill(
                                name,
                                language,
                                values,
                                List.of(Map.of("room", "R", "sender", "S", "body", "B")));
                for (String part : List.of(filled.subject(), filled.text(), filled.html())) {
                    assertFalse(part.isBlank(), language + "/" + name);
                    assertFalse(part.contains("{{"), part);
                }
            }
        }
    }

    @Test
    void c18_namesAndTopicsAreEscapedInHtml() {
        String evil = "<img src=x onerror=alert(1)>\"'&{{unsubscribe}}";
        Filled filled =
                builtIn.fill(
                        "digest",
                        "en",
                        Map.of("count", "1", "app", evil, "unsubscribe", "STOP"),
                        List.of(Map.of("room", evil, "sender", evil, "body", evil)));
        assertFalse(filled.html().contains("<img"), filled.html());
        assertFalse(filled.html().contains("\"'&"), filled.html());
        assertTrue(filled.html().contains("&lt;img src=x onerror=alert(1)&gt;"), filled.html());
        assertEquals(2, filled.html().split("STOP", -1).length - 1, filled.html());
        assertTrue(filled.text().contains("{{unsubscribe}}"), "a value is no template");
    }

    @Test
    void c17_valuesEndNoLine() {
        Filled filled =
                builtIn.fill(
                        "reset",
                        "en",
                        Map.of("app", "a\r\nBcc: b@example.org", "user", "x\n\n-- \u2028evil"),
                        List.of());
        assertFalse(filled.subject().contains("\n") || filled.subject().contains("\r"));
        assertFalse(filled.text().contains("\n-- "), filled.text());
    }

    @Test
    void templateOfTheOperatorComesFirst() throws IOException {
        Files.createDirectories(folder.resolve("de"));
        Files.writeString(
                folder.resolve("de/reset.txt"), "Subject: Unser {{app}}\n\nHallo {{user}}");
        Filled own =
                new Templates(folder)
                        .fill("reset", "de", Map.of("app", "A", "user", "U"), List.of());
        assertEquals("Unser A", own.subject());
        assertEquals("Hallo U", own.text());
        assertTrue(own.html().contains("Passwort"), "what is not there is the built-in one");
    }

    @Test
    void languageIsTheFirstThatTheReaderTakes() {
        assertEquals("de", Templates.language("fr;q=0.9, de-AT, en", "zh"));
        assertEquals("zh", Templates.language("zh-Hans-CN", "en"));
        assertEquals("en", Templates.language("fr", "en"));
        assertEquals("zh", Templates.language(null, "zh"));
    }
}
