package stockpot.server.matrix.id;

import stockpot.server.matrix.error.MatrixErrors;

/** A server: host name or IP literal, with an optional port. */
public record ServerName(String value) implements Comparable<ServerName> {
    /**
     * Takes an identifier as any server may send it.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM} if it is none
     */
    public static ServerName parse(String value) {
        if (!IdGrammar.isServerName(value)) {
            throw MatrixErrors.invalidParam("not a valid server name");
        }
        return new ServerName(value);
    }

    @Override
    public int compareTo(ServerName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
