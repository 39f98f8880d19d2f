package stockpot.server.store;

import java.nio.file.Path;
import stockpot.server.config.DatabaseConfig;

/** Where a {@link Database} comes from. */
public final class Databases {
    private Databases() {}

    /**
     * Opens the database, brings its tables up to date and starts its threads.
     *
     * @throws StoreException with a remedy, when another server holds the data set, the database is
     *     newer than this program, or it is not fit for use
     */
    public static Database open(DatabaseConfig config, StoragePorts ports) {
        return ServerDatabase.open(
                switch (config) {
                    case DatabaseConfig.Sqlite sqlite -> new SqliteDialect(sqlite);
                    case DatabaseConfig.Postgres postgres -> new PostgresDialect(postgres);
                },
                ports);
    }

    /**
     * Writes a consistent copy of the embedded database, whether a server runs on it or not: it
     * holds all that was acknowledged before the call.
     *
     * @param file must not be there yet; made for its owner alone, synced when this returns
     * @throws StoreException with a remedy; nothing of the copy is left then
     */
    public static void copy(DatabaseConfig config, Path file) {
        if (!(config instanceof DatabaseConfig.Sqlite sqlite)) {
            throw new StoreException("Only the embedded database is copied so; use pg_dump");
        }
        SqliteCopy.write(sqlite.file(), file);
    }
}
