package stockpot.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.users.Refusals.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import stockpot.server.config.PresenceConfig;
import stockpot.server.fixture.StillClock;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.jvm.JvmChance;

class PresenceTest {
    private static final UserId ALICE = new UserId("@alice:test");
    private static final UserId BOB = new UserId("@bob:test");
    private static final UserId ZARA = new UserId("@zara:elsewhere");

    private final StillClock clock = new StillClock();
    private final Presence presence = presence(true);
    private final List<String> heard = new ArrayList<>();

    private Presence presence(boolean enabled) {
        return new Presence(clock, new JvmChance(), new PresenceConfig(enabled));
    }

    @Test
    void syncingMakesOnlineAndSilenceMakesOffline() {
        presence.onChange((user, counter) -> heard.add(user + " " + counter));
        assertEquals(Presence.OFFLINE, presence.get(ALICE).presence());
        presence.touch(ALICE, Presence.ONLINE);
        presence.touch(ALICE, Presence.ONLINE);
        assertEquals(Presence.ONLINE, presence.get(ALICE).presence());
        assertTrue(presence.get(ALICE).currentlyActive());
        assertEquals("[@alice:test 1]", heard.toString());
        clock.pass(Presence.GONE.plusSeconds(1));
        presence.sweep();
        assertEquals(Presence.OFFLINE, presence.get(ALICE).presence());
        assertEquals("[@alice:test 1, @alice:test 2]", heard.toString());
    }

    @Test
    void idleClientMakesUnavailable() {
        presence.touch(ALICE, Presence.ONLINE);
        for (int i = 0; i < 20; i++) {
            clock.pass(Duration.ofSeconds(20));
            presence.touch(ALICE, Presence.UNAVAILABLE);
            presence.sweep();
        }
        assertEquals(Presence.UNAVAILABLE, presence.get(ALICE).presence());
        Long ago = presence.get(ALICE).lastActiveAgo();
        assertEquals(Long.valueOf(400_000), ago);
        assertFalse(presence.get(ALICE).content().has("currently_active"));
    }

    @Test
    void readersGoOnFromTheirCounterAndSeeOnlyWhomTheyMay() {
        presence.put(ALICE, Presence.ONLINE, "hi");
        presence.put(BOB, Presence.UNAVAILABLE, null);
        long counter = presence.counter();
        assertEquals(2, presence.since(0, _ -> true).size());
        assertEquals(0, presence.since(counter, _ -> true).size());
        presence.put(ALICE, Presence.ONLINE, "ho");
        List<Presence.Status> changes = presence.since(counter, ALICE::equals);
        assertEquals(1, changes.size());
        assertEquals("ho", changes.get(0).content().path("status_msg").asText());
        assertEquals(0, presence.since(counter, BOB::equals).size());
    }

    @Test
    void u05_floodOfChangesIsCoalesced() {
        for (int i = 0; i < 10_000; i++) {
            clock.pass(Duration.ofMillis(6));
            presence.put(ALICE, i % 2 == 0 ? Presence.ONLINE : Presence.UNAVAILABLE, null);
        }
        assertTrue(presence.counter() <= 12, "published " + presence.counter());
        presence.put(ALICE, Presence.ONLINE, "last word");
        clock.pass(Presence.COALESCED);
        presence.sweep();
        List<Presence.Status> seen = presence.since(0, _ -> true);
        assertEquals(1, seen.size());
        assertEquals("last word", seen.get(0).message());
    }

    @Test
    void u05_presenceThatIsOffCostsNothing() {
        Presence off = presence(false);
        off.put(ALICE, Presence.ONLINE, null);
        off.touch(ALICE, Presence.ONLINE);
        off.receive(ZARA, Presence.ONLINE, null, 0);
        assertEquals(0, off.counter());
        assertEquals(Presence.OFFLINE, off.get(ALICE).presence());
    }

    @Test
    void presenceOfOtherServersLastsLonger() {
        presence.receive(ZARA, Presence.ONLINE, "far away", 5_000);
        clock.pass(Duration.ofMinutes(10));
        presence.sweep();
        assertEquals(Presence.ONLINE, presence.get(ZARA).presence());
        clock.pass(Duration.ofMinutes(21));
        presence.sweep();
        assertEquals(Presence.OFFLINE, presence.get(ZARA).presence());
        presence.receive(ZARA, "dancing", null, 0);
        assertEquals(Presence.OFFLINE, presence.get(ZARA).presence());
    }

    @Test
    void otherStatesAreRefused() {
        refused(400, "M_INVALID_PARAM", () -> presence.put(ALICE, "dancing", null));
        refused(400, "M_INVALID_PARAM", () -> presence.touch(ALICE, ""));
        refused(
                400,
                "M_INVALID_PARAM",
                () -> presence.put(ALICE, Presence.ONLINE, "x".repeat(1_001)));
    }
}
