package stockpot.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code database}: which one, and how to reach it. */
public sealed interface DatabaseConfig {
    /** When a commit counts as durable on SQLite. */
    enum Synchronous {
        /** After fsync of the log: survives power loss. The default. */
        FULL,
        /** Without fsync at each commit: survives a crash of the process, not power loss. */
        NORMAL
    }

    /**
     * The embedded database.
     *
     * @param file the database file
     * @param synchronous when a commit counts as durable
     * @param readers connections that read
     */
    record Sqlite(Path file, Synchronous synchronous, int readers) implements DatabaseConfig {}

    /**
     * PostgreSQL, in the terms of libpq.
     *
     * @param host name, address or folder of the Unix socket
     * @param sslMode {@code disable}, {@code prefer}, {@code require}, {@code verify-ca} or {@code
     *     verify-full}
     * @param password null where a passfile or the server's own rules decide
     * @param maxConnections the writer's included ({@code cp_max})
     */
    record Postgres(
            String host,
            int port,
            String database,
            String user,
            @Nullable String password,
            String sslMode,
            @Nullable Path passfile,
            int maxConnections)
            implements DatabaseConfig {
        /** Keeps the password out of logs. */
        @Override
        public String toString() {
            return "Postgres[" + user + "@" + host + ":" + port + "/" + database + "]";
        }
    }
}
