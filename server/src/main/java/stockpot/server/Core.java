package stockpot.server;

import stockpot.server.config.Config;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.ports.Ports;
import stockpot.server.store.Database;
import stockpot.server.store.Databases;
import stockpot.server.store.StoragePorts;
import stockpot.server.store.StorageSteps;

/**
 * One server without its HTTP face: what the simulator runs on a virtual clock, and what {@link
 * Wiring} puts listeners before.
 */
final class Core implements AutoCloseable {
    final Config config;
    final Ports ports;
    final Database database;
    final RoomParts rooms;
    final UserParts users;
    final KeyParts keys;
    final SyncParts sync;

    Core(Config config, Ports ports, SigningKey key, StorageSteps steps) {
        this.config = config;
        this.ports = ports;
        database =
                Databases.open(
                        config.database(),
                        new StoragePorts(
                                ports.clock(), ports.waiting(), ports.threads(), ports.lanes(), steps));
        rooms = RoomParts.wire(config, ports, database, key);
        users = UserParts.wire(config, ports, database, rooms);
        keys = KeyParts.wire(config, ports, database);
        sync = SyncParts.wire(ports, database, users, keys);
    }

    /** Starts what runs by itself. */
    void start() {
        users.presenceSweep().start();
        users.deactivation().resume();
    }

    @Override
    public void close() {
        users.presenceSweep().close();
        users.lastSeen().flush();
        database.close();
    }
}
