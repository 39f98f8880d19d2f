package stockpot.server.e2ee;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stockpot.server.e2ee.Cast.ALICE;
import static stockpot.server.e2ee.Cast.BOB;
import static stockpot.server.e2ee.Cast.CHARLIE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomVersion;
import stockpot.server.store.Database;
import stockpot.server.store.DeviceListChanges;
import stockpot.server.store.Events;
import stockpot.server.store.Memberships;
import stockpot.server.store.RoomRow;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Rooms;
import stockpot.server.store.WriteTransaction;

class DeviceListsTest {
    private static final RoomVersion VERSION = RoomVersion.DEFAULT;
    private static final DeviceLists.Changes NONE = new DeviceLists.Changes(List.of(), List.of());

    /** Writes member events as the room engine does; numbers make their ids. */
    private static final class Members {
        private final Database database;
        private int events;

        Members(Database database) {
            this.database = database;
        }

        void set(String room, UserId user, String membership) {
            int number = events++;
            database.write(tx -> {
                set(tx, new RoomId(room), user, membership, number);
                return true;
            });
        }

        private void set(
                WriteTransaction tx, RoomId room, UserId user, String membership, int number) {
            RoomRow row = Rooms.find(tx, room);
            long nid = row == null ? Rooms.add(tx, room, VERSION, user) : row.nid();
            long before = row == null ? 0 : row.stateRoot();
            EventId previous = row == null ? null : row.headEvent();
            Pdu event = event(room, user, membership, number);
            long position = tx.nextPosition();
            StateKey slot = new StateKey("m.room.member", user.value());
            long after = RoomStates.set(tx, before, slot, position);
            Events.append(tx, position, nid, event, before, after);
            Rooms.advance(tx, nid, previous, event, position, after);
            Memberships.set(tx, nid, user, membership, position, user);
        }

        private static Pdu event(RoomId room, UserId user, String membership, int number) {
            ObjectNode json = Json.object();
            json.put("type", "m.room.member");
            json.put("room_id", room.value());
            json.put("sender", user.value());
            json.put("state_key", user.value());
            json.put("depth", number + 1);
            json.put("origin_server_ts", number);
            json.putObject("content").put("membership", membership);
            json.putArray("auth_events");
            json.putArray("prev_events");
            String digits = Integer.toString(10_000 + number);
            EventId id = new EventId("$" + "A".repeat(37) + digits + "A");
            return Pdu.trusted(Json.text(json), VERSION, id);
        }
    }

    private static DeviceLists.Changes changes(Database database, UserId user, long from) {
        return database.read(tx -> DeviceLists.changed(tx, user, from, Long.MAX_VALUE));
    }

    private static void announce(Database database, UserId user) {
        database.write(tx -> {
            DeviceListChanges.announce(tx, user);
            return true;
        });
    }

    private static List<UserId> changed(Database database, UserId user, long from) {
        return changes(database, user, from).changed();
    }

    private static List<UserId> left(Database database, UserId user, long from) {
        return changes(database, user, from).left();
    }

    @OnBothDatabases
    void changeIsSeenByThoseWhoShareARoomAndByOneself(Database database) {
        Members members = new Members(database);
        members.set("!a:example.org", ALICE, "join");
        members.set("!a:example.org", BOB, "join");
        members.set("!b:example.org", CHARLIE, "join");
        long from = database.position();
        assertEquals(NONE, changes(database, BOB, from));
        announce(database, ALICE);
        assertEquals(List.of(ALICE), changed(database, BOB, from));
        assertEquals(List.of(ALICE), changed(database, ALICE, from));
        assertEquals(List.of(), changed(database, CHARLIE, from));
        assertEquals(NONE, changes(database, BOB, database.position()));
    }

    @OnBothDatabases
    void manyChangesAreSeenAsFewAre(Database database) {
        Members members = new Members(database);
        members.set("!a:example.org", ALICE, "join");
        members.set("!a:example.org", BOB, "join");
        long from = database.position();
        announce(database, BOB);
        for (int i = 0; i < 60; i++) {
            announce(database, new UserId("@stranger" + i + ":example.org"));
        }
        assertEquals(List.of(BOB), changed(database, ALICE, from));
    }

    @OnBothDatabases
    void changeForOneViewerIsSeenByNobodyElse(Database database) {
        Members members = new Members(database);
        members.set("!a:example.org", ALICE, "join");
        members.set("!a:example.org", BOB, "join");
        long from = database.position();
        database.write(tx -> {
            DeviceListChanges.announceTo(tx, BOB, ALICE);
            return true;
        });
        assertEquals(List.of(BOB), changed(database, ALICE, from));
        assertEquals(List.of(), changed(database, BOB, from));
    }

    @OnBothDatabases
    void whoJoinsOrIsInvitedIsNewAndWhoLeavesIsGone(Database database) {
        Members members = new Members(database);
        members.set("!a:example.org", ALICE, "join");
        long from = database.position();
        members.set("!a:example.org", BOB, "invite");
        assertEquals(List.of(BOB), changed(database, ALICE, from));
        assertEquals(List.of(), changed(database, BOB, from));
        from = database.position();
        members.set("!a:example.org", BOB, "join");
        assertEquals(List.of(BOB), changed(database, ALICE, from));
        assertEquals(List.of(ALICE, BOB), changed(database, BOB, from));
        from = database.position();
        members.set("!a:example.org", BOB, "join"); // another display name
        assertEquals(NONE, changes(database, ALICE, from));
        members.set("!a:example.org", BOB, "leave");
        assertEquals(List.of(BOB), left(database, ALICE, from));
        assertEquals(List.of(ALICE), left(database, BOB, from));
    }

    @OnBothDatabases
    void whoStillSharesAnotherRoomIsNotGone(Database database) {
        Members members = new Members(database);
        for (String room : List.of("!a:example.org", "!b:example.org")) {
            members.set(room, ALICE, "join");
            members.set(room, BOB, "join");
        }
        long from = database.position();
        members.set("!a:example.org", BOB, "leave");
        assertEquals(NONE, changes(database, ALICE, from));
        members.set("!b:example.org", ALICE, "leave");
        assertEquals(List.of(BOB), left(database, ALICE, from));
    }

    @OnBothDatabases
    void changeWhileAwayIsSeenAfterComingBack(Database database) {
        Members members = new Members(database);
        members.set("!a:example.org", ALICE, "join");
        members.set("!a:example.org", BOB, "join");
        long from = database.position();
        members.set("!a:example.org", BOB, "leave");
        announce(database, BOB);
        assertEquals(List.of(), changed(database, ALICE, from));
        members.set("!a:example.org", BOB, "join");
        assertEquals(List.of(BOB), changed(database, ALICE, from));
        members.set("!a:example.org", ALICE, "leave");
        announce(database, BOB);
        members.set("!a:example.org", ALICE, "join");
        assertEquals(List.of(BOB), changed(database, ALICE, from));
    }

    @OnBothDatabases
    void v01_whoJoinsAfterOneLeftStaysUnknown(Database database) {
        Members members = new Members(database);
        members.set("!a:example.org", ALICE, "join");
        members.set("!a:example.org", BOB, "join");
        long from = database.position();
        members.set("!a:example.org", ALICE, "leave");
        members.set("!a:example.org", CHARLIE, "join");
        announce(database, CHARLIE);
        announce(database, BOB);
        assertEquals(
                new DeviceLists.Changes(List.of(), List.of(BOB)), changes(database, ALICE, from));
        assertEquals(NONE, changes(database, ALICE, database.position()));
    }
}
