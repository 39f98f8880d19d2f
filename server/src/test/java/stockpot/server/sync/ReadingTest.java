package stockpot.server.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TestRooms.ALICE;
import static stockpot.server.fixture.TestRooms.BOB;
import static stockpot.server.fixture.TestRooms.CHARLIE;
import static stockpot.server.fixture.TestRooms.caller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.UserDirectoryConfig;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.filter.RoomEventFilter;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmWaiting;
import stockpot.server.rooms.RoomDirectoryPages;
import stockpot.server.rooms.RoomHistory;
import stockpot.server.rooms.ephemeral.ReceiptKind;
import stockpot.server.store.Database;
import stockpot.server.store.Events;
import stockpot.server.store.Profiles;
import stockpot.server.store.Users;
import stockpot.server.users.IgnoredUsers;
import stockpot.server.users.UserDirectory;

class ReadingTest {
    private static RoomHistory history(TestSync server) {
        return new RoomHistory(server.database, new IgnoredUsers(server.database)::of);
    }

    private static RoomHistory.Page page(
            RoomHistory history, UserId user, RoomId room, @Nullable String from, String filter) {
        return history.messages(
                caller(user),
                room,
                new RoomHistory.Query(
                        from, null, true, 10, RoomEventFilter.parse(Json.trusted(filter))));
    }

    private static List<String> bodies(Iterable<? extends JsonNode> events) {
        List<String> said = new ArrayList<>();
        events.forEach(event -> {
            if (event.path("type").asText().equals("m.room.message")) {
                said.add(event.path("content").path("body").asText());
            }
        });
        return said;
    }

    @OnBothDatabases
    void v04_redactedContentIsGoneFromEveryRoute(Database database) {
        TestSync server = new TestSync(database);
        RoomHistory history = history(server);
        RoomId room = server.rooms.room(BOB);
        EventId topic = server.rooms.set(ALICE, room, "m.room.topic", "{\"topic\":\"hush\"}");
        EventId next = server.rooms.set(ALICE, room, "m.room.topic", "{\"topic\":\"open\"}");
        EventId said = server.rooms.say(ALICE, room, "hush");
        for (EventId secret : List.of(topic, said)) {
            server.rooms.events.redact(caller(ALICE), room, secret, Json.object(), "r" + secret);
        }
        String seen =
                page(history, BOB, room, null, "{}").toString()
                        + history.context(caller(BOB), room, said, 50, RoomEventFilter.none())
                        + history.event(caller(BOB), room, said)
                        + history.event(caller(BOB), room, next);
        assertFalse(seen.contains("hush"), seen);
        assertTrue(seen.contains("redacted_because"), seen);
    }

    @OnBothDatabases
    void v04_aRedactedTopicIsGoneFromTheDirectory(Database database) {
        TestSync server = new TestSync(database);
        RoomDirectoryPages directory = new RoomDirectoryPages(database);
        RoomId room =
                server.rooms.create(
                        ALICE, "{\"preset\":\"public_chat\",\"visibility\":\"public\"}");
        EventId topic = server.rooms.set(ALICE, room, "m.room.topic", "{\"topic\":\"hush\"}");
        var all = new RoomDirectoryPages.Query(10, null, null, null);
        assertTrue(directory.page(all).rooms().toString().contains("hush"));
        server.rooms.events.redact(caller(ALICE), room, topic, Json.object(), "r");
        assertFalse(directory.page(all).rooms().toString().contains("hush"));
    }

    @OnBothDatabases
    void v05_ignoredUsersAreHiddenOnEveryRoute(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB, CHARLIE);
        EventId heard = server.rooms.say(ALICE, room, "heard");
        EventId unheard = server.rooms.say(CHARLIE, room, "unheard");
        server.ignore(BOB, CHARLIE);
        RoomHistory history = history(server);
        assertEquals(List.of("heard"), bodies(page(history, BOB, room, null, "{}").chunk()));
        var context = history.context(caller(BOB), room, heard, 50, RoomEventFilter.none());
        assertEquals(List.of(), bodies(context.after()));
        MatrixException refusal =
                assertThrows(
                        MatrixException.class, () -> history.event(caller(BOB), room, unheard));
        assertEquals(404, refusal.status());
        assertNotNull(history.event(caller(ALICE), room, unheard));
    }

    @OnBothDatabases
    void v07_tenThousandHiddenEventsDoNotEndTheHistory(Database database) {
        TestSync server = new TestSync(database);
        RoomHistory history = history(server);
        RoomId room = server.rooms.room(BOB);
        server.rooms.say(ALICE, room, "first");
        EventId copied = server.rooms.say(ALICE, room, "hidden");
        fill(server, copied, 12_000);
        server.rooms.say(ALICE, room, "last");
        List<String> found = new ArrayList<>();
        String from = null;
        int pages = 0;
        do {
            var page = page(history, BOB, room, from, "{\"types\":[\"m.room.message\"]}");
            found.addAll(bodies(page.chunk()));
            from = page.end();
            pages++;
        } while (from != null && pages < 20);
        assertEquals(List.of("last", "hidden", "first"), found);
        assertNull(from);
        assertTrue(pages > 2, "one page looked at all");
    }

    /** Copies an event many times, as another type, straight into storage. */
    private static void fill(TestSync server, EventId copied, int count) {
        var row = server.rooms.event(copied);
        server.database.write(tx -> {
            for (int i = 0; i < count; i++) {
                ObjectNode json = row.event().json().deepCopy();
                json.put("type", "m.filler");
                json.put("depth", 1_000 + i);
                Pdu event = Pdu.of(json, row.version());
                Events.append(
                        tx,
                        tx.nextPosition(),
                        row.room(),
                        event,
                        row.stateAfter(),
                        row.stateAfter());
            }
            return true;
        });
    }

    @OnBothDatabases
    void missingAndHiddenEventsAreRefusedInTheSameWords(Database database) {
        TestSync server = new TestSync(database);
        RoomHistory history = history(server);
        RoomId room = server.rooms.room();
        RoomId other = server.rooms.room();
        server.rooms.set(
                ALICE, other, "m.room.history_visibility", "{\"history_visibility\":\"joined\"}");
        EventId hidden = server.rooms.say(ALICE, room, "hidden");
        EventId past = server.rooms.say(ALICE, other, "past");
        server.rooms.join(BOB, other);
        List<String> refusals = new ArrayList<>();
        for (RoomId where : List.of(room, other, new RoomId("!none:pot.example"))) {
            for (EventId which : List.of(hidden, past, new EventId("$none"))) {
                MatrixException refusal =
                        assertThrows(
                                MatrixException.class,
                                () -> history.event(caller(BOB), where, which));
                refusals.add(refusal.status() + " " + refusal.getMessage());
            }
        }
        assertEquals(1, refusals.stream().distinct().count(), refusals.toString());
    }

    @OnBothDatabases
    void v06_foreignTokensAreRefused(Database database) {
        TestSync server = new TestSync(database);
        RoomHistory history = history(server);
        RoomId room = server.rooms.room();
        for (String token :
                List.of("t", "t-1", "t999999999999999999", "t1x", "x1", "s", "s_", "s1_x", "")) {
            MatrixException refusal =
                    assertThrows(
                            MatrixException.class, () -> page(history, ALICE, room, token, "{}"));
            assertEquals(400, refusal.status(), token);
        }
        String now = server.now(ALICE);
        assertFalse(page(history, ALICE, room, now, "{}").chunk().isEmpty());
    }

    @OnBothDatabases
    void v09_theDirectoryKnowsOnlyProfilesOfPeopleWhoShareARoomOrAreInAnOpenOne(Database database) {
        TestSync server = new TestSync(database);
        for (UserId user : List.of(ALICE, BOB, CHARLIE)) {
            register(database, user, "Cook " + user.localpart());
        }
        UserDirectory directory =
                new UserDirectory(database, new UserDirectoryConfig(true, false, false));
        assertEquals(List.of(), found(directory, BOB, "cook"));
        RoomId room = server.rooms.create(ALICE, "{\"preset\":\"private_chat\"}");
        server.rooms.members.invite(ALICE, BOB, room, Json.object());
        assertEquals(List.of(), found(directory, BOB, "cook"));
        server.rooms.join(BOB, room);
        assertEquals(List.of(ALICE.value()), found(directory, BOB, "COO"));
        assertEquals(List.of(ALICE.value()), found(directory, BOB, ALICE.value()));
        assertEquals(List.of(), found(directory, CHARLIE, "cook"));
        ObjectNode nickname = Json.object().put("membership", "join").put("displayname", "Zorro");
        server.rooms.members.put(caller(ALICE), ALICE, room, nickname);
        assertEquals(List.of(), found(directory, BOB, "zorro"));
        assertFalse(directory.search(BOB, "cook", 10).people().toString().contains("Zorro"));
        server.rooms.set(ALICE, room, "m.room.join_rules", "{\"join_rule\":\"public\"}");
        assertEquals(List.of(ALICE.value(), BOB.value()), found(directory, CHARLIE, "cook"));
        server.rooms.set(ALICE, room, "m.room.join_rules", "{\"join_rule\":\"invite\"}");
        assertEquals(List.of(), found(directory, CHARLIE, "cook"));
        database.write(tx -> {
            Users.setDeactivated(tx, ALICE, true);
            return true;
        });
        assertEquals(List.of(), found(directory, BOB, "cook"));
    }

    private static void register(Database database, UserId user, String name) {
        database.write(tx -> {
            Users.insert(tx, Users.UserRow.fresh(user, null, 0, false));
            Profiles.set(tx, user, "displayname", "\"" + name + "\"");
            return true;
        });
    }

    private static List<String> found(UserDirectory directory, UserId asker, String term) {
        return directory.search(asker, term, 10).people().stream()
                .map(person -> person.path("user_id").asText())
                .toList();
    }

    @OnBothDatabases
    void v10_peekingShowsOpenRoomsOnlyAndNoPrivateReceipts(Database database) {
        TestSync server = new TestSync(database);
        RoomId closed = server.rooms.room();
        RoomId open = server.rooms.room();
        server.rooms.set(
                ALICE,
                open,
                "m.room.history_visibility",
                "{\"history_visibility\":\"world_readable\"}");
        EventId said = server.rooms.say(ALICE, open, "hello");
        server.read(ALICE, open, said, ReceiptKind.READ_PRIVATE);
        EventStream stream =
                new EventStream(
                        new EventStream.Sources(
                                database,
                                server.hub,
                                server.syncs,
                                server.typing,
                                server.presence,
                                new IgnoredUsers(database)::of),
                        new JvmWaiting(),
                        new JvmClock());
        String seen = stream.next(wish(open)).events().toString();
        assertTrue(seen.contains("hello"), seen);
        assertFalse(seen.contains("m.read.private"), seen);
        MatrixException refusal =
                assertThrows(MatrixException.class, () -> stream.next(wish(closed)));
        assertEquals(403, refusal.status());
    }

    private static EventStream.Wish wish(RoomId room) {
        return new EventStream.Wish(caller(BOB), "t0", Duration.ZERO, 100, room);
    }

    @OnBothDatabases
    void theDirectoryCanBePagedBothWays(Database database) {
        TestSync server = new TestSync(database);
        for (int i = 0; i < 7; i++) {
            server.rooms.create(ALICE, "{\"preset\":\"public_chat\",\"visibility\":\"public\"}");
        }
        RoomDirectoryPages directory = new RoomDirectoryPages(database);
        List<String> onward = new ArrayList<>();
        RoomDirectoryPages.Page page = null;
        do {
            page =
                    directory.page(
                            new RoomDirectoryPages.Query(
                                    3, page == null ? null : page.next(), null, null));
            page.rooms().forEach(room -> onward.add(room.path("room_id").asText()));
        } while (page.next() != null);
        assertEquals(7, onward.stream().distinct().count());
        assertEquals(7, onward.size());
        List<String> back = new ArrayList<>();
        while (page.previous() != null) {
            page = directory.page(new RoomDirectoryPages.Query(3, page.previous(), null, null));
            page.rooms().forEach(room -> back.add(room.path("room_id").asText()));
        }
        assertEquals(
                onward.subList(0, 6).stream().sorted().toList(), back.stream().sorted().toList());
    }
}
