package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import stockpot.server.RunningServer.Answer;
import stockpot.server.RunningServer.Session;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Ports;
import stockpot.server.push.MailDigests;
import stockpot.server.store.QueuedMails;
import stockpot.server.store.QueuedMails.MailRow;
import stockpot.server.store.ThreePids;

/** Letters about what people missed. Nobody listens at the relay: letters stay in the queue. */
class MailDigestTest {
    private static final String MAIL =
            """
            public_baseurl: https://matrix.example.org
            email:
              smtp_host: localhost
              smtp_port: 1
              enable_notifs: true
            """;

    /** The clock of the digests runs ahead of that of the server. */
    private static final class Ahead implements Clock {
        private final Clock real;
        private Duration by = Duration.ZERO;

        Ahead(Clock real) {
            this.real = real;
        }

        @Override
        public long nanos() {
            return real.nanos() + by.toNanos();
        }

        @Override
        public long millis() {
            return real.millis() + by.toMillis();
        }
    }

    private static List<MailRow> letters(RunningServer server) {
        return server.database().read(tx -> QueuedMails.due(tx, Long.MAX_VALUE, 100));
    }

    private static Answer pusher(RunningServer server, Session who, String address) {
        ObjectNode body = Json.object().put("app_id", "m.email").put("pushkey", address);
        body.put("kind", "email").put("app_display_name", "Mail").put("lang", "de");
        body.put("device_display_name", address).putObject("data");
        return server.call("POST", "/_matrix/client/v3/pushers/set", who.token(), Json.text(body));
    }

    private static void send(RunningServer server, Session who, String room, String text, int n) {
        ObjectNode body = Json.object().put("msgtype", "m.text").put("body", text);
        server.ok("PUT", who, "/rooms/" + room + "/send/m.room.message/t" + n, Json.text(body));
    }

    @Test
    void c17_p_oneLetterForAQuietWhileOnlyToOwnAddressesAndUnsubscribed() {
        try (RunningServer server = RunningServer.start(MAIL)) {
            Core core = server.core();
            Ahead clock = new Ahead(core.ports.clock());
            Ports ports =
                    new Ports(
                            clock,
                            core.ports.waiting(),
                            core.ports.threads(),
                            core.ports.lanes(),
                            core.ports.chance(),
                            core.ports.outgoing());
            MailDigests digests =
                    new MailDigests(
                            core.database,
                            ports,
                            java.util.Objects.requireNonNull(core.mail.letters()),
                            core.sync.notifications(),
                            core.users.mailReaders());
            Session alice = server.register("alice");
            Session bob = server.register("bob");
            assertEquals(400, pusher(server, bob, "bob@example.org").status());
            server.database()
                    .write(tx ->
                            ThreePids.insert(
                                    tx,
                                    new ThreePids.ThreePidRow(
                                            new UserId(bob.user()),
                                            "email",
                                            "bob@example.org",
                                            1,
                                            1)));
            pusher(server, bob, "bob@example.org").good();
            String room =
                    server.ok(
                                    "POST",
                                    alice,
                                    "/createRoom",
                                    "{\"name\":\"<b>Küche</b>\",\"preset\":\"public_chat\"}")
                            .at("room_id");
            String path = room.replace("!", "%21").replace(":", "%3A");
            server.ok("POST", bob, "/join/" + path, "{}");
            send(server, alice, path, "Suppe <script>", 1);
            digests.look();
            assertTrue(letters(server).isEmpty(), "it is too young");
            clock.by = Duration.ofMinutes(11);
            digests.look();
            digests.look();
            MailRow letter = letters(server).getFirst();
            assertEquals(1, letters(server).size());
            assertEquals("bob@example.org", letter.recipient());
            assertTrue(letter.subject().contains("ungelesene"), letter.subject());
            assertTrue(letter.text().contains("Suppe <script>"), letter.text());
            assertFalse(letter.html().contains("<script>"), letter.html());
            assertFalse(letter.html().contains("<b>Küche"), letter.html());
            clock.by = Duration.ofHours(2);
            digests.look();
            assertEquals(1, letters(server).size(), "nothing newer was left unread");
            send(server, alice, path, "mehr Suppe", 2);
            clock.by = Duration.ofHours(4);
            digests.look();
            assertEquals(2, letters(server).size());
            String link = java.util.Objects.requireNonNull(letter.unsubscribe());
            Map<String, String> query = MailAccountsTest.query(link);
            Map<String, String> forged = new java.util.LinkedHashMap<>(query);
            forged.put("user", alice.user());
            assertEquals(400, server.form("/_matrix/static/client/unsubscribe", forged).status());
            String oneClick = link.replace("https://matrix.example.org", "");
            server.call("GET", oneClick, null, null).good();
            assertTrue(server.ok("GET", bob, "/pushers", null).text().contains("bob@example.org"));
            server.form(oneClick, Map.of("List-Unsubscribe", "One-Click")).good();
            assertFalse(server.ok("GET", bob, "/pushers", null).text().contains("bob@example.org"));
        }
    }
}
