package stockpot.server.matrix.id;

import stockpot.server.matrix.error.MatrixErrors;

/** A room: opaque behind the {@code !}; from room version 12 on without a server part. */
public record RoomId(String value) implements Comparable<RoomId> {
    /**
     * Takes an identifier as any server may send it.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM} if it is none
     */
    public static RoomId parse(String value) {
        if (!IdGrammar.isSigilOpaque(value, '!')) {
            throw MatrixErrors.invalidParam("not a valid room id");
        }
        return new RoomId(value);
    }

    @Override
    public int compareTo(RoomId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
