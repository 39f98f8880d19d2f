package stockpot.cook.nginx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with places such as <code>@{port}</code>. A place takes one {@link Word}, or, where it has
 * a line to itself, any number of lines. What was put in is not looked at again; a place that is
 * not filled and a value without a place are mistakes (threat Z14).
 */
final class Template {
    private static final Pattern PLACE = Pattern.compile("@\\{([A-Za-z0-9]+)}");
    private static final Pattern LINE = Pattern.compile("^( *)@\\{([A-Za-z0-9]+)}$");

    private final String name;
    private final String text;
    private final Map<String, Word> words = new LinkedHashMap<>();
    private final Map<String, List<String>> lines = new LinkedHashMap<>();

    private Template(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /** The template of that name from the folder {@code nginx/}. */
    static Template named(String name) {
        try (InputStream in = Template.class.getResourceAsStream("templates/" + name)) {
            if (in == null) {
                throw new IllegalStateException("cook was built without nginx/" + name);
            }
            return new Template(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says what goes into a place. */
    Template with(String place, Word word) {
        words.put(place, word);
        return this;
    }

    /** Says which lines stand in for a place. */
    Template with(String place, List<String> block) {
        lines.put(place, List.copyOf(block));
        return this;
    }

    /** A directive of its name and words. */
    static String directive(String name, Object... words) {
        StringBuilder line = new StringBuilder(name);
        for (Object word : words) {
            line.append(' ').append(word);
        }
        return line.append(';').toString();
    }

    /** The filled text. */
    String fill() {
        StringBuilder out = new StringBuilder();
        Set<String> used = new HashSet<>();
        for (String line : text.lines().toList()) {
            Matcher block = LINE.matcher(line);
            if (block.matches() && lines.containsKey(block.group(2))) {
                used.add(block.group(2));
                for (String inner : lines.getOrDefault(block.group(2), List.of())) {
                    out.append(inner.isEmpty() ? "" : block.group(1)).append(inner).append('\n');
                }
            } else {
                fillLine(line, used, out);
                out.append('\n');
            }
        }
        Set<String> given = new HashSet<>(words.keySet());
        given.addAll(lines.keySet());
        given.removeAll(used);
        if (!given.isEmpty()) {
            throw new IllegalStateException("nginx/" + name + " has no place for " + given);
        }
        return out.toString();
    }

    private void fillLine(String line, Set<String> used, StringBuilder out) {
        Matcher place = PLACE.matcher(line);
        int from = 0;
        while (place.find()) {
            Word word = words.get(place.group(1));
            if (word == null) {
                throw new IllegalStateException(
                        "nginx/" + name + ": nothing for " + place.group(1));
            }
            used.add(place.group(1));
            out.append(line, from, place.start()).append(word);
            from = place.end();
        }
        out.append(line, from, line.length());
    }
}
