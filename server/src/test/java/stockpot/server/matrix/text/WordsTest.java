package stockpot.server.matrix.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void wordsAreLettersAndDigitsFoldedWithoutAccentsEachOnce() {
        assertEquals(List.of(), Words.of(""));
        assertEquals(List.of(), Words.of(" -_. "));
        assertEquals(List.of("ete", "r2d2"), Words.of("\u00c9t\u00e9-R2D2 ete"));
        assertEquals(List.of("i"), Words.of("\u0130"));
        assertEquals(List.of("\u6771\u4eac", "0"), Words.of("\u6771\u4eac \ud835\udfd8"));
    }

    @Test
    void r11_wordsAndTheirLengthAreBounded() {
        assertEquals(List.of("a".repeat(Words.MAX_LENGTH)), Words.of("a".repeat(200)));
        List<String> most = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append('w').append(i).append(' ');
            if (i < Words.MAX_WORDS) {
                most.add("w" + i);
            }
        }
        assertEquals(most, Words.of(text.toString()));
    }
}
