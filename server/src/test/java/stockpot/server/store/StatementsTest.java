package stockpot.server.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.DatabaseConfig;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;

/**
 * Prepares every SQL text of the package on both databases. The texts are found in the class files:
 * constants that read like a statement, and the patterns of joined texts, in which a part that is
 * only known at run time is tried as each of {@link #FILLINGS}.
 */
class StatementsTest {
    private static final Pattern STATEMENT =
            Pattern.compile(
                    "(?s)\\s*(SELECT\\b.*\\bFROM\\b|INSERT INTO|UPDATE\\b.*\\bSET\\b"
                            + "|DELETE FROM|WITH\\b.*\\bAS\\b).*");
    private static final List<String> FILLINGS =
            List.of("?", "", "1 = 1", "ASC", "DESC", ">", "<", "id", "position");
    private static final Set<String> FOR_ONE_ONLY =
            Set.of("PostgresDialect", "SqliteDialect", "Migrations");

    @OnBothDatabases
    void everyStatementCanBePrepared(TestDatabase test) throws Exception {
        test.open();
        Dialect dialect =
                switch (test.config()) {
                    case DatabaseConfig.Sqlite sqlite -> new SqliteDialect(sqlite);
                    case DatabaseConfig.Postgres postgres -> new PostgresDialect(postgres);
                };
        Map<String, String> failures = new TreeMap<>();
        int count = 0;
        test.shut();
        try (Connection connection = dialect.open(Dialect.Role.WRITER)) {
            for (Path file : classes()) {
                for (String sql : statements(file)) {
                    count++;
                    String failure = failure(connection, sql);
                    if (failure != null) {
                        failures.put(file.getFileName() + ": " + sql, failure);
                    }
                }
            }
        }
        dialect.close();
        assertTrue(count > 5, "statements were found");
        assertTrue(failures.isEmpty(), () -> report(failures));
    }

    private static String report(Map<String, String> failures) {
        List<String> lines = new ArrayList<>();
        failures.forEach((sql, failure) -> lines.add(sql + "\n    " + failure));
        return String.join("\n", lines);
    }

    private static List<Path> classes() throws IOException, URISyntaxException {
        Path folder = Path.of(Database.class.getResource("Database.class").toURI()).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !FOR_ONE_ONLY.contains(outer(file)))
                    .sorted()
                    .toList();
        }
    }

    private static String outer(Path file) {
        return file.getFileName().toString().replaceAll("(\\$.*)?\\.class$", "");
    }

    private static Set<String> statements(Path file) throws IOException {
        ClassModel model = ClassFile.of().parse(file);
        Set<String> found = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof StringEntry text
                    && STATEMENT.matcher(text.stringValue()).matches()) {
                found.add(text.stringValue());
            }
        }
        return found;
    }

    /** Null when some filling makes a statement that this database understands. */
    private static @Nullable String failure(Connection connection, String sql) throws SQLException {
        String first = null;
        for (String filling : sql.indexOf('\1') < 0 ? List.of("") : FILLINGS) {
            try (PreparedStatement statement =
                    connection.prepareStatement(sql.replace("\1", filling))) {
                statement.getParameterMetaData().getParameterCount();
                return null;
            } catch (SQLException e) {
                first = first == null ? e.getMessage() : first;
                if (!connection.getAutoCommit()) {
                    rollback(connection);
                }
            }
        }
        return first;
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // SQLite had begun none.
        }
    }
}
