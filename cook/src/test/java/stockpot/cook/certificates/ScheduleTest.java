package stockpot.cook.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.fixture.Hosts;
import stockpot.cook.host.Host;

class ScheduleTest {
    private static final Instant FROM = Instant.parse("2026-09-01T00:00:00Z");

    @TempDir Path root;
    private Host host;
    private int asked;
    private Schedule.@Nullable Window window;

    @BeforeEach
    void make() throws IOException {
        host = Hosts.below(root);
        Files.createDirectories(root);
    }

    private static Installed certificate(String version, Duration life) {
        return new Installed(
                List.of("example.org"),
                Path.of("/d/" + version + "/chain.pem"),
                Path.of("/d/" + version + "/key.pem"),
                FROM,
                FROM.plus(life),
                false);
    }

    private boolean isDue(String version, int days, int hours) {
        return isDue(
                version,
                Duration.ofDays(90),
                FROM.plus(Duration.ofDays(days)).plusSeconds(hours * 3_600L),
                1);
    }

    private boolean isDue(String version, Duration life, Instant now, int seed) {
        return new Schedule(host, root, new Random(seed))
                .isDue(
                        certificate(version, life),
                        now,
                        each -> {
                            asked++;
                            return window;
                        });
    }

    @Test
    void withoutWordOfTheAuthorityItIsTwoThirdsOfTheLife() {
        assertFalse(isDue("a", 1, 0));
        assertFalse(isDue("a", 56, 0));
        assertTrue(isDue("a", 60, 0));
        assertTrue(isDue("a", 200, 0));
        Duration week = Duration.ofDays(6);
        assertFalse(isDue("b", week, FROM.plus(Duration.ofDays(3)), 1));
        assertTrue(isDue("b", week, FROM.plus(Duration.ofDays(4)), 1));
    }

    @Test
    void notAllComeAtOnceAndEachKeepsItsTime() {
        Set<Integer> days = new HashSet<>();
        for (int seed = 0; seed < 12; seed++) {
            int day = 56 * 24;
            while (!isDue(
                    "s" + seed, Duration.ofDays(90), FROM.plus(Duration.ofHours(day)), seed)) {
                day += 6;
            }
            assertTrue(day >= 57 * 24 && day <= 60 * 24, day + " hours");
            days.add(day);
        }
        assertTrue(days.size() > 2, days.toString());
    }

    @Test
    void windowOfTheAuthorityCounts() {
        window =
                new Schedule.Window(
                        FROM.plus(Duration.ofDays(40)), FROM.plus(Duration.ofDays(42)), null);
        assertFalse(isDue("a", 39, 0));
        assertTrue(isDue("a", 42, 0));
        // It was revoked: the window lies behind, so the time is now.
        window = new Schedule.Window(FROM, FROM.plus(Duration.ofDays(1)), null);
        assertTrue(isDue("b", 2, 0));
    }

    @Test
    void windowThatMovesIsSeenAtTheNextQuestion() {
        window =
                new Schedule.Window(
                        FROM.plus(Duration.ofDays(58)), FROM.plus(Duration.ofDays(59)), null);
        assertFalse(isDue("a", 5, 0));
        window = new Schedule.Window(FROM, FROM.plus(Duration.ofDays(1)), null);
        assertFalse(isDue("a", 5, 1), "not yet asked again");
        assertTrue(isDue("a", 5, 7));
        assertEquals(2, asked);
    }

    @Test
    void authorityIsAskedAsOftenAsItWantsWithinReason() {
        Instant now = FROM.plus(Duration.ofDays(1));
        window =
                new Schedule.Window(
                        now.plus(Duration.ofDays(9)), now.plus(Duration.ofDays(10)), now);
        isDue("a", Duration.ofDays(90), now, 1);
        isDue("a", Duration.ofDays(90), now.plusSeconds(30), 1);
        assertEquals(1, asked, "not more than once a minute");
        isDue("a", Duration.ofDays(90), now.plusSeconds(61), 1);
        assertEquals(2, asked);
        window =
                new Schedule.Window(
                        now.plus(Duration.ofDays(9)),
                        now.plus(Duration.ofDays(10)),
                        now.plus(Duration.ofDays(300)));
        isDue("b", Duration.ofDays(90), now, 1);
        isDue("b", Duration.ofDays(90), now.plus(Duration.ofHours(25)), 1);
        assertEquals(4, asked, "at least once a day");
    }

    @Test
    void authorityThatFallsSilentDoesNotMoveTheTime() {
        window =
                new Schedule.Window(
                        FROM.plus(Duration.ofDays(30)), FROM.plus(Duration.ofDays(31)), null);
        assertFalse(isDue("a", 1, 0));
        window = null;
        assertFalse(isDue("a", 29, 0));
        assertTrue(isDue("a", 31, 0));
    }
}
