package stockpot.server.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import stockpot.server.config.DatabaseConfig;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.matrix.event.StateKey;

/** A process that writes and says what was acknowledged, until it is killed. */
final class KilledWriter {
    private static final int SENDERS = 8;

    private KilledWriter() {}

    static List<String> arguments(DatabaseConfig config) {
        return switch (config) {
            case DatabaseConfig.Sqlite sqlite -> List.of(sqlite.file().toString());
            case DatabaseConfig.Postgres postgres ->
                    List.of(
                            postgres.host(),
                            String.valueOf(postgres.port()),
                            postgres.database(),
                            postgres.user());
        };
    }

    private static DatabaseConfig config(String[] arguments) {
        if (arguments.length == 2) {
            return new DatabaseConfig.Sqlite(
                    Path.of(arguments[1]), DatabaseConfig.Synchronous.FULL, 1);
        }
        return new DatabaseConfig.Postgres(
                arguments[1],
                Integer.parseInt(arguments[2]),
                arguments[3],
                arguments[4],
                null,
                "disable",
                null,
                2);
    }

    /** The first argument tells this round from the others; the rest is {@link #arguments}. */
    public static void main(String[] arguments) throws InterruptedException {
        Database database =
                Databases.open(config(arguments), TestDatabase.ports(StorageSteps.NONE));
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            String sender = arguments[0] + "/" + i;
            senders.add(Thread.ofVirtual().start(() -> send(database, sender)));
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private static void send(Database database, String sender) {
        for (int number = 0; ; number++) {
            String name = sender + "/" + number;
            long position = database.write(tx -> store(tx, name));
            System.out.println(position + " " + name);
        }
    }

    private static long store(WriteTransaction tx, String name) {
        long position = tx.nextPosition();
        StateKeys.intern(tx, new StateKey(String.valueOf(position), name));
        StateTrees.set(tx, StateTrees.EMPTY, 1, position);
        return position;
    }
}
