package stockpot.server.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;

/**
 * One connection with the statements prepared on it. Used by one thread at a time. The first
 * failure is kept until the transaction ends, so that a write that swallows it cannot be taken for
 * done.
 */
final class Session implements Transaction {
    /** How many statements stay prepared on a connection; the least recently used one goes. */
    static final int MAX_PREPARED = 256;

    private static final Logger log = System.getLogger(Session.class.getName());

    private final Connection connection;
    private final Dialect dialect;
    private final StorageSteps steps;
    private final StateRows stateRows;
    private final LinkedHashMap<String, PreparedStatement> prepared = new LinkedHashMap<>();
    private @Nullable RuntimeException failure;

    Session(Connection connection, Dialect dialect, StorageSteps steps, StateRows stateRows) {
        this.connection = connection;
        this.dialect = dialect;
        this.steps = steps;
        this.stateRows = stateRows;
    }

    StateRows stateRows() {
        return stateRows;
    }

    Connection connection() {
        return connection;
    }

    /** The first failure of a statement since {@link #forgetFailure}. */
    @Nullable RuntimeException failure() {
        return failure;
    }

    void forgetFailure() {
        failure = null;
    }

    @Override
    public <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        List<T> rows = new ArrayList<>();
        query(
                sql,
                parameters,
                row -> {
                    rows.add(mapper.map(row));
                    return true;
                });
        return rows;
    }

    @Override
    public <T> @Nullable T first(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        First<T> first = new First<>(mapper);
        query(sql, parameters, first);
        return first.value;
    }

    @Override
    public void each(String sql, RowVisitor visitor, @Nullable Object... parameters) {
        query(sql, parameters, visitor);
    }

    /** Changes rows and returns how many. */
    int update(String sql, @Nullable Object... parameters) {
        steps.before(StorageSteps.Step.STATEMENT);
        try {
            PreparedStatement statement = borrow(sql);
            boolean whole = false;
            try {
                bind(statement, parameters);
                int changed = statement.executeUpdate();
                whole = true;
                return changed;
            } finally {
                putAway(sql, statement, whole);
            }
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** Runs a text that is used once, such as a definition. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a prepared text that neither takes nor gives anything, such as BEGIN. */
    void run(String sql) throws SQLException {
        PreparedStatement statement = borrow(sql);
        boolean whole = false;
        try {
            statement.execute();
            whole = true;
        } finally {
            putAway(sql, statement, whole);
        }
    }

    void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            log.log(Level.DEBUG, "a connection cannot be closed: {0}", e.getMessage());
        }
    }

    private void query(String sql, @Nullable Object[] parameters, RowVisitor visitor) {
        steps.before(StorageSteps.Step.STATEMENT);
        try {
            PreparedStatement statement = borrow(sql);
            boolean whole = false;
            try {
                bind(statement, parameters);
                try (ResultSet rows = statement.executeQuery()) {
                    ResultRow row = new ResultRow(rows, this, sql);
                    boolean more = true;
                    while (more && rows.next()) {
                        more = visitor.visit(row);
                    }
                }
                whole = true;
            } finally {
                putAway(sql, statement, whole);
            }
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** A statement in use is not in the map, so that the same text can run inside its own rows. */
    private PreparedStatement borrow(String sql) throws SQLException {
        PreparedStatement statement = prepared.remove(sql);
        return statement != null ? statement : connection.prepareStatement(sql);
    }

    private void giveBack(String sql, PreparedStatement statement) throws SQLException {
        PreparedStatement twin = prepared.put(sql, statement);
        if (twin != null) {
            twin.close();
        } else if (prepared.size() > MAX_PREPARED) {
            prepared.pollFirstEntry().getValue().close();
        }
    }

    /** Keeps the statement, or closes it when it has failed: the driver may have given it up. */
    private void putAway(String sql, PreparedStatement statement, boolean whole) {
        try {
            if (whole) {
                giveBack(sql, statement);
            } else {
                statement.close();
            }
        } catch (SQLException e) {
            log.log(Level.DEBUG, "a statement cannot be closed: {0}", e.getMessage());
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] parameters)
            throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            bind(statement, i + 1, parameters[i]);
        }
    }

    /** By class and not by a switch over patterns: each parameter of each statement comes here. */
    private static void bind(PreparedStatement statement, int place, @Nullable Object parameter)
            throws SQLException {
        if (parameter instanceof Long number) {
            statement.setLong(place, number);
        } else if (parameter instanceof String text) {
            statement.setString(place, storable(text));
        } else if (parameter == null) {
            statement.setNull(place, Types.NULL);
        } else if (parameter instanceof byte[] bytes) {
            statement.setBytes(place, bytes);
        } else if (parameter instanceof Integer number) {
            statement.setLong(place, number.longValue());
        } else if (parameter instanceof Boolean flag) {
            statement.setLong(place, flag ? 1 : 0);
        } else {
            throw new IllegalArgumentException(
                    "parameter " + place + " is of a kind that is not stored");
        }
    }

    /** PostgreSQL cannot keep U+0000 in text, so neither database is asked to (threat J12). */
    private static String storable(String text) {
        if (text.indexOf('\0') >= 0) {
            throw MatrixErrors.invalidParam("The character U+0000 is not allowed here");
        }
        return text;
    }

    /** Makes of a failure what the caller is to see, and remembers it. */
    RuntimeException failed(String sql, SQLException e) {
        Dialect.Blame blame = dialect.blame(e);
        RuntimeException seen =
                blame == Dialect.Blame.STATEMENT
                        ? new StoreException(e.getMessage() + " in: " + sql, e)
                        : new StorageTrouble(
                                String.valueOf(e.getMessage()),
                                blame == Dialect.Blame.CONNECTION,
                                e);
        if (failure == null) {
            failure = seen;
        }
        return seen;
    }

    private static final class First<T> implements RowVisitor {
        private final RowMapper<T> mapper;
        private @Nullable T value;

        First(RowMapper<T> mapper) {
            this.mapper = mapper;
        }

        @Override
        public boolean visit(Row row) {
            value = mapper.map(row);
            return false;
        }
    }
}
