package stockpot.server.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.Memberships;
import stockpot.server.store.Transaction;
import stockpot.server.sync.UserRooms.MyRoom;
import stockpot.server.users.Presence;

/** How those present themselves who share a room with the reader. Client-Server API, "Presence". */
final class PresencePart implements SyncPart {
    /** People told of when they, or the reader, have just come to a room. */
    static final int MAX_NEWCOMERS = 100;

    private final Database database;
    private final ChangeIndex index;
    private final Presence presence;

    PresencePart(Database database, ChangeIndex index, Presence presence) {
        this.database = database;
        this.index = index;
        this.presence = presence;
    }

    /** The counter that an answer made now will tell. */
    long counter() {
        return presence.counter();
    }

    @Override
    public boolean write(SyncWindow window, AnswerWriter out) {
        if (!presence.enabled()) {
            return false;
        }
        Map<UserId, Presence.Status> shown = new LinkedHashMap<>();
        newcomers(window).forEach(status -> shown.put(status.user(), status));
        List<Presence.Status> changed = presence.since(window.presenceSeen(), user -> true);
        if (!changed.isEmpty()) {
            Set<UserId> known = new LinkedHashSet<>();
            known.add(window.user());
            known.addAll(database.read(tx -> Memberships.sharingRoomsWith(tx, window.user())));
            for (Presence.Status status : changed) {
                if (known.contains(status.user())) {
                    shown.put(status.user(), status);
                }
            }
        }
        shown.keySet()
                .removeIf(user ->
                        window.ignored().contains(user) || !window.filter().presence(user.value()));
        if (shown.isEmpty()) {
            return false;
        }
        out.open("presence").openArray("events");
        shown.values().forEach(status -> write(status, out));
        out.closeArray().close();
        return true;
    }

    private static void write(Presence.Status status, AnswerWriter out) {
        out.open().text("type", "m.presence").text("sender", status.user().value());
        out.raw("content", Json.bytes(status.content()));
        out.close();
    }

    /** Those who came to share a room with the reader just now. */
    private List<Presence.Status> newcomers(SyncWindow window) {
        List<Presence.Status> known = new ArrayList<>();
        if (window.initial() || !index.anyMembers(window.after())) {
            return known;
        }
        Set<UserId> users = new LinkedHashSet<>();
        for (MyRoom mine : window.rooms().joined().values()) {
            if (index.members(mine.room(), window.after())) {
                users.addAll(database.read(tx -> newIn(tx, window, mine)));
            }
        }
        users.remove(window.user());
        for (UserId user : users) {
            known.add(presence.get(user));
        }
        return known;
    }

    private static List<UserId> newIn(Transaction tx, SyncWindow window, MyRoom mine) {
        if (mine.position() > window.after()) {
            List<UserId> all = Memberships.joinedUsers(tx, mine.nid());
            return all.size() > MAX_NEWCOMERS ? all.subList(0, MAX_NEWCOMERS) : all;
        }
        List<UserId> joined = new ArrayList<>();
        for (EventRow row :
                Events.forward(tx, mine.nid(), window.after(), window.upTo(), MAX_NEWCOMERS)) {
            String member = row.event().stateKey();
            if (member != null && "join".equals(row.event().membership())) {
                joined.add(new UserId(member));
            }
        }
        return joined;
    }
}
