package stockpot.server;

import stockpot.server.ports.Ports;
import stockpot.server.push.Notifications;
import stockpot.server.push.PushRuleSets;
import stockpot.server.push.UnreadCounts;
import stockpot.server.rooms.ephemeral.ReadReceipts;
import stockpot.server.rooms.ephemeral.Typing;
import stockpot.server.store.Database;
import stockpot.server.sync.ChangeIndex;
import stockpot.server.sync.StoredMemberships;
import stockpot.server.sync.SyncHub;
import stockpot.server.sync.Syncs;
import stockpot.server.users.IgnoredUsers;

/** What follows the change log for clients, with the counters that only it reads. */
record SyncParts(
        SyncHub hub,
        Syncs syncs,
        Typing typing,
        ReadReceipts receipts,
        PushRuleSets pushRules,
        Notifications notifications,
        IgnoredUsers ignored) {

    static SyncParts wire(
            Ports ports, Database database, UserParts users, KeyParts keys, Core.Seams seams) {
        IgnoredUsers ignored = new IgnoredUsers(database);
        PushRuleSets pushRules = new PushRuleSets(database);
        UnreadCounts unread = new UnreadCounts(pushRules, ignored::of);
        long position = database.position();
        SyncHub hub =
                seams.hub()
                        .make(position, new ChangeIndex(position), new StoredMemberships(database));
        Typing typing =
                new Typing(ports.clock(), ports.waiting(), ports.threads(), hub::typingChanged);
        users.presence().onChange((user, counter) -> hub.presenceChanged(user));
        // The hub comes last: whoever it wakes finds what the others have noted.
        database.onCommit(pushRules);
        database.onCommit(unread);
        database.onCommit(typing);
        database.onCommit(hub);
        Syncs.Sources sources =
                new Syncs.Sources(
                        database,
                        hub,
                        keys.toDevice(),
                        typing,
                        users.presence(),
                        unread,
                        pushRules::content,
                        ignored::of);
        return new SyncParts(
                hub,
                new Syncs(sources, ports.waiting(), ports.clock()),
                typing,
                new ReadReceipts(database, ports.clock()),
                pushRules,
                new Notifications(database, unread, ignored::of),
                ignored);
    }
}
