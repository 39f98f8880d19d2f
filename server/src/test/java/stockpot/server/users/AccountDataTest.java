package stockpot.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.users.Refusals.refused;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestUsers;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Change;
import stockpot.server.store.Database;

class AccountDataTest {
    private static final UserId ALICE = new UserId("@alice:test");
    private static final UserId BOB = new UserId("@bob:test");
    private static final RoomId ROOM = new RoomId("!room:test");

    @OnBothDatabases
    void entriesOfRoomsAndAccountAreApartAndReadByPosition(Database database) {
        TestUsers users = new TestUsers(database);
        List<Change> heard = new ArrayList<>();
        database.onCommit((_, changes) -> heard.addAll(changes));
        long before = database.position();
        users.accountData.put(ALICE, null, "t", Json.object().put("a", 1));
        users.accountData.put(ALICE, ROOM, "t", Json.object().put("a", 2));
        users.accountData.put(ALICE, ROOM, "t", Json.object().put("a", 2));
        assertEquals("{\"a\":1}", Objects.toString(users.accountData.find(ALICE, null, "t")));
        assertEquals("{\"a\":2}", Objects.toString(users.accountData.find(ALICE, ROOM, "t")));
        assertNull(users.accountData.find(BOB, null, "t"));
        var changed =
                database.read(tx ->
                        stockpot.server.store.AccountData.changed(
                                tx, ALICE, before, Long.MAX_VALUE));
        assertEquals(2, changed.size());
        assertNull(changed.get(0).room());
        assertEquals(ROOM, changed.get(1).room());
        assertEquals(2, heard.size());
        assertEquals(
                new Change.AccountData(changed.get(1).position(), ALICE, ROOM, "t"), heard.get(1));
    }

    @OnBothDatabases
    void c25_reservedTypesAndTooMuchAreRefused(Database database) {
        TestUsers users = new TestUsers(database);
        for (String type : List.of("m.push_rules", "m.fully_read")) {
            refused(
                    405,
                    "M_BAD_JSON",
                    () -> users.accountData.put(ALICE, null, type, Json.object()));
            refused(
                    405,
                    "M_BAD_JSON",
                    () -> users.accountData.put(ALICE, ROOM, type, Json.object()));
        }
        ObjectNode large = Json.object().put("x", "y".repeat(AccountData.MAX_BYTES));
        refused(413, "M_TOO_LARGE", () -> users.accountData.put(ALICE, null, "t", large));
        refused(
                400,
                "M_INVALID_PARAM",
                () -> users.accountData.put(ALICE, null, "t".repeat(256), Json.object()));
        assertNull(users.accountData.find(ALICE, null, "t"));
    }

    @OnBothDatabases
    void n07_oddNamesAreKeptApart(Database database) {
        TestUsers users = new TestUsers(database);
        List<String> odd =
                List.of(
                        "'; DROP TABLE users; --",
                        "%s%n",
                        "../../etc",
                        "%",
                        "_",
                        "é",
                        "\uD83D\uDE00");
        for (String type : odd) {
            users.accountData.put(ALICE, null, type, Json.object().put("v", type));
            users.tags.put(ALICE, ROOM, type, Json.object().put("v", type));
        }
        for (String type : odd) {
            ObjectNode found = Objects.requireNonNull(users.accountData.find(ALICE, null, type));
            assertEquals(type, found.path("v").asText());
            assertEquals(type, users.tags.of(ALICE, ROOM).path(type).path("v").asText());
        }
        assertEquals(odd.size(), users.tags.of(ALICE, ROOM).size());
        assertTrue(users.tags.of(BOB, ROOM).isEmpty());
    }

    @OnBothDatabases
    void tagsAreAccountDataOfTheRoom(Database database) {
        TestUsers users = new TestUsers(database);
        users.tags.put(ALICE, ROOM, "m.favourite", Json.object().put("order", 0.5));
        users.tags.put(ALICE, ROOM, "u.work", Json.object());
        users.tags.delete(ALICE, ROOM, "m.favourite");
        assertEquals(
                "{\"tags\":{\"u.work\":{}}}",
                Objects.toString(users.accountData.find(ALICE, ROOM, "m.tag")));
        refused(
                400,
                "M_INVALID_PARAM",
                () -> users.tags.put(ALICE, ROOM, "é".repeat(128), Json.object()));
    }

    @OnBothDatabases
    void ignoredUsersFollowTheirList(Database database) {
        TestUsers users = new TestUsers(database);
        assertTrue(users.ignored.of(ALICE).isEmpty());
        ObjectNode list = Json.object();
        list.putObject("ignored_users").putObject("@bob:test");
        users.accountData.put(ALICE, null, IgnoredUsers.TYPE, list);
        assertEquals(Set.of(BOB), users.ignored.of(ALICE));
        users.accountData.put(ALICE, null, IgnoredUsers.TYPE, Json.object().put("x", 1));
        assertTrue(users.ignored.of(ALICE).isEmpty());
    }

    @OnBothDatabases
    void equalFiltersShareOneIdAndUsersDoNot(Database database) {
        TestUsers users = new TestUsers(database);
        ObjectNode one = Json.object().put("event_format", "client");
        String id = users.filters.add(ALICE, one);
        assertEquals(id, users.filters.add(ALICE, one.deepCopy()));
        assertNotEquals(id, users.filters.add(ALICE, Json.object()));
        assertEquals(one, users.filters.find(ALICE, id));
        assertNull(users.filters.find(BOB, id));
        for (String odd : List.of("", "x", "-1", "99999999999999999999", "0'")) {
            assertNull(users.filters.find(ALICE, odd));
        }
    }

    @OnBothDatabases
    void n08_profileFieldsHaveCeilings(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "PHONE");
        ObjectNode text = Json.object();
        users.profiles.put(ALICE, "displayname", text.textNode("Al\0ice \u202e"));
        assertEquals("Al\0ice \u202e", users.profiles.displayName(ALICE));
        refused(
                400,
                "M_INVALID_PARAM",
                () -> users.profiles.put(ALICE, "displayname", text.textNode("x".repeat(257))));
        refused(
                400,
                "M_BAD_JSON",
                () -> users.profiles.put(ALICE, "avatar_url", text.numberNode(1)));
        refused(
                400,
                "M_KEY_TOO_LARGE",
                () -> users.profiles.put(ALICE, "a." + "x".repeat(300), text.textNode("")));
        for (String key : List.of("name", "A.b", "a.", ".a", "a..b", "a.b'")) {
            refused(
                    400,
                    "M_INVALID_PARAM",
                    () -> users.profiles.put(ALICE, key, text.textNode("")));
        }
        users.profiles.put(ALICE, "org.example.a", text.textNode("x".repeat(40_000)));
        refused(
                400,
                "M_PROFILE_TOO_LARGE",
                () ->
                        users.profiles.put(
                                ALICE, "org.example.b", text.textNode("x".repeat(30_000))));
        users.profiles.delete(ALICE, "org.example.a");
        refused(404, "M_NOT_FOUND", () -> users.profiles.get(ALICE, "org.example.a"));
        refused(404, "M_NOT_FOUND", () -> users.profiles.get(BOB));
        assertTrue(users.told.contains("profile @alice:test displayname"));
    }
}
