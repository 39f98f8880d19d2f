package stockpot.cook.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.env.Ports;
import stockpot.cook.fixture.FrontSettings;
import stockpot.cook.fixture.Hosts;

class ChallengesTest {
    @TempDir Path root;

    @Test
    void n04_tokenOfTheAuthorityIsANameAndNoWay() throws Exception {
        Challenges challenges =
                new Challenges(
                        Hosts.below(root), new FrontSettings(root, Ports.usual(true)).make());
        for (String token : List.of("../x", "a/b", "", ".", "a b", "a\0", "x".repeat(257))) {
            assertThrows(FailureException.class, () -> challenges.put(token, "answer"), token);
        }
        assertFalse(Files.exists(root.resolve("run/webroot")));
        challenges.put("aZ09_-", "answer");
        Path file = root.resolve("run/webroot/.well-known/acme-challenge/aZ09_-");
        assertEquals("answer", Files.readString(file));
        challenges.remove("aZ09_-");
        assertFalse(Files.exists(file));
    }
}
