package stockpot.server.matrix.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A glob: {@code *} stands for any characters, {@code ?} for one. Matching takes time in proportion
 * to text times pattern at worst, whatever the pattern (threat R01).
 */
public final class Glob {
    /** In a pattern, where a run of any characters goes. No code point is negative. */
    static final int ANY_RUN = -1;

    /** In a pattern, where any one character goes. */
    static final int ANY_ONE = -2;

    private final int[] pattern;
    private final boolean ignoresCase;

    /** The pattern where it is ASCII without wildcards, as most are. */
    private final @Nullable String plain;

    private Glob(int[] pattern, boolean ignoresCase) {
        this.pattern = pattern;
        this.ignoresCase = ignoresCase;
        this.plain = plain(pattern);
    }

    private static @Nullable String plain(int[] pattern) {
        for (int point : pattern) {
            if (point < 0 || point > 0x7f) {
                return null;
            }
        }
        return new String(pattern, 0, pattern.length);
    }

    /** A glob that tells upper and lower case apart. */
    public static Glob of(String pattern) {
        return new Glob(wild(points(pattern, false), true), false);
    }

    /** A glob that does not. */
    public static Glob ignoringCase(String pattern) {
        return new Glob(wild(points(pattern, true), true), true);
    }

    /** A glob of filters, where {@code ?} is an ordinary character. */
    public static Glob starsOnly(String pattern) {
        return new Glob(wild(points(pattern, false), false), false);
    }

    /** A text without wildcards, upper and lower case being the same. */
    public static Glob literal(String text) {
        return new Glob(points(text, true), true);
    }

    /** Whether the whole text matches: a walk that tries again only from the latest star. */
    public boolean matches(String text) {
        if (plain != null) {
            return equalsPlain(plain, text);
        }
        int[] points = points(text, ignoresCase);
        int at = 0;
        int p = 0;
        int star = -1;
        int resume = 0;
        while (at < points.length) {
            if (p < pattern.length && pattern[p] == ANY_RUN) {
                star = p++;
                resume = at;
            } else if (p < pattern.length && matchesOne(pattern[p], points[at])) {
                p++;
                at++;
            } else if (star >= 0) {
                p = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == ANY_RUN) {
            p++;
        }
        return p == pattern.length;
    }

    /**
     * What becomes ASCII in lower case has as many characters before, so that lengths come first.
     */
    private boolean equalsPlain(String wanted, String text) {
        return text.length() == wanted.length()
                && (ignoresCase ? text.toLowerCase(Locale.ROOT) : text).equals(wanted);
    }

    /**
     * Whether a run of the text matches that starts and ends at word boundaries: at an end of the
     * text or beside a character other than {@code [A-Za-z0-9_]}. Client-Server API, {@code
     * event_match} on {@code content.body}.
     */
    public boolean matchesWord(String text) {
        return new WordSearch(pattern, points(text, ignoresCase)).found();
    }

    static boolean matchesOne(int wanted, int point) {
        return wanted == point || wanted == ANY_ONE;
    }

    private static int[] wild(int[] points, boolean questionMarks) {
        for (int i = 0; i < points.length; i++) {
            if (points[i] == '*') {
                points[i] = ANY_RUN;
            } else if (points[i] == '?' && questionMarks) {
                points[i] = ANY_ONE;
            }
        }
        return points;
    }

    private static int[] points(String text, boolean lower) {
        String cased = lower ? text.toLowerCase(Locale.ROOT) : text;
        int[] points = new int[cased.length()];
        for (int i = 0; i < points.length; i++) {
            char c = cased.charAt(i);
            if (Character.isSurrogate(c)) {
                return cased.codePoints().toArray();
            }
            points[i] = c;
        }
        return points;
    }
}
