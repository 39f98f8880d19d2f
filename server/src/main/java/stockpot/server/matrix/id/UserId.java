package stockpot.server.matrix.id;

import stockpot.server.matrix.error.MatrixErrors;

/** A user: {@code @localpart:server}. */
public record UserId(String value) implements Comparable<UserId> {
    /**
     * Takes an identifier as any server may send it.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM} if it is none
     */
    public static UserId parse(String value) {
        if (!IdGrammar.isSigilWithServer(value, '@')) {
            throw MatrixErrors.invalidParam("not a valid user id");
        }
        return new UserId(value);
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
    public int compareTo(UserId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
