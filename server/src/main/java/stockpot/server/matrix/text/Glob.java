package stockpot.server.matrix.text;

import java.util.Locale;

/**
 * A glob: {@code *} stands for any characters, {@code ?} for one. Matching takes time in proportion
 * to text times pattern at worst, whatever the pattern (threat R01).
 */
public final class Glob {
    private final int[] pattern;
    private final boolean ignoresCase;

    private Glob(String pattern, boolean ignoresCase) {
        this.pattern = points(pattern, ignoresCase);
        this.ignoresCase = ignoresCase;
    }

    /** A glob that tells upper and lower case apart. */
    public static Glob of(String pattern) {
        return new Glob(pattern, false);
    }

    /** A glob that does not. */
    public static Glob ignoringCase(String pattern) {
        return new Glob(pattern, true);
    }

    /** Whether the whole text matches. */
    public boolean matches(String text) {
        int[] points = points(text, ignoresCase);
        return matches(points, 0, points.length);
    }

    /**
     * Whether a run of the text matches that starts and ends at word boundaries: at an end of the
     * text or beside a character other than {@code [A-Za-z0-9_]}. Client-Server API, "Conditions for
     * push rules", {@code event_match} on {@code content.body}.
     */
    public boolean matchesWord(String text) {
        int[] points = points(text, ignoresCase);
        return new WordSearch(pattern, points).found();
    }

    /** The classic two-pointer walk: after a star only the latest star is ever tried again. */
    private boolean matches(int[] text, int from, int to) {
        int at = from;
        int p = 0;
        int star = -1;
        int resume = from;
        while (at < to) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                resume = at;
            } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == text[at])) {
                p++;
                at++;
            } else if (star >= 0) {
                p = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    private static int[] points(String text, boolean lower) {
        return (lower ? text.toLowerCase(Locale.ROOT) : text).codePoints().toArray();
    }
}
