package stockpot.server.matrix.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', true",
        "'', a, false",
        "a, '', false",
        "a, a, true",
        "a, b, false",
        "a, aa, false",
        "*, '', true",
        "*, anything, true",
        "?, a, true",
        "?, '', false",
        "?, ab, false",
        "?, \uD83D\uDE00, true",
        "a*, a, true",
        "a*, ab, true",
        "a*, ba, false",
        "*a, ba, true",
        "*a, ab, false",
        "a*b*c, aXbXc, true",
        "a*b*c, abbbc, true",
        "a*b*c, acb, false",
        "a**b, ab, true",
        "*ab*, xaab, true",
        "*aab, aaaab, true",
        "a?c, abc, true",
        "a?c, ac, false",
        "a*?b, ab, false",
        "a*?b, axb, true",
        "a?*, a, false",
        "m.room.*, m.room.message, true",
        "m.room.*, m.rooms, false",
        "*.evil.example, a.evil.example, true",
        "[ab], a, false",
        "'\\*', '\\x', true",
        "A, a, false"
    })
    void patternsMatchTheWholeText(String pattern, String text, boolean expected) {
        assertEquals(expected, Glob.of(pattern).matches(text), pattern + " on " + text);
    }

    @ParameterizedTest
    @CsvSource({
        "LUNC?*, Lunch plans, true",
        "lunc?*, LUNCH, true",
        "lunc?*, ' lunch', false",
        "lunc?*, lunc, false",
        "Ä, ä, true"
    })
    void caseCanBeIgnored(String pattern, String text, boolean expected) {
        assertEquals(expected, Glob.ignoringCase(pattern).matches(text));
    }

    @Test
    void questionMarksOfFiltersAreOrdinary() {
        assertFalse(Glob.starsOnly("a?*").matches("abc"));
        assertTrue(Glob.starsOnly("a?*").matches("a?c"));
        assertFalse(Glob.starsOnly("a").matches("A"));
    }

    @Test
    void literalTextHasNoWildcards() {
        assertTrue(Glob.literal("Al*ce").matchesWord("hello AL*CE!"));
        assertFalse(Glob.literal("Al*ce").matchesWord("hello alice!"));
        assertFalse(Glob.literal("al?ce").matches("alice"));
    }

    @ParameterizedTest
    @CsvSource({
        "cake, cake, true",
        "cake, a cake!, true",
        "cake, CAKE, true",
        "cake, cakes, false",
        "cake, pancake, false",
        "cake, pan cake, true",
        "cake, pan-cake-mix, true",
        "cake, cake_mix, false",
        "cake, 1cake, false",
        "cake, cake9, false",
        "cake, pancakes cake, true",
        "cake, écake, true",
        "ex*ple, An example event., true",
        "ex*ple, exple, true",
        "ex*ple, An exciting triple-whammy, true",
        "ex*ple, exiled peoples, false",
        "cake*lie, cake is a lie, true",
        "cake*lie, the cake is a lie ok, true",
        "cake*lie, cake is a lied, false",
        "c?ke, a coke b, true",
        "c?ke, cke, false",
        "'', anything, true",
        "'', '', true",
        "*, '', true",
        "a, '', false",
        "?, '!', true",
        "ca*, some cakes, true",
        "*ke, cakes, false",
        "*ke, cake s, true"
    })
    void wordsAreFoundBetweenBoundaries(String pattern, String text, boolean expected) {
        assertEquals(expected, Glob.ignoringCase(pattern).matchesWord(text), text);
    }

    @ParameterizedTest
    @CsvSource({
        "a, false",
        "z, false",
        "A, false",
        "Z, false",
        "0, false",
        "9, false",
        "_, false",
        "`, true",
        "{, true",
        "@, true",
        "[, true",
        "/, true",
        ":, true",
        "^, true"
    })
    void boundariesAreBesideEverythingButWordCharacters(String beside, boolean boundary) {
        // Case is kept, so that upper case letters are looked at too.
        assertEquals(boundary, Glob.of("x").matchesWord(beside + "x"));
        assertEquals(boundary, Glob.of("x").matchesWord("x" + beside));
    }

    /** Both searches against the slow and obvious ones. */
    @Test
    void searchesAgreeWithTheirDefinitions() {
        Random random = new Random(3);
        for (int round = 0; round < 4_000; round++) {
            String pattern = text(random, "ab*?", 6);
            String text = text(random, "ab c", 8);
            assertEquals(slow(pattern, text), Glob.of(pattern).matches(text), pattern + "|" + text);
            assertEquals(
                    slowWords(pattern, text),
                    Glob.of(pattern).matchesWord(text),
                    pattern + "|" + text);
        }
    }

    private static String text(Random random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static boolean slow(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        char first = pattern.charAt(0);
        if (first == '*') {
            return slow(pattern.substring(1), text)
                    || (!text.isEmpty() && slow(pattern, text.substring(1)));
        }
        return !text.isEmpty()
                && (first == '?' || first == text.charAt(0))
                && slow(pattern.substring(1), text.substring(1));
    }

    private static boolean slowWords(String pattern, String text) {
        for (int from = 0; from <= text.length(); from++) {
            for (int to = from; to <= text.length(); to++) {
                if (isBoundary(text, from)
                        && isBoundary(text, to)
                        && slow(pattern, text.substring(from, to))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isBoundary(String text, int at) {
        return at == 0
                || at == text.length()
                || text.charAt(at - 1) == ' '
                || text.charAt(at) == ' ';
    }

    @Test
    @Tag("slow")
    void r01_starsDoNotExplode() {
        String pattern = "a*".repeat(500) + "b";
        String text = "a".repeat(10_000);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            assertFalse(Glob.of(pattern).matches(text));
            assertFalse(Glob.ignoringCase("*a".repeat(10)).matches("b".repeat(40)));
            best = Math.min(best, System.nanoTime() - start);
            assertFalse(Glob.of("*a".repeat(100) + "b").matchesWord("a".repeat(2_000)));
        }
        assertTrue(best < 500_000_000, "took " + best + " ns");
    }

    @Test
    void n06_caseDoesNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertTrue(Glob.ignoringCase("TITLE").matches("title"));
        } finally {
            Locale.setDefault(before);
        }
    }
}
