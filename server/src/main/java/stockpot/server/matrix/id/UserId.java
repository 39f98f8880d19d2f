package stockpot.server.matrix.id;

import org.jspecify.annotations.Nullable;
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

    /**
     * Makes the id of a user of this server (threat N01). Upper case is not folded but refused:
     * whoever wants to be lenient lowers ASCII before.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_USERNAME}
     */
    public static UserId create(String localpart, ServerName server) {
        String value = "@" + localpart + ":" + server;
        if (!IdGrammar.isNewLocalpart(localpart) || !IdLimits.fits(value)) {
            throw MatrixErrors.of(
                    400,
                    "M_INVALID_USERNAME",
                    "A user name has only the characters a-z, 0-9 and ._=/+-, and together with"
                            + " the server at most 255 of them");
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

    /** Written out, as {@code hashCode} is: what the compiler makes costs several times as much. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UserId that && that.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
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
