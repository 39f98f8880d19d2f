package stockpot.server.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;
import stockpot.server.config.DatabaseConfig;

/** SQLite: one file beside a write-ahead log, claimed for this process by a lock file. */
final class SqliteDialect implements Dialect {
    /** Older ones can damage the write-ahead log (threat X07). */
    static final String OLDEST = "3.51.3";

    /** How long a statement waits for another program that has locked the file (fault F14). */
    static final int BUSY_TIMEOUT_MS = 5000;

    /** The page cache of a connection. */
    static final int CACHE_KIB = 1536;

    /** The write-ahead log is cut back to this size after a checkpoint. */
    static final int LOG_LIMIT_BYTES = 16 * 1024 * 1024;

    private final DatabaseConfig.Sqlite config;
    private @Nullable FileChannel claim;

    SqliteDialect(DatabaseConfig.Sqlite config) {
        this.config = config;
    }

    @Override
    public Connection open(Role role) throws SQLException {
        if (claim == null) {
            claim = claim();
        }
        Properties properties = new Properties();
        if (role == Role.READER) {
            properties.setProperty("open_mode", "1"); // SQLITE_OPEN_READONLY
        }
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + config.file(), properties);
        try {
            setUp(connection, role);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** JDBC's own transactions are ended at once: BEGIN and COMMIT are ours. */
    private void setUp(Connection connection, Role role) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            requireVersion(statement);
            statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MS);
            statement.execute("PRAGMA cache_size = -" + CACHE_KIB);
            if (role != Role.READER) {
                statement.execute("PRAGMA page_size = 8192");
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute(
                        "PRAGMA synchronous = "
                                + switch (config.synchronous()) {
                                    case FULL -> "FULL";
                                    case NORMAL -> "NORMAL";
                                });
                statement.execute("PRAGMA foreign_keys = ON");
                statement.execute("PRAGMA wal_autocheckpoint = 1000");
                statement.execute("PRAGMA journal_size_limit = " + LOG_LIMIT_BYTES);
            } else {
                statement.execute("PRAGMA query_only = ON");
            }
            connection.setAutoCommit(false);
            statement.execute("COMMIT");
        }
    }

    private static void requireVersion(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
            row.next();
            requireVersion(row.getString(1));
        }
    }

    static void requireVersion(String found) {
        String[] have = found.split("\\.");
        String[] need = OLDEST.split("\\.");
        for (int i = 0; i < need.length; i++) {
            int difference = i < have.length ? Integer.parseInt(have[i]) : 0;
            difference -= Integer.parseInt(need[i]);
            if (difference > 0) {
                return;
            }
            if (difference < 0) {
                throw new StoreException(
                        "The SQLite library is version "
                                + found
                                + ", which can damage the database. Use the library that comes with"
                                + " the server, or one from "
                                + OLDEST
                                + " on.");
            }
        }
    }

    @Override
    public void begin(Session session, Role role) throws SQLException {
        session.run(role != Role.READER ? "BEGIN IMMEDIATE" : "BEGIN");
    }

    @Override
    public void commit(Session session) throws SQLException {
        session.run("COMMIT");
    }

    /** After some failures, such as a full disk, SQLite has undone the transaction by itself. */
    @Override
    public void rollback(Session session) throws SQLException {
        try {
            session.run("ROLLBACK");
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
                throw e;
            }
        }
    }

    @Override
    public void interrupt(Connection connection) throws SQLException {
        connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
    }

    @Override
    public String selectHead() {
        return "SELECT position, batch FROM log_head";
    }

    @Override
    public Blame blame(SQLException failure) {
        return switch (failure.getErrorCode() & 0xff) {
            case 5, 6, 9, 13 -> Blame.BUSY; // BUSY, LOCKED, INTERRUPT, FULL
            case 7, 8, 10, 11, 14, 15, 26 -> // NOMEM, READONLY, IOERR, CORRUPT, CANTOPEN, PROTOCOL
                    Blame.CONNECTION; // and NOTADB
            default -> Blame.STATEMENT;
        };
    }

    @Override
    public String remedy(SQLException failure) {
        return switch (failure.getErrorCode() & 0xff) {
            case 5, 6 ->
                    "Another program has locked it: close every sqlite3 shell and backup that uses "
                            + config.file()
                            + ".";
            case 8, 14 -> "Give it and its folder to the user that runs the server.";
            case 10, 13 -> "See whether the disk is full or broken.";
            case 11, 26 ->
                    config.file()
                            + " is damaged. Restore the last backup; keep a copy of the damaged file.";
            default -> "See the cause in the log.";
        };
    }

    @Override
    public String definition(String statement) {
        return statement;
    }

    @Override
    public int readers() {
        return config.readers();
    }

    @Override
    public void close() {
        FileChannel channel = claim;
        claim = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new StoreException("The lock file cannot be closed: " + e.getMessage(), e);
            }
        }
    }

    /** Fault F07: a second server on the same file would break the order of positions. */
    private FileChannel claim() {
        Path file = config.file().toAbsolutePath();
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel =
                    FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (locked(channel)) {
                return channel;
            }
            channel.close();
        } catch (IOException e) {
            throw new StoreException(
                    String.format(
                            Locale.ROOT,
                            "The data folder %s cannot be written (%s). Give it to the user that"
                                    + " runs the server, and see whether the disk is full.",
                            file.getParent(),
                            e.getMessage()),
                    e);
        }
        throw new StoreException(
                "Another server is running on "
                        + file
                        + ". Stop it first; two servers on one database would damage it.");
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
