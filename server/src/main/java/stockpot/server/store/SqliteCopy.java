package stockpot.server.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.JDBC;

/** Copies a database that may be in use, by a connection of its own that only reads. */
final class SqliteCopy {
    private SqliteCopy() {}

    /** As {@link Databases#copy}. */
    static void write(Path from, Path to) {
        try {
            // An empty file is taken as it is, so the copy is nobody else's from its first byte on.
            Files.createFile(
                    to,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new StoreException(
                    to + " cannot be made: " + e + ". Name a new file in a folder of your own.", e);
        }
        try (Connection connection = open(from);
                PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, to.toString());
            vacuum.execute();
            sync(to);
            Path folder = to.toAbsolutePath().getParent();
            if (folder != null) {
                sync(folder);
            }
        } catch (SQLException | IOException e) {
            remove(to);
            throw new StoreException(
                    "The database could not be copied to "
                            + to
                            + ": "
                            + e.getMessage()
                            + ". See whether the disk is full; the database itself is untouched.",
                    e);
        }
    }

    /**
     * A connection beside the server's: it sees what is committed, and changes nothing. The claim
     * of a running server is not in its way.
     */
    static Connection open(Path file) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("open_mode", "1"); // SQLITE_OPEN_READONLY
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + SqliteDialect.BUSY_TIMEOUT_MS);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StoreException("What is left of the copy cannot be removed: " + file, e);
        }
    }
}
