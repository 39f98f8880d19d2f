package stockpot.server.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TestRooms.ALICE;
import static stockpot.server.fixture.TestRooms.BOB;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.push.PushRule;
import stockpot.server.matrix.push.PushRuleKind;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmThreads;
import stockpot.server.ports.jvm.JvmWaiting;
import stockpot.server.rooms.ephemeral.Typing;
import stockpot.server.store.Database;
import stockpot.server.store.Watermarks;

final class SyncLimitsTest {
    private static final RoomId ROOM = new RoomId("!room:pot.example");

    @Test
    @Timeout(30)
    void r05_onlyTwoLargeSyncsOfAUserRunAtOnce() throws Exception {
        InitialSyncs initials = new InitialSyncs();
        initials.enter(BOB);
        initials.enter(BOB);
        AtomicInteger entered = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(InitialSyncs.WAITING);
        for (int i = 0; i < InitialSyncs.WAITING; i++) {
            Thread.ofVirtual()
                    .start(() -> {
                        initials.enter(BOB);
                        entered.incrementAndGet();
                        initials.leave(BOB);
                        done.countDown();
                    });
        }
        // Whoever would be the ninth to wait is turned away; until eight wait, it waits itself.
        while (initials.waiting(BOB) < InitialSyncs.WAITING) {
            Thread.sleep(5);
        }
        MatrixException refused = assertThrows(MatrixException.class, () -> initials.enter(BOB));
        assertEquals(429, refused.status());
        assertEquals(0, entered.get());
        initials.enter(ALICE);
        initials.leave(BOB);
        done.await();
        assertEquals(InitialSyncs.WAITING, entered.get());
    }

    @Test
    void watermarksNeverDenyWhatWasPushedOut() {
        Watermarks<String> marks = new Watermarks<>(2, 10);
        assertTrue(marks.mayHaveChangedSince("a", 9));
        assertFalse(marks.mayHaveChangedSince("a", 10));
        marks.mark("a", 11);
        marks.mark("b", 12);
        marks.mark("c", 13);
        assertTrue(marks.mayHaveChangedSince("a", 10));
        assertTrue(marks.mayHaveChangedSince("c", 12));
        assertFalse(marks.mayHaveChangedSince("a", 11));
    }

    @Test
    void u04_typingIsCutToTwoMinutesAndEndsByItself() throws Exception {
        Typing typing = typing();
        typing.start(ROOM, BOB, Duration.ofMillis(50));
        assertEquals(List.of(BOB), typing.since(ROOM, 0));
        long seen = typing.counter();
        List<?> now = null;
        for (int i = 0; i < 200 && now == null; i++) {
            Thread.sleep(20);
            now = typing.since(ROOM, seen);
        }
        assertEquals(List.of(), now);
        assertEquals(Duration.ofMinutes(2), Typing.LONGEST);
    }

    @Test
    void u04_manyTypistsAreToldOnceASecond() {
        Typing typing = typing();
        for (int i = 0; i < 1_000; i++) {
            typing.start(
                    ROOM,
                    new stockpot.server.matrix.id.UserId("@t" + i + ":pot.example"),
                    Duration.ofSeconds(30));
        }
        assertTrue(typing.counter() <= 10, "told " + typing.counter() + " times");
    }

    private static Typing typing() {
        return new Typing(new JvmClock(), new JvmWaiting(), new JvmThreads(), room -> {});
    }

    @OnBothDatabases
    void p01_rulesKeepTheirOrderAndUnknownPlacesAreRefused(Database database) {
        TestSync server = new TestSync(database);
        String since = server.now(BOB);
        put(server, "a", null, null);
        put(server, "b", null, null);
        put(server, "c", "a", null);
        put(server, "d", null, "a");
        assertEquals(List.of("b", "c", "a", "d"), names(server));
        assertTrue(server.sync(BOB, since).toString().contains("m.push_rules"));
        for (String unknown : List.of("none", ".m.rule.master", "")) {
            MatrixException refused =
                    assertThrows(MatrixException.class, () -> put(server, "e", unknown, null));
            assertEquals(400, refused.status());
        }
        assertThrows(
                MatrixException.class,
                () -> server.pushRules.remove(BOB, PushRuleKind.CONTENT, "unknown"));
        assertNull(server.pushRules.of(BOB).find(PushRuleKind.CONTENT, "e"));
        server.pushRules.remove(BOB, PushRuleKind.CONTENT, "c");
        assertEquals(List.of("b", "a", "d"), names(server));
        assertNotNull(server.pushRules.of(ALICE));
    }

    private static void put(
            TestSync server,
            String name,
            @org.jspecify.annotations.Nullable String before,
            @org.jspecify.annotations.Nullable String after) {
        ObjectNode body = Json.trusted("{\"pattern\": \"x\", \"actions\": [\"notify\"]}");
        PushRule rule = PushRule.parse(PushRuleKind.CONTENT, name, body);
        server.pushRules.put(BOB, PushRuleKind.CONTENT, rule, before, after);
    }

    private static List<String> names(TestSync server) {
        return server.pushRules.of(BOB).rules(PushRuleKind.CONTENT).stream()
                .filter(rule -> !rule.isDefault())
                .map(PushRule::ruleId)
                .toList();
    }
}
