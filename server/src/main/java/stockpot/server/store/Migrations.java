package stockpot.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import stockpot.server.ports.Clock;

/**
 * Brings the tables up to date: the files {@code migrations/NNNN-name.sql} in the order of their
 * names, each once, each in a transaction of its own. A file is never edited after a release; its
 * checksum tells.
 */
final class Migrations {
    private static final String FOLDER = "migrations";

    private final Dialect dialect;
    private final Clock clock;

    Migrations(Dialect dialect, Clock clock) {
        this.dialect = dialect;
        this.clock = clock;
    }

    /** Applies what is missing. Expects no open transaction and leaves none. */
    void apply(Session session) throws SQLException {
        Map<String, String> applied = applied(session);
        Map<String, String> ours = files();
        for (String name : applied.keySet()) {
            if (!ours.containsKey(name)) {
                throw new StoreException(
                        "The database was used by a newer version of the server (it has "
                                + name
                                + "). Start that version or a later one, or restore a backup.");
            }
        }
        for (Map.Entry<String, String> file : ours.entrySet()) {
            String checksum = checksum(file.getValue());
            String known = applied.get(file.getKey());
            if (known == null) {
                apply(session, file.getKey(), file.getValue(), checksum);
            } else if (!known.equals(checksum)) {
                throw new StoreException(
                        "The migration "
                                + file.getKey()
                                + " is not the one that this database was made with. Use the"
                                + " program that made it, or a fresh database.");
            }
        }
    }

    private Map<String, String> applied(Session session) throws SQLException {
        dialect.begin(session, Dialect.Role.SETUP);
        session.execute(
                dialect.definition(
                        "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY,"
                                + " checksum TEXT NOT NULL, applied_at INTEGER NOT NULL)"));
        Map<String, String> applied = new TreeMap<>();
        session.each(
                "SELECT name, checksum FROM schema_migrations ORDER BY name",
                row -> {
                    applied.put(row.text(1), row.text(2));
                    return true;
                });
        dialect.commit(session);
        return applied;
    }

    private void apply(Session session, String name, String text, String checksum)
            throws SQLException {
        dialect.begin(session, Dialect.Role.SETUP);
        for (String statement : statements(text)) {
            try {
                session.execute(dialect.definition(statement));
            } catch (SQLException e) {
                throw new SQLException(
                        name + ": " + e.getMessage() + " in: " + statement,
                        e.getSQLState(),
                        e.getErrorCode(),
                        e);
            }
        }
        session.update(
                "INSERT INTO schema_migrations (name, checksum, applied_at) VALUES (?, ?, ?)",
                name,
                checksum,
                clock.millis());
        dialect.commit(session);
    }

    /** The statements of a file: without comments, divided at semicolons outside of quotes. */
    static List<String> statements(String text) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (text.startsWith("--", i)) {
                int end = text.indexOf('\n', i);
                i = end < 0 ? text.length() : end;
                c = '\n';
            } else if (c == ';') {
                add(statements, statement);
                continue;
            }
            statement.append(c);
        }
        add(statements, statement);
        return statements;
    }

    private static void add(List<String> statements, StringBuilder statement) {
        if (!statement.toString().isBlank()) {
            statements.add(statement.toString().strip());
        }
        statement.setLength(0);
    }

    /** Name to text, in order. */
    static Map<String, String> files() {
        URL folder = Migrations.class.getResource(FOLDER);
        if (folder == null) {
            throw new StoreException("The program is incomplete: it has no folder " + FOLDER);
        }
        Map<String, String> files = new TreeMap<>();
        try {
            for (String name : names(folder)) {
                files.put(name, text(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static List<String> names(URL folder) throws IOException {
        Stream<String> paths;
        if (folder.openConnection() instanceof JarURLConnection jar) {
            String prefix = jar.getEntryName();
            paths =
                    jar.getJarFile().stream()
                            .map(entry -> entry.getName())
                            .filter(name -> name.startsWith(prefix));
        } else {
            try (Stream<Path> found = Files.list(Path.of(URI.create(folder.toString())))) {
                paths = found.map(Path::toString).toList().stream();
            }
        }
        return paths.map(path -> path.substring(path.lastIndexOf('/') + 1))
                .filter(name -> name.endsWith(".sql"))
                .toList();
    }

    private static String text(String name) throws IOException {
        try (InputStream in = Migrations.class.getResourceAsStream(FOLDER + "/" + name)) {
            if (in == null) {
                throw new IOException("cannot read " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String checksum(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
