package stockpot.server;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.Config;
import stockpot.server.mail.Letters;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.ports.Ports;
import stockpot.server.push.MailDigests;
import stockpot.server.store.Database;
import stockpot.server.store.Databases;
import stockpot.server.store.StoragePorts;
import stockpot.server.store.StorageSteps;
import stockpot.server.sync.ChangeIndex;
import stockpot.server.sync.SyncHub;

/**
 * One server without its HTTP face: what the simulator runs on a virtual clock, and what {@link
 * Wiring} puts listeners before.
 */
final class Core implements AutoCloseable {
    final Config config;
    final Ports ports;
    final Database database;
    final RoomParts rooms;
    final MediaParts media;
    final MailParts mail;
    final UserParts users;
    final KeyParts keys;
    final SyncParts sync;
    final AdminParts admin;
    final @Nullable MailDigests digests;

    /**
     * Where the simulator puts slowness, failures and planted bugs.
     *
     * @param steps hears of each step of storage
     * @param storage what stands before the database
     * @param hub makes the hub of the long polls
     * @param relay makes what letters are handed to
     */
    record Seams(
            StorageSteps steps,
            UnaryOperator<Database> storage,
            HubMaker hub,
            MailParts.RelayMaker relay) {
        /** As in production, but for storage and hub. */
        Seams(StorageSteps steps, UnaryOperator<Database> storage, HubMaker hub) {
            this(steps, storage, hub, MailParts::smtp);
        }

        /** Nothing in between, as in production. */
        static final Seams NONE = new Seams(StorageSteps.NONE, database -> database, SyncHub::new);
    }

    /** Makes the hub of the long polls. */
    @FunctionalInterface
    interface HubMaker {
        SyncHub make(long position, ChangeIndex index, SyncHub.MembershipSource memberships);
    }

    Core(Config config, Ports ports, SigningKey key, Seams seams) {
        this.config = config;
        this.ports = ports;
        StoragePorts storage =
                new StoragePorts(
                        ports.clock(),
                        ports.waiting(),
                        ports.threads(),
                        ports.lanes(),
                        seams.steps());
        database = seams.storage().apply(Databases.open(config.database(), storage));
        rooms = RoomParts.wire(config, ports, database, key);
        media = MediaParts.wire(config, ports, database);
        mail = MailParts.wire(config, ports, database, seams.relay());
        users = UserParts.wire(config, ports, database, rooms, media, mail);
        keys = KeyParts.wire(config, ports, database);
        sync = SyncParts.wire(ports, database, users, keys, seams);
        admin = AdminParts.wire(ports, database, rooms, users);
        digests = digests();
    }

    private @Nullable MailDigests digests() {
        Letters letters = mail.letters();
        return letters == null || !letters.config().notifications()
                ? null
                : new MailDigests(
                        database, ports, letters, sync.notifications(), users.mailReaders());
    }

    /** Starts what runs by itself. */
    void start() {
        users.presenceSweep().start();
        users.deactivation().resume();
        admin.redactions().resume();
        users.directory().start();
        mail.start();
        if (digests != null) {
            digests.start();
        }
    }

    @Override
    public void close() {
        users.directory().close();
        users.presenceSweep().close();
        users.lastSeen().flush();
        if (digests != null) {
            digests.close();
        }
        mail.close();
        database.close();
    }
}
