package stockpot.cook.files;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes YAML: maps, lists, texts, numbers, booleans. Every text stands in double quotes with what
 * could end them escaped, so that no value can become anything else (threat Z01).
 */
final class Yaml {
    private static final String INDENT = "  ";

    private final StringBuilder out = new StringBuilder();

    private Yaml() {}

    /** The text of a document; keys are ours and plain words. */
    static String of(Map<String, ?> document) {
        Yaml yaml = new Yaml();
        yaml.map(document, "");
        return yaml.out.toString();
    }

    private void map(Map<?, ?> map, String indent) {
        map.forEach((key, value) -> {
            out.append(indent).append(key).append(':');
            value(value, indent);
        });
    }

    private void value(Object value, String indent) {
        switch (value) {
            case Map<?, ?> map when map.isEmpty() -> out.append(" {}\n");
            case Map<?, ?> map -> {
                out.append('\n');
                map(map, indent + INDENT);
            }
            case List<?> list when list.isEmpty() -> out.append(" []\n");
            case List<?> list -> {
                out.append('\n');
                list.forEach(item -> item(item, indent + INDENT));
            }
            case Number number -> out.append(' ').append(number).append('\n');
            case Boolean flag -> out.append(' ').append(flag).append('\n');
            default -> out.append(' ').append(quoted(value.toString())).append('\n');
        }
    }

    private void item(Object item, String indent) {
        if (!(item instanceof Map<?, ?> map) || map.isEmpty()) {
            out.append(indent).append('-');
            value(item, indent);
            return;
        }
        int start = out.length() + indent.length();
        map(map, indent + INDENT);
        out.setCharAt(start, '-'); // over the first blank of the first key's indent
    }

    /** A text in double quotes. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (Character.isISOControl(c) || isUnprintable(c)) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** Line separators of Unicode, the byte order mark, and what YAML does not call printable. */
    private static boolean isUnprintable(char c) {
        return c == '\u2028' || c == '\u2029' || c == '\uFEFF' || c == '\uFFFE' || c == '\uFFFF';
    }
}
