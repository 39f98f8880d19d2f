package stockpot.server.matrix.error;

/** An {@code errcode}. An open value, since servers and modules send codes that we do not know. */
public record ErrorCode(String value) {
    @Override
    public String toString() {
        return value;
    }
}
