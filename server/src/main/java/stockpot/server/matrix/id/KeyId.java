package stockpot.server.matrix.id;

import stockpot.server.matrix.error.MatrixErrors;

/** The name of a signing key: {@code algorithm:version}, such as {@code ed25519:a_1}. */
public record KeyId(String value) implements Comparable<KeyId> {
    /**
     * Takes the name of a key that can sign for a server.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM} if it is none
     */
    public static KeyId parse(String value) {
        int colon = value.indexOf(':');
        if (colon <= 0 || !IdGrammar.isKeyVersion(value.substring(colon + 1))) {
            throw MatrixErrors.invalidParam("not a valid key id");
        }
        return new KeyId(value);
    }

    /** From its two parts. */
    public static KeyId of(String algorithm, String version) {
        return parse(algorithm + ":" + version);
    }

    /** The part before the colon. */
    public String algorithm() {
        return value.substring(0, value.indexOf(':'));
    }

    /** The part behind the colon. */
    public String version() {
        return value.substring(value.indexOf(':') + 1);
    }

    @Override
    public int compareTo(KeyId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
