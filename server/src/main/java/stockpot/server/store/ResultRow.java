package stockpot.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The row on which a result set stands. */
final class ResultRow implements Transaction.Row {
    private final ResultSet rows;
    private final Session session;
    private final String sql;

    ResultRow(ResultSet rows, Session session, String sql) {
        this.rows = rows;
        this.session = session;
        this.sql = sql;
    }

    @Override
    public String text(int column) {
        return present(textOrNull(column), column);
    }

    @Override
    public @Nullable String textOrNull(int column) {
        try {
            return rows.getString(column);
        } catch (SQLException e) {
            throw session.failed(sql, e);
        }
    }

    @Override
    public long number(int column) {
        try {
            return rows.getLong(column);
        } catch (SQLException e) {
            throw session.failed(sql, e);
        }
    }

    @Override
    public @Nullable Long numberOrNull(int column) {
        try {
            long number = rows.getLong(column);
            return number == 0 && rows.wasNull() ? null : number;
        } catch (SQLException e) {
            throw session.failed(sql, e);
        }
    }

    @Override
    public boolean flag(int column) {
        return number(column) != 0;
    }

    @Override
    public byte[] bytes(int column) {
        return present(bytesOrNull(column), column);
    }

    @Override
    public byte @Nullable [] bytesOrNull(int column) {
        try {
            return rows.getBytes(column);
        } catch (SQLException e) {
            throw session.failed(sql, e);
        }
    }

    private <T> T present(@Nullable T value, int column) {
        if (value == null) {
            throw new StoreException("column " + column + " is null in: " + sql);
        }
        return value;
    }
}
