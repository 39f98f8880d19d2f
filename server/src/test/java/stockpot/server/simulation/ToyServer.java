package stockpot.server.simulation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import stockpot.server.config.DatabaseConfig;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Waiting;
import stockpot.server.store.Change;
import stockpot.server.store.CrashedDatabase;
import stockpot.server.store.Database;
import stockpot.server.store.Databases;
import stockpot.server.store.Pending;
import stockpot.server.store.WriteTransaction;

/** The smallest server with a log: numbered messages come in, long polls hand them out. */
final class ToyServer {
    /** The table that the template of the database gets beside the server's own. */
    static final String TABLE =
            "CREATE TABLE toy (position INTEGER PRIMARY KEY, client INTEGER NOT NULL,"
                    + " number INTEGER NOT NULL, UNIQUE (client, number))";

    private static final Duration POLL = Duration.ofSeconds(2);
    private static final UserId NOBODY = UserId.parse("@nobody:example.org");

    /** A mistake to be found. */
    enum Plant {
        NONE,
        ACKNOWLEDGES_BEFORE_COMMIT,
        READS_BEFORE_IT_REGISTERS,
        FORGETS_WHAT_IT_DID
    }

    /** A message as it is stored. */
    record Message(long position, long client, long number) {}

    private final Incarnation life;
    private final Plant plant;
    private final Waiting waiting;
    private final Database database;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long heard;

    ToyServer(Incarnation life, Path file, SimulatedStorage.Troubles troubles, Plant plant) {
        this.life = life;
        this.plant = plant;
        this.waiting = life.waiting();
        this.database =
                Databases.open(
                        new DatabaseConfig.Sqlite(file, DatabaseConfig.Synchronous.NORMAL, 2),
                        life.storage(new SimulatedStorage(life, troubles)));
        this.heard = database.position();
        database.onCommit((position, changes) -> move(position));
    }

    /** Tells when a position becomes visible. */
    void onPublish(LongConsumer listener) {
        database.onCommit(
                (position, changes) -> changes.forEach(c -> listener.accept(c.position())));
    }

    private void move(long position) {
        life.simulation().trace("published " + position);
        lock.lock();
        try {
            heard = position;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Stores the message once, however often it comes, and answers with its position. */
    long send(long client, long number) {
        Pending<Long> pending = database.submit(tx -> store(tx, client, number));
        if (plant == Plant.ACKNOWLEDGES_BEFORE_COMMIT) {
            return 0;
        }
        return pending.await();
    }

    private long store(WriteTransaction tx, long client, long number) {
        Long known =
                tx.first(
                        "SELECT position FROM toy WHERE client = ? AND number = ?",
                        row -> row.number(1),
                        client,
                        number);
        if (known != null && plant != Plant.FORGETS_WHAT_IT_DID) {
            return known;
        }
        long position = tx.nextPosition();
        tx.update(
                "INSERT INTO toy (position, client, number) VALUES (?, ?, ?)",
                position,
                client,
                known == null ? number : number + 1_000);
        tx.changed(new Change.DeviceList(position, NOBODY));
        return position;
    }

    /** What came after the position; waits a while when there is nothing yet. */
    List<Message> poll(long since) throws InterruptedException {
        while (true) {
            long seen = heard();
            List<Message> messages = read(since);
            if (plant == Plant.READS_BEFORE_IT_REGISTERS) {
                seen = heard();
            }
            if (!messages.isEmpty() || !movedOn(seen)) {
                return messages;
            }
        }
    }

    private List<Message> read(long since) {
        return database.read(tx ->
                tx.list(
                        "SELECT position, client, number FROM toy WHERE position > ?"
                                + " ORDER BY position",
                        row -> new Message(row.number(1), row.number(2), row.number(3)),
                        since));
    }

    private long heard() {
        lock.lock();
        try {
            return heard;
        } finally {
            lock.unlock();
        }
    }

    private boolean movedOn(long seen) throws InterruptedException {
        lock.lock();
        try {
            while (heard == seen) {
                if (!waiting.await(lock, moved, POLL)) {
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void crash() {
        life.crash();
        CrashedDatabase.drop(database);
    }

    List<Message> closeAndList() {
        List<Message> all = read(0);
        database.close();
        return all;
    }
}
