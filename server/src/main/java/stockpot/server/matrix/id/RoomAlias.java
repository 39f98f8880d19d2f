package stockpot.server.matrix.id;

import stockpot.server.matrix.error.MatrixErrors;

/** A room alias: {@code #localpart:server}. */
public record RoomAlias(String value) implements Comparable<RoomAlias> {
    /**
     * Takes an identifier as any server may send it.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM} if it is none
     */
    public static RoomAlias parse(String value) {
        if (!IdGrammar.isSigilWithServer(value, '#')) {
            throw MatrixErrors.invalidParam("not a valid room alias");
        }
        return new RoomAlias(value);
    }

    /**
     * Makes an alias of this server.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM} for a localpart
     *     that is empty, too long, or has a colon or NUL
     */
    public static RoomAlias create(String localpart, ServerName server) {
        if (localpart.isEmpty() || localpart.indexOf(':') >= 0) {
            throw MatrixErrors.invalidParam("not a valid localpart of a room alias");
        }
        return parse("#" + localpart + ":" + server);
    }

    /** The part between the sigil and the first colon. */
    public String localpart() {
        return value.substring(1, value.indexOf(':'));
    }

    /** The part after the first colon. */
    public ServerName server() {
        return new ServerName(value.substring(value.indexOf(':') + 1));
    }

    @Override
    public int compareTo(RoomAlias other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
