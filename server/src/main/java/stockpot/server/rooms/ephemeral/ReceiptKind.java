package stockpot.server.rooms.ephemeral;

import stockpot.server.matrix.error.MatrixErrors;

/** What a reader says with a receipt. Client-Server API, "Receipts". */
public enum ReceiptKind {
    /** Read, and everyone may know. */
    READ("m.read"),
    /** Read, and only the reader's own clients may know (threat V10). */
    READ_PRIVATE("m.read.private"),
    /** How far the reader has read without a gap; kept as account data of the room. */
    FULLY_READ("m.fully_read");

    private final String type;

    ReceiptKind(String type) {
        this.type = type;
    }

    /** The word of the specification. */
    public String type() {
        return type;
    }

    /**
     * Reads the word of the specification.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM}
     */
    public static ReceiptKind of(String type) {
        for (ReceiptKind kind : values()) {
            if (kind.type.equals(type)) {
                return kind;
            }
        }
        throw MatrixErrors.invalidParam(
                "receipt type must be m.read, m.read.private or m.fully_read");
    }
}
