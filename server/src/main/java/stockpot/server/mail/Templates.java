package stockpot.server.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What letters say. A template is {@code LANGUAGE/NAME.txt}, whose first line is {@code Subject:
 * …}, and {@code LANGUAGE/NAME.html}; a file of the operator's folder comes before the built-in
 * one. {@code {{name}}} stands for a value, {@code {{#items}}…{{/items}}} for what is said of each
 * item. In HTML every value is escaped (threat C18); in text none of them can begin a line of its
 * own.
 */
public final class Templates {
    /** The languages that there are. */
    public static final List<String> LANGUAGES = List.of("en", "de", "zh");

    private static final long MAX_BYTES = 65_536;
    private static final int MAX_VALUE = 2_000;
    private static final String SUBJECT = "Subject: ";
    private static final Pattern ITEMS =
            Pattern.compile("\\{\\{#items}}\\n?(.*?)\\{\\{/items}}\\n?", Pattern.DOTALL);
    private static final Pattern VALUE = Pattern.compile("\\{\\{([a-z_]+)}}");

    private final @Nullable Path folder;

    /** Templates; those of {@code folder}, if it is not null, come first. */
    public Templates(@Nullable Path folder) {
        this.folder = folder;
    }

    /** A letter without its address. */
    public record Filled(String subject, String text, String html) {}

    /**
     * Fills a template.
     *
     * @param values what stands for the names
     * @param items what stands for the names of each item, in order
     */
    public Filled fill(
            String name,
            String language,
            Map<String, String> values,
            List<Map<String, String>> items) {
        String text = read(language, name + ".txt");
        String html = read(language, name + ".html");
        int end = text.indexOf('\n');
        if (end < 0 || !text.startsWith(SUBJECT)) {
            throw new IllegalStateException(
                    "the template " + language + "/" + name + ".txt must begin with 'Subject: …'");
        }
        String subject = filled(text.substring(SUBJECT.length(), end), values, items, false);
        String body = filled(text.substring(end + 1).stripLeading(), values, items, false);
        return new Filled(subject.strip(), body, filled(html, values, items, true));
    }

    /** The best of our languages for an {@code Accept-Language}, else the fallback. */
    public static String language(@Nullable String wanted, String fallback) {
        for (String part : wanted == null ? new String[0] : wanted.split(",", 20)) {
            String tag = part.strip().toLowerCase(Locale.ROOT).split("[-_;]", 2)[0];
            if (LANGUAGES.contains(tag)) {
                return tag;
            }
        }
        return fallback;
    }

    private static String filled(
            String template,
            Map<String, String> values,
            List<Map<String, String>> items,
            boolean html) {
        Matcher section = ITEMS.matcher(template);
        StringBuilder out = new StringBuilder();
        while (section.find()) {
            StringBuilder each = new StringBuilder();
            for (Map<String, String> item : items) {
                each.append(values(section.group(1), item, html));
            }
            // What stands in values must not be taken for a name below.
            String guarded = each.toString().replace("{{", "{\u0000{");
            section.appendReplacement(out, Matcher.quoteReplacement(guarded));
        }
        section.appendTail(out);
        return values(out.toString(), values, html).replace("{\u0000{", "{{");
    }

    private static String values(String template, Map<String, String> values, boolean html) {
        Matcher name = VALUE.matcher(template);
        StringBuilder out = new StringBuilder();
        while (name.find()) {
            String value = shortened(oneLine(values.getOrDefault(name.group(1), "")));
            name.appendReplacement(out, Matcher.quoteReplacement(html ? escape(value) : value));
        }
        return name.appendTail(out).toString();
    }

    /** Threat C17: nothing in a header, or in a value, ends its line. */
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().map(c -> endsLine(c) ? ' ' : c).forEach(line::appendCodePoint);
        return line.toString();
    }

    private static boolean endsLine(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    private static String shortened(String value) {
        return value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE) + "…";
    }

    private String read(String language, String file) {
        String place = (LANGUAGES.contains(language) ? language : "en") + "/" + file;
        Path own = folder == null ? null : folder.resolve(place);
        try {
            if (own != null && Files.isReadable(own) && Files.size(own) <= MAX_BYTES) {
                return Files.readString(own);
            }
            try (InputStream in = Templates.class.getResourceAsStream(place)) {
                if (in == null) {
                    throw new IllegalStateException("no template " + place);
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
