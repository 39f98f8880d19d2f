package stockpot.server.store;

import java.sql.Connection;
import java.sql.SQLException;

/** What differs between the databases; everything else of {@code store} is one text for both. */
interface Dialect {
    /** What a connection is for. */
    enum Role {
        /** Migrations: as a writer, without time limits. */
        SETUP,
        WRITER,
        READER
    }

    /** Whose fault a failed statement is. */
    enum Blame {
        /** The statement's own: a broken constraint, an error in the text. */
        STATEMENT,
        /** The database cannot now, the connection is still good. */
        BUSY,
        /** The connection is not to be trusted any more. */
        CONNECTION
    }

    /**
     * Opens a connection, checks that the other side is fit for use and sets it up.
     *
     * @throws StoreException when it never will be
     */
    Connection open(Role role) throws SQLException;

    /** Begins a transaction; for a writer one that no other writer can disturb. */
    void begin(Session session, Role role) throws SQLException;

    void commit(Session session) throws SQLException;

    void rollback(Session session) throws SQLException;

    /** Makes a running statement of this connection end soon; called from another thread. */
    void interrupt(Connection connection) throws SQLException;

    /** The last committed position and batch; holds off other writers until the batch ends. */
    String selectHead();

    Blame blame(SQLException failure);

    /** What a person can do when the database cannot be opened. */
    String remedy(SQLException failure);

    /** A statement of a migration in the words of this database. */
    String definition(String statement);

    /** How many connections read. */
    int readers();

    /** Releases what {@link #open} claimed for this process. */
    void close();
}
