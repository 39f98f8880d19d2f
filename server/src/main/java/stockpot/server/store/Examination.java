package stockpot.server.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import stockpot.server.config.DatabaseConfig;

/**
 * What a look at a database found; nothing was changed by it, and a server may run on it.
 *
 * @param applied migrations that were applied, by name, in order
 * @param pending those that this program would apply at its start
 * @param newer those that this program does not know: it refuses to start
 * @param damage what is broken, a line each; at most {@value #MOST_LINES}
 * @param position the last position
 */
public record Examination(
        List<String> applied,
        List<String> pending,
        List<String> newer,
        List<String> damage,
        long position) {
    /** Lines of damage that are told. */
    public static final int MOST_LINES = 100;

    public Examination {
        applied = List.copyOf(applied);
        pending = List.copyOf(pending);
        newer = List.copyOf(newer);
        damage = List.copyOf(damage);
    }

    /**
     * Looks at a database.
     *
     * @param hasContent whether the bytes of an uploaded file, named by their hash, are there
     * @throws StoreException when it cannot be opened
     */
    public static Examination of(DatabaseConfig config, Predicate<String> hasContent) {
        try (Connection connection = open(config);
                Statement statement = connection.createStatement()) {
            Set<String> applied = texts(statement, "SELECT name FROM schema_migrations");
            TreeSet<String> pending = new TreeSet<>(Migrations.files().keySet());
            pending.removeAll(applied);
            TreeSet<String> newer = new TreeSet<>(applied);
            newer.removeAll(Migrations.files().keySet());
            List<String> damage = new ArrayList<>();
            if (config instanceof DatabaseConfig.Sqlite) {
                damage.addAll(texts(statement, "PRAGMA integrity_check(" + MOST_LINES + ")"));
                damage.remove("ok");
                texts(statement, "PRAGMA foreign_key_check")
                        .forEach(table -> damage.add("a row of " + table + " refers to nothing"));
            }
            texts(
                            statement,
                            "SELECT DISTINCT content_hash FROM media WHERE content_hash IS NOT NULL")
                    .stream()
                    .filter(hash -> !hasContent.test(hash))
                    .forEach(hash -> damage.add("the uploaded file " + hash + " is missing"));
            return new Examination(
                    List.copyOf(applied),
                    List.copyOf(pending),
                    List.copyOf(newer),
                    damage.subList(0, Math.min(damage.size(), MOST_LINES)),
                    number(statement, "SELECT position FROM log_head"));
        } catch (SQLException e) {
            throw new StoreException(
                    "The database cannot be read: "
                            + e.getMessage()
                            + ". It is damaged, or no database of this server.",
                    e);
        }
    }

    private static Connection open(DatabaseConfig config) throws SQLException {
        return switch (config) {
            case DatabaseConfig.Sqlite sqlite -> SqliteCopy.open(sqlite.file());
            case DatabaseConfig.Postgres postgres ->
                    new PostgresDialect(postgres).open(Dialect.Role.READER);
        };
    }

    /** The first column, in order. */
    private static Set<String> texts(Statement statement, String query) throws SQLException {
        Set<String> texts = new TreeSet<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
