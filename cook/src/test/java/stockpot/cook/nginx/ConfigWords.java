package stockpot.cook.nginx;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a configuration as nginx does: words, quoted or not, semicolons and braces. For tests of
 * what was written, independent of how.
 */
final class ConfigWords {
    private ConfigWords() {}

    /**
     * One directive.
     *
     * @param depth number of blocks around it
     * @param words its name and its words, without quotes and backslashes
     */
    record Directive(int depth, List<String> words) {
        String name() {
            return words.getFirst();
        }
    }

    static List<Directive> read(String text) {
        List<Directive> all = new ArrayList<>();
        List<String> words = new ArrayList<>();
        int depth = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                i++;
            } else if (c == '#') {
                i = text.indexOf('\n', i);
            } else if (c == ';' || c == '{') {
                all.add(new Directive(depth, List.copyOf(words)));
                words.clear();
                depth += c == '{' ? 1 : 0;
                i++;
            } else if (c == '}') {
                depth--;
                i++;
            } else {
                StringBuilder word = new StringBuilder();
                i = word(text, i, word);
                words.add(word.toString());
            }
        }
        if (depth != 0 || !words.isEmpty()) {
            throw new AssertionError("not closed: " + depth + " " + words);
        }
        return all;
    }

    private static int word(String text, int from, StringBuilder word) {
        char quote = text.charAt(from);
        boolean quoted = quote == '"' || quote == '\'';
        int i = quoted ? from + 1 : from;
        while (true) {
            char c = text.charAt(i);
            if (quoted && c == quote) {
                return i + 1;
            }
            if (!quoted
                    && (Character.isWhitespace(c)
                            || c == ';'
                            || (c == '{' && !variable(text, i)))) {
                return i;
            }
            if (c == '\\' && "\"'\\ ".indexOf(text.charAt(i + 1)) >= 0) {
                i++;
                c = text.charAt(i);
            }
            word.append(c);
            i++;
        }
    }

    private static boolean variable(String text, int brace) {
        return text.charAt(brace - 1) == '$';
    }
}
