package stockpot.server.rooms;

import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;

/**
 * A place in the history of rooms: behind the event of that position and before the next one.
 * Written {@code t<position>}; the tokens of {@code /sync} are read too, since clients page on from
 * them.
 *
 * @param position of the change log
 */
public record HistoryToken(long position) {
    /** 18 digits always fit into a {@code long}. */
    private static final int MAX_DIGITS = 18;

    /**
     * Reads a token as clients send it back (threat V06).
     *
     * @param newest where the change log stands; nothing behind that was given out
     * @throws MatrixException {@code M_INVALID_PARAM}
     */
    public static HistoryToken parse(String text, long newest) {
        if (text.isEmpty() || (text.charAt(0) != 't' && text.charAt(0) != 's')) {
            throw invalid();
        }
        int end = text.charAt(0) == 's' ? text.indexOf('_') : text.length();
        if (end < 2 || end > MAX_DIGITS + 1) {
            throw invalid();
        }
        long position = 0;
        for (int i = 1; i < end; i++) {
            position = position * 10 + digit(text.charAt(i));
        }
        for (int i = end; i < text.length(); i++) {
            if (text.charAt(i) != '_') {
                digit(text.charAt(i));
            }
        }
        if (position > newest) {
            throw invalid();
        }
        return new HistoryToken(position);
    }

    private static int digit(char c) {
        if (c < '0' || c > '9') {
            throw invalid();
        }
        return c - '0';
    }

    private static MatrixException invalid() {
        return MatrixErrors.invalidParam("not a pagination token of this server");
    }

    @Override
    public String toString() {
        return "t" + position;
    }
}
