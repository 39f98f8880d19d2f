package stockpot.server.matrix.text;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Takes names apart into folded words, for searching without regard to case and accents. */
public final class Words {
    /** Words taken of one text. */
    public static final int MAX_WORDS = 16;

    /** Characters taken of one word. */
    public static final int MAX_LENGTH = 64;

    private Words() {}

    /**
     * The words of a text in their order, each once: letters and digits, folded, without accents.
     */
    public static List<String> of(String text) {
        Set<String> words = new LinkedHashSet<>();
        StringBuilder word = new StringBuilder();
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        folded.codePoints().forEach(point -> take(point, word, words));
        end(word, words);
        return List.copyOf(words);
    }

    private static void take(int point, StringBuilder word, Set<String> words) {
        if (Character.getType(point) == Character.NON_SPACING_MARK) {
            return;
        }
        if (!Character.isLetterOrDigit(point)) {
            end(word, words);
        } else if (word.length() < MAX_LENGTH) {
            word.appendCodePoint(point);
        }
    }

    private static void end(StringBuilder word, Set<String> words) {
        if (!word.isEmpty() && words.size() < MAX_WORDS) {
            words.add(word.toString());
        }
        word.setLength(0);
    }
}
