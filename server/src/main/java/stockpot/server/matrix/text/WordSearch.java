package stockpot.server.matrix.text;

/**
 * Searches a run of words that matches a glob. All starts are followed at once, as the set of
 * places in the pattern that some start has reached: time in proportion to text times pattern.
 */
final class WordSearch {
    private final int[] pattern;
    private final int[] text;
    private boolean[] reached;

    WordSearch(int[] pattern, int[] text) {
        this.pattern = pattern;
        this.text = text;
        this.reached = new boolean[pattern.length + 1];
    }

    boolean found() {
        for (int at = 0; at <= text.length; at++) {
            boolean boundary = isBoundary(at);
            if (boundary) {
                reach(reached, 0);
            }
            if (boundary && reached[pattern.length]) {
                return true;
            }
            if (at < text.length) {
                step(text[at]);
            }
        }
        return false;
    }

    private void step(int point) {
        boolean[] next = new boolean[reached.length];
        for (int p = 0; p < pattern.length; p++) {
            if (!reached[p]) {
                continue;
            }
            if (pattern[p] == Glob.ANY_RUN) {
                reach(next, p);
            } else if (Glob.matchesOne(pattern[p], point)) {
                reach(next, p + 1);
            }
        }
        reached = next;
    }

    /** A star may also stand for nothing. */
    private void reach(boolean[] places, int place) {
        int p = place;
        places[p] = true;
        while (p < pattern.length && pattern[p] == Glob.ANY_RUN) {
            places[++p] = true;
        }
    }

    private boolean isBoundary(int at) {
        return at == 0 || at == text.length || !isWord(text[at - 1]) || !isWord(text[at]);
    }

    private static boolean isWord(int point) {
        return (point >= 'a' && point <= 'z')
                || (point >= 'A' && point <= 'Z')
                || (point >= '0' && point <= '9')
                || point == '_';
    }
}
