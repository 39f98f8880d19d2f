package stockpot.server.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TestRooms.ALICE;
import static stockpot.server.fixture.TestRooms.BOB;
import static stockpot.server.fixture.TestRooms.CHARLIE;
import static stockpot.server.sync.TestSync.joined;
import static stockpot.server.sync.TestSync.left;
import static stockpot.server.sync.TestSync.next;
import static stockpot.server.sync.TestSync.said;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.ephemeral.ReceiptKind;
import stockpot.server.store.Database;

final class SyncTest {
    @OnBothDatabases
    void initialSyncHasStateAndTimelineThatMeet(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        for (int i = 0; i < 12; i++) {
            server.rooms.say(ALICE, room, "m" + i);
        }
        JsonNode mine = joined(server.sync(BOB, null), room);
        assertEquals(10, mine.path("timeline").path("events").size());
        assertTrue(mine.path("timeline").path("limited").asBoolean());
        assertEquals("m11", said(mine).getLast());
        List<String> types = mine.path("state").path("events").findValuesAsText("type");
        assertTrue(types.containsAll(List.of("m.room.create", "m.room.power_levels")));
        assertEquals(2, types.stream().filter("m.room.member"::equals).count());
        assertEquals(2, mine.path("summary").path("m.joined_member_count").asInt());
        assertEquals(ALICE.value(), mine.path("summary").path("m.heroes").path(0).asText());
    }

    @OnBothDatabases
    void incrementalSyncTellsOnlyWhatIsNew(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        String since = server.now(BOB);
        server.rooms.say(ALICE, room, "one");
        JsonNode first = server.sync(BOB, since);
        assertEquals(List.of("one"), said(joined(first, room)));
        assertFalse(joined(first, room).path("timeline").path("limited").asBoolean());
        assertTrue(joined(first, room).path("state").path("events").isEmpty());
        assertEquals(
                1,
                joined(first, room)
                        .path("unread_notifications")
                        .path("notification_count")
                        .asInt());
        JsonNode second = server.sync(BOB, next(first));
        assertTrue(second.path("rooms").path("join").isEmpty());
        server.rooms.say(ALICE, room, "two");
        assertEquals(List.of("two"), said(joined(server.sync(BOB, next(second)), room)));
    }

    @OnBothDatabases
    void gappedSyncIsLimitedAndBringsTheStateOfTheGap(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        String since = server.now(BOB);
        server.rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"gap\"}");
        for (int i = 0; i < 20; i++) {
            server.rooms.say(ALICE, room, "m" + i);
        }
        JsonNode mine = joined(server.sync(BOB, since), room);
        assertTrue(mine.path("timeline").path("limited").asBoolean());
        assertEquals(10, mine.path("timeline").path("events").size());
        assertEquals(
                List.of("m.room.topic"),
                mine.path("state").path("events").findValuesAsText("type"));
        assertEquals("t" + (positionOf(server, mine) - 1), prevBatch(mine));
    }

    private static long positionOf(TestSync server, JsonNode mine) {
        String first = mine.path("timeline").path("events").path(0).path("event_id").asText();
        return server.position(new EventId(first));
    }

    private static String prevBatch(JsonNode mine) {
        return mine.path("timeline").path("prev_batch").asText();
    }

    @OnBothDatabases
    void stateThatTheTimelineFilterHidesIsTold(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        String since = server.now(BOB);
        server.rooms.say(ALICE, room, "before");
        server.rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"hidden\"}");
        server.rooms.say(ALICE, room, "after");
        String filter = "{\"room\": {\"timeline\": {\"types\": [\"m.room.message\"]}}}";
        JsonNode mine = joined(server.sync(BOB, since, filter), room);
        assertEquals(List.of("before", "after"), said(mine));
        assertEquals("hidden", state(mine).path(0).path("content").path("topic").asText());
    }

    private static JsonNode state(JsonNode mine) {
        return mine.path("state").path("events");
    }

    @OnBothDatabases
    void newlyJoinedRoomComesWithItsHistoryAndState(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room();
        for (int i = 0; i < 12; i++) {
            server.rooms.say(ALICE, room, "m" + i);
        }
        String since = server.now(BOB);
        server.rooms.join(BOB, room);
        JsonNode answer = server.sync(BOB, since);
        JsonNode mine = joined(answer, room);
        assertEquals("m11", said(mine).getLast());
        assertTrue(state(mine).findValuesAsText("type").contains("m.room.create"));
        assertTrue(answer.path("device_lists").path("changed").toString().contains("@alice"));
        assertTrue(server.sync(BOB, next(answer)).path("rooms").path("join").isEmpty());
    }

    @OnBothDatabases
    void invitationComesWithStrippedStateAndVanishesWhenRejected(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.create(ALICE, "{\"name\": \"Den\"}");
        String since = server.now(BOB);
        server.rooms.members.invite(ALICE, BOB, room, Json.object());
        JsonNode answer = server.sync(BOB, since);
        JsonNode invited = answer.path("rooms").path("invite").path(room.value());
        List<String> types = invited.path("invite_state").findValuesAsText("type");
        assertTrue(types.containsAll(List.of("m.room.create", "m.room.name", "m.room.member")));
        assertFalse(types.contains("m.room.power_levels"));
        assertEquals(1, server.sync(BOB, null).path("rooms").path("invite").size());
        server.rooms.members.leave(BOB, room, Json.object());
        JsonNode after = server.sync(BOB, next(answer));
        assertTrue(after.path("rooms").path("invite").isEmpty());
        assertTrue(after.path("rooms").path("leave").has(room.value()));
        assertTrue(state(left(after, room)).isEmpty());
    }

    @OnBothDatabases
    void v02_nothingLaterThanTheLeaveIsTold(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        server.rooms.say(ALICE, room, "before");
        String since = server.now(BOB);
        server.rooms.say(ALICE, room, "last");
        server.rooms.members.kick(ALICE, BOB, room, Json.object());
        server.rooms.say(ALICE, room, "secret");
        server.rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"secret\"}");
        JsonNode answer = server.sync(BOB, since);
        assertEquals(List.of("last"), said(left(answer, room)));
        assertFalse(answer.toString().contains("secret"));
        server.rooms.say(ALICE, room, "secret too");
        JsonNode later = server.sync(BOB, next(answer));
        assertTrue(later.path("rooms").path("leave").isEmpty());
        assertFalse(later.toString().contains("secret"));
        String leave = "{\"room\": {\"include_leave\": true}}";
        JsonNode whole = server.sync(BOB, null, leave);
        assertTrue(said(left(whole, room)).containsAll(List.of("before", "last")));
        assertFalse(whole.toString().contains("secret"));
    }

    @OnBothDatabases
    void v02_longPollOpenDuringTheKickEndsWithTheKick(Database database) throws Exception {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        String since = server.now(BOB);
        CompletableFuture<JsonNode> poll = poll(server, since);
        server.rooms.members.kick(ALICE, BOB, room, Json.object());
        server.rooms.say(ALICE, room, "secret");
        JsonNode answer = poll.get();
        assertTrue(answer.path("rooms").path("leave").has(room.value()));
        assertFalse(answer.toString().contains("secret"));
    }

    private static CompletableFuture<JsonNode> poll(TestSync server, String since) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() ->
                        answer.complete(
                                server.sync(
                                        server.request(BOB, since, "{}", Duration.ofSeconds(20)))));
        return answer;
    }

    @OnBothDatabases
    void longPollWakesForAnEventAndForTyping(Database database) throws Exception {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        CompletableFuture<JsonNode> poll = poll(server, server.now(BOB));
        server.rooms.say(ALICE, room, "hello");
        JsonNode answer = poll.get();
        assertEquals(List.of("hello"), said(joined(answer, room)));
        poll = poll(server, next(answer));
        server.typing.start(room, ALICE, Duration.ofSeconds(5));
        JsonNode typing = joined(poll.get(), room).path("ephemeral").path("events").path(0);
        assertEquals("m.typing", typing.path("type").asText());
        assertEquals(ALICE.value(), typing.path("content").path("user_ids").path(0).asText());
    }

    @OnBothDatabases
    void drainedPollsReturnAtOnce(Database database) throws Exception {
        TestSync server = new TestSync(database);
        server.rooms.room(BOB);
        CompletableFuture<JsonNode> poll = poll(server, server.now(BOB));
        server.hub.drain();
        assertTrue(poll.get().path("rooms").path("join").isEmpty());
    }

    @OnBothDatabases
    void v05_ignoredUsersMessagesAndInvitesAreHidden(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB, CHARLIE);
        server.ignore(BOB, CHARLIE);
        String since = server.now(BOB);
        server.rooms.say(CHARLIE, room, "spam");
        server.rooms.say(ALICE, room, "ham");
        RoomId other = server.rooms.create(CHARLIE, "{\"preset\": \"private_chat\"}");
        server.rooms.members.invite(CHARLIE, BOB, other, Json.object());
        JsonNode answer = server.sync(BOB, since);
        assertEquals(List.of("ham"), said(joined(answer, room)));
        assertEquals(
                1,
                joined(answer, room)
                        .path("unread_notifications")
                        .path("notification_count")
                        .asInt());
        assertTrue(answer.path("rooms").path("invite").isEmpty());
        JsonNode whole = server.sync(BOB, null);
        assertFalse(said(joined(whole, room)).contains("spam"));
        assertTrue(whole.path("rooms").path("invite").isEmpty());
    }

    @OnBothDatabases
    void v06_foreignAndFutureTokensAreRefused(Database database) {
        TestSync server = new TestSync(database);
        server.rooms.room(BOB);
        String now = server.now(BOB);
        String epoch = now.substring(now.lastIndexOf('_') + 1);
        for (String wrong :
                List.of(
                        "",
                        "s",
                        "x1_0_0_1",
                        "s-1_0_0_" + epoch,
                        "s1_0_0",
                        "s1_0_0_1_2_3",
                        "s1000000000000000000_0_0_" + epoch,
                        "s999999_0_0_" + epoch,
                        "s1_999_0_" + epoch,
                        "s01_0_0_" + epoch,
                        "s1_0_0_" + epoch + "_2",
                        "s1_0_0_ " + epoch,
                        "t1")) {
            MatrixException refused =
                    assertThrows(MatrixException.class, () -> server.sync(BOB, wrong), wrong);
            assertEquals(400, refused.status());
        }
        String old = now.substring(0, now.indexOf('_')) + "_77_88_5";
        assertTrue(server.sync(BOB, old).has("next_batch"));
    }

    @OnBothDatabases
    void v08_transactionIdIsForTheSendingDeviceOnly(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        String since = server.now(ALICE);
        server.rooms.say(ALICE, room, "mine", "txn1");
        for (String from : new String[] {since, null}) {
            assertEquals("txn1", transactionId(server, "DEVICE", from, room));
            assertEquals("", transactionId(server, "OTHER", from, room));
        }
        assertFalse(server.sync(BOB, since).toString().contains("txn1"));
    }

    private static String transactionId(TestSync server, String device, String since, RoomId room) {
        SyncRequest plain = server.request(ALICE, since, "{}", Duration.ZERO);
        JsonNode answer =
                server.sync(
                        new SyncRequest(
                                ALICE,
                                new DeviceId(device),
                                plain.since(),
                                plain.filter(),
                                false,
                                false,
                                Duration.ZERO));
        JsonNode events = joined(answer, room).path("timeline").path("events");
        return events.path(events.size() - 1).path("unsigned").path("transaction_id").asText();
    }

    @OnBothDatabases
    void v10_privateReceiptIsForItsReaderOnly(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        EventId event = server.rooms.say(ALICE, room, "hello");
        String alice = server.now(ALICE);
        String bob = server.now(BOB);
        server.read(BOB, room, event, ReceiptKind.READ_PRIVATE);
        assertTrue(server.sync(BOB, bob).toString().contains("m.read.private"));
        assertFalse(server.sync(ALICE, alice).toString().contains("m.read.private"));
        assertFalse(server.sync(ALICE, null).toString().contains("m.read.private"));
        assertTrue(server.sync(BOB, null).toString().contains("m.read.private"));
    }

    @OnBothDatabases
    void receiptsNeverGoBack(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        EventId first = server.rooms.say(ALICE, room, "first");
        EventId second = server.rooms.say(ALICE, room, "second");
        server.read(BOB, room, second, ReceiptKind.READ);
        String since = server.now(ALICE);
        server.read(BOB, room, first, ReceiptKind.READ);
        assertTrue(server.sync(ALICE, since).path("rooms").path("join").isEmpty());
        JsonNode receipts =
                joined(server.sync(ALICE, null), room).path("ephemeral").path("events").path(0);
        assertTrue(receipts.path("content").has(second.value()));
        assertFalse(receipts.path("content").has(first.value()));
    }

    @OnBothDatabases
    void p04_countsAreClearedByReceiptsAndRedactions(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        server.rooms.say(ALICE, room, "one");
        EventId two = server.rooms.say(ALICE, room, "two");
        EventId three = mention(server, room);
        assertEquals("3/1", counts(server.sync(BOB, null), room));
        String since = server.now(BOB);
        server.read(BOB, room, two, ReceiptKind.READ);
        JsonNode answer = server.sync(BOB, since);
        assertEquals("1/1", counts(answer, room));
        server.rooms.events.redact(
                stockpot.server.fixture.TestRooms.caller(ALICE), room, three, Json.object(), "r");
        assertEquals("0/0", counts(server.sync(BOB, next(answer)), room));
        server.rooms.say(BOB, room, "my own");
        assertEquals("0/0", counts(server.sync(BOB, null), room));
    }

    private static EventId mention(TestSync server, RoomId room) {
        String content =
                "{\"msgtype\": \"m.text\", \"body\": \"bob\","
                        + " \"m.mentions\": {\"user_ids\": [\"@bob:pot.example\"]}}";
        return server.rooms.events.send(
                stockpot.server.fixture.TestRooms.caller(ALICE),
                room,
                "m.room.message",
                Json.trusted(content),
                "mention");
    }

    private static String counts(JsonNode answer, RoomId room) {
        JsonNode unread = joined(answer, room).path("unread_notifications");
        return unread.path("notification_count").asInt()
                + "/"
                + unread.path("highlight_count").asInt();
    }

    @OnBothDatabases
    void lazyLoadingSendsSpeakersOnce(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB, CHARLIE);
        for (int i = 0; i < 10; i++) {
            server.rooms.say(ALICE, room, "m" + i);
        }
        String lazy = "{\"room\": {\"state\": {\"lazy_load_members\": true}}}";
        JsonNode first = server.sync(BOB, null, lazy);
        // Charlie is a hero of the room, so he is named too.
        assertEquals(3, members(joined(first, room)));
        server.rooms.say(CHARLIE, room, "hi");
        JsonNode second = server.sync(BOB, next(first), lazy);
        assertEquals(0, members(joined(second, room)));
        server.rooms.say(ALICE, room, "hi too");
        assertEquals(0, members(joined(server.sync(BOB, next(second), lazy), room)));
        String redundant =
                "{\"room\": {\"state\": {\"lazy_load_members\": true,"
                        + " \"include_redundant_members\": true}}}";
        assertEquals(1, members(joined(server.sync(BOB, next(second), redundant), room)));
    }

    private static long members(JsonNode mine) {
        return state(mine).findValuesAsText("type").stream()
                .filter("m.room.member"::equals)
                .count();
    }

    @OnBothDatabases
    void stateAfterIsMeantAtTheEndOfTheTimeline(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        SyncRequest plain = server.request(BOB, server.now(BOB), "{}", Duration.ZERO);
        server.rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"one\"}");
        server.rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"two\"}");
        JsonNode mine =
                joined(
                        server.sync(
                                new SyncRequest(
                                        BOB,
                                        plain.device(),
                                        plain.since(),
                                        ClientFilter.none(),
                                        false,
                                        true,
                                        Duration.ZERO)),
                        room);
        assertFalse(mine.has("state"));
        assertEquals(2, mine.path("timeline").path("events").size());
        JsonNode after = mine.path("state_after").path("events");
        assertEquals(1, after.size());
        assertEquals("two", after.path(0).path("content").path("topic").asText());
    }

    @OnBothDatabases
    void syncInTwoStepsTellsWhatSyncInOneTells(Database database) {
        TestSync server = new TestSync(database);
        RoomId room = server.rooms.room(BOB);
        String a = server.now(BOB);
        server.rooms.say(ALICE, room, "1");
        server.rooms.set(ALICE, room, "m.room.topic", "{\"topic\": \"t\"}");
        JsonNode first = server.sync(BOB, a);
        server.rooms.join(CHARLIE, room);
        server.rooms.say(CHARLIE, room, "2");
        JsonNode second = server.sync(BOB, next(first));
        JsonNode whole = server.sync(BOB, a);
        List<String> steps = new java.util.ArrayList<>(TestSync.timeline(joined(first, room)));
        steps.addAll(TestSync.timeline(joined(second, room)));
        assertEquals(TestSync.timeline(joined(whole, room)), steps);
        assertEquals(4, steps.size());
    }
}
