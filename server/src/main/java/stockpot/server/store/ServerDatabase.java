package stockpot.server.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database of a running server, whichever it is. */
final class ServerDatabase implements Database {
    private final Dialect dialect;
    private final Commits commits;
    private final Writer writer;
    private final Readers readers;

    private ServerDatabase(Dialect dialect, Commits commits, Writer writer, Readers readers) {
        this.dialect = dialect;
        this.commits = commits;
        this.writer = writer;
        this.readers = readers;
    }

    /** Opens, migrates and starts the threads. */
    static ServerDatabase open(Dialect dialect, StoragePorts ports) {
        try {
            return start(dialect, ports);
        } catch (SQLException e) {
            dialect.close();
            throw new StoreException(
                    "The database cannot be opened: " + e.getMessage() + ". " + dialect.remedy(e),
                    e);
        } catch (RuntimeException e) {
            dialect.close();
            throw e;
        }
    }

    private static ServerDatabase start(Dialect dialect, StoragePorts ports) throws SQLException {
        StateRows rows = new StateRows();
        Session session =
                new Session(dialect.open(Dialect.Role.SETUP), dialect, StorageSteps.NONE, rows);
        try {
            new Migrations(dialect, ports.clock()).apply(session);
            dialect.begin(session, Dialect.Role.READER);
            long[] head =
                    session.first(
                            "SELECT position, batch FROM log_head",
                            row -> new long[] {row.number(1), row.number(2)});
            dialect.rollback(session);
            if (head == null) {
                throw new StoreException("The table log_head is empty: the database is damaged");
            }
            session.close();
            session = new Session(dialect.open(Dialect.Role.WRITER), dialect, ports.steps(), rows);
            TroubleLog troubles = new TroubleLog(ports.clock());
            Commits commits = new Commits(head[0]);
            Writer writer =
                    new Writer(
                            new WriterConnection(session, dialect, ports, commits, head[1]),
                            commits,
                            troubles);
            Readers readers = new Readers(dialect, ports, rows, troubles, Readers.READ_LIMIT);
            writer.start(ports.lanes());
            readers.start();
            return new ServerDatabase(dialect, commits, writer, readers);
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public <T extends @Nullable Object> T read(Query<T> query) {
        writer.refuseOwnThread();
        return readers.read(query);
    }

    @Override
    public <T extends @Nullable Object> Pending<T> submit(Write<T> write) {
        return writer.submit(write);
    }

    @Override
    public long position() {
        return commits.position();
    }

    @Override
    public boolean healthy() {
        return writer.healthy();
    }

    @Override
    public void onCommit(CommitListener listener) {
        commits.listen(listener);
    }

    /** Lets go of everything as a dying process does: no waiting, open transactions are undone. */
    void drop() {
        writer.drop();
        readers.drop();
        dialect.close();
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
        dialect.close();
    }
}
