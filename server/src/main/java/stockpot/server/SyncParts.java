package stockpot.server;

import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Ports;
import stockpot.server.rooms.ephemeral.ReadReceipts;
import stockpot.server.rooms.ephemeral.Typing;
import stockpot.server.rooms.ephemeral.UnreadRoom;
import stockpot.server.store.Database;
import stockpot.server.sync.ChangeIndex;
import stockpot.server.sync.StoredMemberships;
import stockpot.server.sync.SyncHub;
import stockpot.server.sync.Syncs;
import stockpot.server.sync.UnreadSource;
import stockpot.server.users.IgnoredUsers;

/** What follows the change log for clients, with the counters that only it reads. */
record SyncParts(SyncHub hub, Syncs syncs, Typing typing, ReadReceipts receipts, IgnoredUsers ignored) {

    static SyncParts wire(Ports ports, Database database, UserParts users, KeyParts keys) {
        long position = database.position();
        SyncHub hub =
                new SyncHub(position, new ChangeIndex(position), new StoredMemberships(database));
        Typing typing = new Typing(ports.clock(), ports.waiting(), ports.threads(), hub::typingChanged);
        IgnoredUsers ignored = new IgnoredUsers(database);
        database.onCommit(hub);
        database.onCommit(typing);
        users.presence().onChange((user, counter) -> hub.presenceChanged(user));
        Syncs syncs =
                new Syncs(
                        new Syncs.Sources(
                                database,
                                hub,
                                keys.toDevice(),
                                typing,
                                users.presence(),
                                new UnreadSource() {
                                    @Override
                                    public UnreadRoom known(stockpot.server.matrix.id.UserId u, stockpot.server.matrix.id.RoomId r, long p, NewEvents e) {
                                        return new UnreadRoom(new UnreadRoom.Count(0, 0), java.util.Map.of());
                                    }

                                    @Override
                                    public UnreadRoom count(stockpot.server.store.Transaction tx, stockpot.server.matrix.id.UserId u, stockpot.server.matrix.id.RoomId r, long n, long p) {
                                        return new UnreadRoom(new UnreadRoom.Count(0, 0), java.util.Map.of());
                                    }
                                },
                                (tx, user) -> Json.bytes(Json.object()),
                                ignored::of),
                        ports.waiting(),
                        ports.clock());
        return new SyncParts(hub, syncs, typing, new ReadReceipts(database, ports.clock()), ignored);
    }
}
