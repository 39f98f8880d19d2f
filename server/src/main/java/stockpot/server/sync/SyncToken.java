package stockpot.server.sync;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;

/**
 * How far a client has read: {@code s<position>_<typing>_<presence>_<epoch>}. Typing and presence
 * are counted in memory from each start of the server on, so their counters mean something only
 * together with the epoch of the start that gave them out. A fifth number follows while messages to
 * the device are told in several answers: up to where they were.
 *
 * @param position the last position of the change log that the client has seen
 * @param typing the counter of typing changes
 * @param presence the counter of presence changes
 * @param epoch which start of the server counted those two
 * @param toDevice the last position whose messages to the device were told
 */
public record SyncToken(long position, long typing, long presence, long epoch, long toDevice) {
    /** 18 digits always fit into a {@code long}. */
    private static final int MAX_DIGITS = 18;

    private static final int FIELDS = 4;

    /**
     * Reads a token as clients send it back (threat V06).
     *
     * @throws MatrixException {@code M_INVALID_PARAM} if this server cannot have given it out
     */
    public static SyncToken parse(String text) {
        if (text.isEmpty() || text.charAt(0) != 's') {
            throw invalid();
        }
        String[] fields = text.substring(1).split("_", -1);
        if (fields.length != FIELDS && fields.length != FIELDS + 1) {
            throw invalid();
        }
        long position = number(fields[0]);
        long toDevice = fields.length == FIELDS ? position : number(fields[FIELDS]);
        if (toDevice > position) {
            throw invalid();
        }
        return new SyncToken(
                position, number(fields[1]), number(fields[2]), number(fields[3]), toDevice);
    }

    /** Reads a token if there is one. */
    public static @Nullable SyncToken parseOrNull(@Nullable String text) {
        return text == null ? null : parse(text);
    }

    /**
     * The token as it is meant now: refused when it lies in the future, and with the counters of
     * memory at their beginning when an earlier start of the server gave it out.
     *
     * @throws MatrixException {@code M_INVALID_PARAM}
     */
    public SyncToken checked(SyncToken now) {
        if (position > now.position) {
            throw invalid();
        }
        if (epoch != now.epoch) {
            return new SyncToken(position, 0, 0, now.epoch, toDevice);
        }
        if (typing > now.typing || presence > now.presence) {
            throw invalid();
        }
        return this;
    }

    @Override
    public String toString() {
        String text = "s" + position + "_" + typing + "_" + presence + "_" + epoch;
        return toDevice == position ? text : text + "_" + toDevice;
    }

    private static long number(String text) {
        int length = text.length();
        if (length < 1 || length > MAX_DIGITS || (length > 1 && text.charAt(0) == '0')) {
            throw invalid();
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                throw invalid();
            }
            value = value * 10 + (digit - '0');
        }
        return value;
    }

    private static MatrixException invalid() {
        return MatrixErrors.invalidParam("not a sync token of this server");
    }
}
