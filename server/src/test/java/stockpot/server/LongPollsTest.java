package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import stockpot.server.RunningServer.Session;

/** Long polls on a whole server. */
class LongPollsTest {
    @Test
    void r03_longPollsTakeNoTurnsOfOtherRequests() {
        try (RunningServer server = RunningServer.start()) {
            Session alice = server.register("alice");
            String since = server.ok("GET", alice, "/sync?timeout=0", null).at("next_batch");
            String data = URLEncoder.encode(alice.user(), StandardCharsets.UTF_8);
            String poll = "/sync?timeout=20000&since=" + since;
            List<Thread> polls = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                polls.add(Thread.ofVirtual().start(() -> server.ok("GET", alice, poll, null)));
            }
            long began = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                server.ok("GET", alice, "/account/whoami", null);
            }
            long millis = (System.nanoTime() - began) / 1_000_000;
            assertTrue(millis < 15_000, millis + " ms");
            // Something new ends them all.
            server.ok("PUT", alice, "/user/" + data + "/account_data/t", "{}");
            for (Thread each : polls) {
                each.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
