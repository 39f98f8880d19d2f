package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A consistent view of the database. SQL is the part that SQLite and PostgreSQL share, with {@code
 * ?} for parameters: {@code String}, {@code Long}, {@code Integer}, {@code Boolean} (stored as 0 or
 * 1), {@code byte[]} or null. Statements are prepared once for each connection.
 */
public sealed interface Transaction permits Session, WriteTransaction {
    /** All rows, mapped. */
    <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... parameters);

    /** The first row, mapped, or null when there is none. */
    <T> @Nullable T first(String sql, RowMapper<T> mapper, @Nullable Object... parameters);

    /** Hands rows over one by one until the visitor returns false. */
    void each(String sql, RowVisitor visitor, @Nullable Object... parameters);

    /** Makes a value of a row. */
    @FunctionalInterface
    interface RowMapper<T> {
        /** Reads the columns it needs. */
        T map(Row row);
    }

    /** Looks at a row. */
    @FunctionalInterface
    interface RowVisitor {
        /** Returns false when no further row is wanted. */
        boolean visit(Row row);
    }

    /** The current row; columns count from 1. */
    interface Row {
        /** A text that is not null. */
        String text(int column);

        /** A text or null. */
        @Nullable String textOrNull(int column);

        /** A number; null reads as 0. */
        long number(int column);

        /** A number or null. */
        @Nullable Long numberOrNull(int column);

        /** A number other than 0. */
        boolean flag(int column);

        /** Bytes that are not null. */
        byte[] bytes(int column);

        /** Bytes or null. */
        byte @Nullable [] bytesOrNull(int column);
    }
}
