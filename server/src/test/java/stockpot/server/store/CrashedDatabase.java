package stockpot.server.store;

/** What a crash leaves of a database: its connections are gone, what was open is rolled back. */
public final class CrashedDatabase {
    private CrashedDatabase() {}

    /** Drops everything without a word to the threads, which take no further step. */
    public static void drop(Database database) {
        ((ServerDatabase) database).drop();
    }
}
