package stockpot.server.e2ee;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.e2ee.Cast.ALICE;
import static stockpot.server.e2ee.Cast.BOB;
import static stockpot.server.e2ee.Cast.assertRefused;
import static stockpot.server.e2ee.Cast.json;
import static stockpot.server.e2ee.Cast.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;

class RoomKeyBackupsTest {
    private static final String ROOM = "!room:example.org";

    private static String create(RoomKeyBackups backups) {
        return backups.create(ALICE, json("{'algorithm':'m.x','auth_data':{'public_key':'k'}}"));
    }

    private static ObjectNode session(int index, int forwarded, boolean verified, String data) {
        ObjectNode session = Json.object();
        session.put("first_message_index", index);
        session.put("forwarded_count", forwarded);
        session.put("is_verified", verified);
        session.putObject("session_data").put("d", data);
        return session;
    }

    @OnBothDatabases
    void versionsAreMadeChangedAndDeleted(Database database) {
        RoomKeyBackups backups = new RoomKeyBackups(database);
        assertRefused(404, "M_NOT_FOUND", () -> backups.info(ALICE, null));
        String one = create(backups);
        String two = create(backups);
        assertNotEquals(one, two);
        assertEquals(two, backups.info(ALICE, null).path("version").asText());
        backups.update(ALICE, one, json("{'algorithm':'m.x','auth_data':{'public_key':'l'}}"));
        assertEquals(
                json("{'algorithm':'m.x','auth_data':{'public_key':'l'},'count':0,'etag':'0'}")
                        .put("version", one),
                Cast.parsed(backups.info(ALICE, one)));
        assertRefused(
                400,
                "M_INVALID_PARAM",
                () -> backups.update(ALICE, one, json("{'algorithm':'m.y','auth_data':{}}")));
        backups.delete(ALICE, two);
        backups.delete(ALICE, two);
        assertEquals(one, backups.info(ALICE, null).path("version").asText());
        assertRefused(404, "M_NOT_FOUND", () -> backups.info(ALICE, two));
        for (String never : List.of("99", "0", "-1", "x", "01", "9999999999999999999", "")) {
            assertRefused(404, "M_NOT_FOUND", () -> backups.delete(ALICE, never));
        }
        assertRefused(404, "M_NOT_FOUND", () -> backups.info(BOB, one));
        assertNotEquals(two, create(backups), "a version is never used again");
    }

    @OnBothDatabases
    void y06_betterKeyReplacesAndWorseDoesNot(Database database) {
        RoomKeyBackups backups = new RoomKeyBackups(database);
        String version = create(backups);
        ObjectNode[] rising = {
            session(5, 5, false, "first"),
            session(5, 4, false, "less forwarded"),
            session(4, 9, false, "lower index"),
            session(9, 9, true, "verified")
        };
        RoomKeyReader reader = new RoomKeyReader(database);
        String etag = "0";
        for (int i = 0; i < rising.length; i++) {
            String now = backups.put(ALICE, version, ROOM, "s", rising[i]).etag();
            assertNotEquals(etag, now);
            for (int worse = 0; worse <= i; worse++) {
                RoomKeyBackups.State same = backups.put(ALICE, version, ROOM, "s", rising[worse]);
                assertEquals(new RoomKeyBackups.State(1, now), same);
            }
            ObjectNode stored = reader.session(ALICE, version, ROOM, "s");
            assertEquals(Cast.parsed(rising[i]), Cast.parsed(stored));
            etag = now;
        }
    }

    @OnBothDatabases
    void y06_bestOfParallelUploadsStays(Database database) throws Exception {
        RoomKeyBackups backups = new RoomKeyBackups(database);
        String version = create(backups);
        List<Future<RoomKeyBackups.State>> puts = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                int index = (i * 7) % 60;
                puts.add(
                        executor.submit(() ->
                                backups.put(
                                        ALICE,
                                        version,
                                        ROOM,
                                        "s",
                                        session(index, 0, false, "" + index))));
            }
        }
        for (Future<RoomKeyBackups.State> put : puts) {
            assertEquals(1, put.get().count());
        }
        ObjectNode stored = new RoomKeyReader(database).session(ALICE, version, ROOM, "s");
        assertEquals(Cast.parsed(session(0, 0, false, "0")), Cast.parsed(stored));
    }

    @OnBothDatabases
    void y06_onlyTheCurrentVersionTakesKeys(Database database) {
        RoomKeyBackups backups = new RoomKeyBackups(database);
        ObjectNode session = session(0, 0, true, "d");
        assertRefused(404, "M_NOT_FOUND", () -> backups.put(ALICE, "1", ROOM, "s", session));
        String old = create(backups);
        String current = create(backups);
        MatrixException refusal =
                assertRefused(
                        403,
                        "M_WRONG_ROOM_KEYS_VERSION",
                        () -> backups.put(ALICE, old, ROOM, "s", session));
        assertEquals(current, refusal.body().path("current_version").asText());
        backups.delete(ALICE, current);
        assertRefused(
                403,
                "M_WRONG_ROOM_KEYS_VERSION",
                () -> backups.put(ALICE, current, ROOM, "s", session));
        assertEquals(0, rows(database, "key_backup_sessions"));
    }

    @OnBothDatabases
    void y06_deletionDuringUploadLeavesNothingBehind(Database database) throws Exception {
        RoomKeyBackups backups = new RoomKeyBackups(database);
        String version = create(backups);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                String name = "s" + i;
                boolean delete = i == 20;
                Future<Boolean> _ =
                        executor.submit(() -> {
                            if (delete) {
                                backups.delete(ALICE, version);
                            } else {
                                ObjectNode session = session(0, 0, true, "");
                                backups.put(ALICE, version, ROOM, name, session);
                            }
                            return true;
                        });
            }
        }
        assertEquals(0, rows(database, "key_backups"));
        assertEquals(0, rows(database, "key_backup_sessions"));
    }

    @OnBothDatabases
    void y06_ceilingPerUserHolds(Database database) {
        RoomKeyBackups backups = new RoomKeyBackups(database, 3);
        String version = create(backups);
        for (int i = 0; i < 3; i++) {
            backups.put(ALICE, version, ROOM, "s" + i, session(1, 0, true, ""));
        }
        assertRefused(
                413,
                "M_TOO_LARGE",
                () -> backups.put(ALICE, version, ROOM, "s3", session(1, 0, true, "")));
        assertEquals(3, backups.put(ALICE, version, ROOM, "s0", session(0, 0, true, "")).count());
        for (int i = 1; i < RoomKeyBackups.MAX_VERSIONS; i++) {
            create(backups);
        }
        assertRefused(413, "M_TOO_LARGE", () -> create(backups));
    }

    @OnBothDatabases
    void wholeBackupsAreReadPageByPage(Database database) {
        RoomKeyBackups backups = new RoomKeyBackups(database);
        RoomKeyReader reader = new RoomKeyReader(database);
        String version = create(backups);
        assertEquals(json("{'rooms':{}}"), Cast.read(reader.all(ALICE, version)));
        assertEquals(json("{'sessions':{}}"), Cast.read(reader.room(ALICE, version, ROOM)));
        assertRefused(404, "M_NOT_FOUND", () -> reader.all(ALICE, "bogus"));
        ObjectNode body = Json.object();
        ObjectNode rooms = body.putObject("rooms");
        for (String room : List.of("!a", "!b", "!c")) {
            ObjectNode sessions = rooms.putObject(room).putObject("sessions");
            for (int i = 0; i < RoomKeyReader.PAGE; i++) {
                sessions.set("s" + i, session(i, 0, false, room + i));
            }
        }
        RoomKeyBackups.State state = backups.put(ALICE, version, body);
        assertEquals(3 * RoomKeyReader.PAGE, state.count());
        assertEquals(Cast.parsed(body), Cast.read(reader.all(ALICE, version)));
        assertEquals(
                Cast.parsed(body).at("/rooms/!b"), Cast.read(reader.room(ALICE, version, "!b")));
        assertRefused(404, "M_NOT_FOUND", () -> reader.session(ALICE, version, "!a", "none"));
    }

    @OnBothDatabases
    void countAndEtagFollowDeletions(Database database) {
        RoomKeyBackups backups = new RoomKeyBackups(database);
        String version = create(backups);
        backups.put(ALICE, version, "!a", "1", session(0, 0, true, ""));
        backups.put(ALICE, version, "!a", "2", session(0, 0, true, ""));
        backups.put(ALICE, version, "!a", "3", session(0, 0, true, ""));
        String before = backups.put(ALICE, version, "!b", "1", session(0, 0, true, "")).etag();
        RoomKeyBackups.State none = backups.delete(ALICE, version, "!c", null);
        assertEquals(new RoomKeyBackups.State(4, before), none);
        assertEquals(3, backups.delete(ALICE, version, "!a", "1").count());
        assertEquals(1, backups.delete(ALICE, version, "!a", null).count());
        RoomKeyBackups.State all = backups.delete(ALICE, version, null, null);
        assertEquals(0, all.count());
        assertNotEquals(before, all.etag());
        assertRefused(404, "M_NOT_FOUND", () -> backups.delete(ALICE, "7", null, null));
    }

    @OnBothDatabases
    void malformedSessionsAreRefused(Database database) {
        RoomKeyBackups backups = new RoomKeyBackups(database);
        String version = create(backups);
        ObjectNode good = session(0, 0, true, "");
        for (String field :
                List.of("first_message_index", "forwarded_count", "is_verified", "session_data")) {
            for (String value : List.of("null", "-1", "1.5", "[]", "absent")) {
                ObjectNode wrong = good.deepCopy();
                wrong.remove(field);
                if (!value.equals("absent")) {
                    wrong.setAll(json("{'" + field + "':" + value + "}"));
                }
                MatrixException refusal =
                        org.junit.jupiter.api.Assertions.assertThrows(
                                MatrixException.class,
                                () -> backups.put(ALICE, version, ROOM, "s", wrong),
                                () -> field + " " + value);
                assertEquals(400, refusal.status());
            }
        }
        assertTrue(
                Cast.read(new RoomKeyReader(database).all(ALICE, version)).path("rooms").isEmpty());
    }
}
