package stockpot.server.matrix.id;

import org.jspecify.annotations.Nullable;
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

    /** Makes the id of a room of this server, before room version 12. */
    public static RoomId create(String opaque, ServerName server) {
        return parse("!" + opaque + ":" + server);
    }

    /** The id of a room whose create event is known, from room version 12 on. */
    public static RoomId ofCreateEvent(EventId create) {
        return new RoomId("!" + create.value().substring(1));
    }

    /** Written out, as {@code hashCode} is: what the compiler makes costs several times as much. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RoomId that && that.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
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
