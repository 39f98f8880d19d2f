package stockpot.server.matrix.id;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;

/** An event: opaque behind the {@code $}; with a server part in room versions 1 and 2. */
public record EventId(String value) implements Comparable<EventId> {
    /**
     * Takes an identifier as any server may send it.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM} if it is none
     */
    public static EventId parse(String value) {
        if (!IdGrammar.isSigilOpaque(value, '$')) {
            throw MatrixErrors.invalidParam("not a valid event id");
        }
        return new EventId(value);
    }

    /** Written out, as {@code hashCode} is: what the compiler makes costs several times as much. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventId that && that.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(EventId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
