package stockpot.server.store;

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
}
