package stockpot.server.store;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import stockpot.server.config.DatabaseConfig;

/**
 * PostgreSQL through its JDBC driver, which is loaded with this class and not before. One
 * connection writes and holds the data set by an advisory lock; the others read.
 */
final class PostgresDialect implements Dialect {
    /** The advisory lock of the data set: the letters "stockpot". */
    static final long CLAIM = 0x73746f636b706f74L;

    /** How long to wait for a connection to be made. */
    static final int CONNECT_SECONDS = 3;

    /** How long to wait for an answer before the connection is given up (fault F20). */
    static final int ANSWER_SECONDS = 5;

    /** How long a statement may run; shorter than the wait for its answer. */
    static final int STATEMENT_MS = 4500;

    /** How long a dying server may hold the data set. */
    static final int CLAIM_MS = 3000;

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DISK_AND_SERVER_LIMITS = "53";
    private static final String TRANSACTION_ROLLBACK = "40";

    private final DatabaseConfig.Postgres config;
    private int writerPid;

    PostgresDialect(DatabaseConfig.Postgres config) {
        this.config = config;
    }

    @Override
    public Connection open(Role role) throws SQLException {
        Connection connection = driver().connect(url(), properties(role));
        if (connection == null) {
            throw new StoreException(
                    "The PostgreSQL address cannot be used: " + config + ". Check database.args.");
        }
        try {
            setUp(connection, role);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** By name: only so the driver is loaded when it is used, and not by {@code DriverManager}. */
    private static Driver driver() {
        try {
            return Class.forName("org.postgresql.Driver")
                    .asSubclass(Driver.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new StoreException(
                    "The PostgreSQL driver is missing. Install the server's lib folder as a whole.",
                    e);
        }
    }

    private String url() {
        String database = URLEncoder.encode(config.database(), StandardCharsets.UTF_8);
        String host = config.host();
        if (onSocket()) {
            host = "localhost";
        } else if (host.indexOf(':') >= 0 && !host.startsWith("[")) {
            host = "[" + host + "]";
        }
        return "jdbc:postgresql://" + host + ":" + config.port() + "/" + database;
    }

    private boolean onSocket() {
        return config.host().startsWith("/");
    }

    private Properties properties(Role role) {
        Properties properties = new Properties();
        properties.setProperty("user", config.user());
        String password = config.password();
        if (password != null) {
            properties.setProperty("password", password);
        }
        if (onSocket()) {
            properties.setProperty("socketFactory", UnixSocketFactory.class.getName());
            properties.setProperty(
                    "socketFactoryArg", config.host() + "/.s.PGSQL." + config.port());
            properties.setProperty("sslmode", "disable");
        } else {
            properties.setProperty("sslmode", config.sslMode());
            properties.setProperty("tcpKeepAlive", "true");
        }
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("ApplicationName", "stockpot");
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
        if (role != Role.SETUP) {
            properties.setProperty("socketTimeout", String.valueOf(ANSWER_SECONDS));
            // Over all: a silent server would be asked once for TLS and once more without.
            properties.setProperty("loginTimeout", String.valueOf(ANSWER_SECONDS));
        }
        properties.setProperty("prepareThreshold", "2");
        properties.setProperty("preparedStatementCacheQueries", "0"); // Session keeps them
        properties.setProperty("defaultRowFetchSize", "500");
        return properties;
    }

    private void setUp(Connection connection, Role role) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET client_min_messages = warning; SET statement_timeout = "
                            + (role == Role.SETUP ? 0 : STATEMENT_MS)
                            + "; SET lock_timeout = "
                            + (role == Role.SETUP ? 0 : STATEMENT_MS));
            requireFit(statement);
            if (role == Role.READER) {
                connection.setReadOnly(true);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            } else {
                claim(statement);
            }
        }
        connection.setAutoCommit(false);
    }

    /** Fault F21: another order of text, or another encoding, would spoil the data silently. */
    private void requireFit(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery(
                        "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database"
                                + " WHERE datname = current_database()")) {
            row.next();
            String encoding = row.getString(1);
            String collation = row.getString(2);
            if (!encoding.equals("UTF8") || !(collation.equals("C") || collation.equals("POSIX"))) {
                throw new StoreException(
                        "The PostgreSQL database "
                                + config.database()
                                + " has encoding "
                                + encoding
                                + " and collation "
                                + collation
                                + ", but must have UTF8 and C. Make a new one: CREATE DATABASE "
                                + config.database()
                                + " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE"
                                + " template0;");
            }
        }
    }

    /**
     * Fault F07. When the connection was lost, the server may not know yet, and our old session
     * still holds the lock: that one is ended.
     */
    private void claim(Statement statement) throws SQLException {
        boolean claimed = claimed(statement);
        if (!claimed && writerPid != 0) {
            endOldSession(statement);
        }
        if (!claimed && !claimedInTime(statement)) {
            throw new StoreException(
                    "Another server is using the database "
                            + config.database()
                            + " on "
                            + config.host()
                            + ". Stop it first; two servers on one database would damage it.");
        }
        try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            writerPid = row.getInt(1);
        }
    }

    private static boolean claimed(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT pg_try_advisory_lock(" + CLAIM + ")")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** PostgreSQL may take a moment to notice that a server before us has died. */
    private static boolean claimedInTime(Statement statement) throws SQLException {
        try {
            statement.execute("BEGIN");
            statement.execute("SET LOCAL lock_timeout = " + CLAIM_MS);
            statement.execute("SELECT pg_advisory_lock(" + CLAIM + ")");
            statement.execute("COMMIT");
            return true;
        } catch (SQLException e) {
            statement.execute("ROLLBACK");
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private void endOldSession(Statement statement) throws SQLException {
        statement.execute(
                "SELECT pg_terminate_backend(pid, 2000) FROM pg_locks WHERE locktype = 'advisory'"
                        + " AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = "
                        + CLAIM
                        + " AND pid = "
                        + writerPid);
    }

    @Override
    public void begin(Session session, Role role) {
        // The driver begins a transaction with the first statement.
    }

    @Override
    public void commit(Session session) throws SQLException {
        session.connection().commit();
    }

    @Override
    public void rollback(Session session) throws SQLException {
        session.connection().rollback();
    }

    @Override
    public void interrupt(Connection connection) throws SQLException {
        connection.abort(Runnable::run);
    }

    @Override
    public String selectHead() {
        return "SELECT position, batch FROM log_head FOR UPDATE";
    }

    @Override
    public Blame blame(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            return Blame.CONNECTION;
        }
        return switch (state) {
            case "57014", LOCK_NOT_AVAILABLE -> Blame.BUSY; // time limits of statements and locks
            case "25006", "25P03" -> Blame.CONNECTION; // read-only copy; idle in transaction
            default -> {
                String kind = state.substring(0, 2);
                yield switch (kind) {
                    case DISK_AND_SERVER_LIMITS, TRANSACTION_ROLLBACK -> Blame.BUSY;
                    // connection, operator, system, damaged
                    case "08", "57", "58", "XX" -> Blame.CONNECTION;
                    default -> Blame.STATEMENT;
                };
            }
        };
    }

    @Override
    public String remedy(SQLException failure) {
        return switch (String.valueOf(failure.getSQLState())) {
            case "3D000" ->
                    "Make the database: CREATE DATABASE "
                            + config.database()
                            + " OWNER "
                            + config.user()
                            + " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0;";
            case "28P01", "28000" ->
                    "Check the user and password in database.args, and pg_hba.conf on the server.";
            case "08001", "08004", "08006" ->
                    "See whether PostgreSQL runs and can be reached at "
                            + config.host()
                            + " port "
                            + config.port()
                            + ".";
            case "53300" -> "Raise max_connections of PostgreSQL or lower cp_max.";
            case "25006" -> "This is a read-only copy: name the primary server.";
            default -> "See the cause in the log.";
        };
    }

    @Override
    public String definition(String statement) {
        return statement
                .replaceAll("\\bINTEGER\\b", "BIGINT")
                .replaceAll("\\bBLOB\\b", "BYTEA")
                .replaceAll("\\)\\s*(WITHOUT ROWID|STRICT)\\b[\\s\\S]*$", ")");
    }

    @Override
    public int readers() {
        return Math.max(1, config.maxConnections() - 1);
    }

    @Override
    public void close() {
        // The lock goes with the connection.
    }
}
