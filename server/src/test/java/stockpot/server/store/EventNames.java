package stockpot.server.store;

/** Event ids of rows, for tests that read tables. */
public final class EventNames {
    private EventNames() {}

    /** The event id in a column. */
    public static String of(Transaction.Row row, int column) {
        return EventKeys.id(row.bytes(column)).value();
    }
}
