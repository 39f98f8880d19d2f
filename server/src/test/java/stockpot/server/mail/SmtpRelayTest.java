package stockpot.server.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.MailAddress;
import stockpot.server.config.MailConfig;
import stockpot.server.config.MailConfig.Tls;
import stockpot.server.fixture.MailRig;
import stockpot.server.ports.jvm.JvmOutgoing;
import stockpot.server.store.QueuedMails.MailRow;

/** SMTP against a relay of another hand. */
class SmtpRelayTest {
    @TempDir static Path folder;
    private static MailRig rig;
    private static MailRig stranger;

    @BeforeAll
    static void start() throws IOException {
        rig = MailRig.start(folder);
        stranger = MailRig.start(folder, "dns:other.test");
    }

    @AfterAll
    static void stop() {
        if (rig != null) {
            rig.close();
        }
        if (stranger != null) {
            stranger.close();
        }
    }

    private static SmtpRelay relay(
            int port, @Nullable String password, Tls tls, @Nullable Path authority) {
        return new SmtpRelay(
                new MailConfig.Relay(
                        "localhost",
                        port,
                        password == null ? null : MailRig.USER,
                        password,
                        tls,
                        authority),
                new MailAddress("Matrix of Ünnamed", "matrix@example.org"),
                "example.org",
                new JvmOutgoing(),
                null);
    }

    private static MailRow letter(String to) {
        return new MailRow(
                "id-of-" + to.replace('@', '.') + "@example.org",
                to,
                "Grüße\r\nBcc: everyone@example.org",
                "text ü",
                "<p>html ü</p>",
                null,
                1_700_000_000_000L,
                0,
                0);
    }

    private static Relay.Outcome send(SmtpRelay relay, String to) throws IOException {
        try (Relay.Line line = relay.open()) {
            return line.send(letter(to));
        }
    }

    private static MailRig.Letter sent(String kind, String to) {
        List<MailRig.Letter> all =
                rig.letters().stream().filter(letter -> letter.to().equals(to)).toList();
        assertEquals(1, all.size());
        assertEquals(kind, all.getFirst().json().path("port").asText());
        return all.getFirst();
    }

    private static String refused(SmtpRelay relay) {
        int before = rig.letters().size();
        String message =
                String.valueOf(
                        assertThrows(IOException.class, () -> send(relay, "x@y.test"))
                                .getMessage());
        assertEquals(before, rig.letters().size());
        assertTrue(!message.contains(MailRig.PASSWORD) && !message.contains("wrong-pw"), message);
        return message;
    }

    private static void assertSays(String words, String text) {
        assertTrue(text.contains(words), text);
    }

    @Test
    void port587TakesLettersBehindStartTlsAndLogin() throws IOException {
        SmtpRelay relay =
                relay(rig.port("starttls"), MailRig.PASSWORD, Tls.STARTTLS, rig.authority());
        assertInstanceOf(Relay.Outcome.Taken.class, send(relay, "a587@y.test"));
        MailRig.Letter letter = sent("starttls", "a587@y.test");
        assertTrue(letter.json().path("tls").asBoolean());
        assertTrue(letter.json().path("login").asBoolean());
    }

    @Test
    void port465TakesLettersBehindTlsAndLogin() throws IOException {
        SmtpRelay relay =
                relay(rig.port("implicit"), MailRig.PASSWORD, Tls.IMPLICIT, rig.authority());
        assertInstanceOf(Relay.Outcome.Taken.class, send(relay, "a465@y.test"));
        assertTrue(sent("implicit", "a465@y.test").json().path("login").asBoolean());
    }

    @Test
    void port25UsesStartTlsWhereItIsOfferedAndDoesWithoutWhereItIsNot() throws IOException {
        assertInstanceOf(
                Relay.Outcome.Taken.class,
                send(
                        relay(rig.port("offered"), null, Tls.IF_OFFERED, rig.authority()),
                        "a25@y.test"));
        assertTrue(sent("offered", "a25@y.test").json().path("tls").asBoolean());
        assertInstanceOf(
                Relay.Outcome.Taken.class,
                send(
                        relay(rig.port("plain"), null, Tls.IF_OFFERED, rig.authority()),
                        "b25@y.test"));
        assertTrue(!sent("plain", "b25@y.test").json().path("tls").asBoolean());
    }

    @Test
    void wrongCredentialsAreSaidOnEachPort() {
        for (Tls tls : List.of(Tls.STARTTLS, Tls.IMPLICIT)) {
            String kind = tls == Tls.STARTTLS ? "starttls" : "implicit";
            assertSays(
                    "email.smtp_pass",
                    refused(relay(rig.port(kind), "wrong-pw", tls, rig.authority())));
        }
        assertSays(
                "email.smtp_pass",
                refused(relay(rig.port("plainauth"), "wrong-pw", Tls.OFF, null)));
    }

    @Test
    void c17_nothingIsSentWithoutStartTlsWhereItIsRequired() {
        assertSays(
                "offers no STARTTLS",
                refused(relay(rig.port("plain"), null, Tls.STARTTLS, rig.authority())));
    }

    @Test
    void c17_noPasswordLeavesWithoutTls() {
        assertSays(
                "offers no STARTTLS",
                refused(
                        relay(
                                rig.port("plainauth"),
                                MailRig.PASSWORD,
                                Tls.IF_OFFERED,
                                rig.authority())));
    }

    @Test
    void passwordLeavesWithoutTlsWhereTheOperatorSaysOff() throws IOException {
        assertInstanceOf(
                Relay.Outcome.Taken.class,
                send(relay(rig.port("plainauth"), MailRig.PASSWORD, Tls.OFF, null), "off@y.test"));
        assertTrue(!sent("plainauth", "off@y.test").json().path("tls").asBoolean());
    }

    @Test
    void c17_certificateOfAnUnknownAuthorityIsRefused() {
        for (Tls tls : List.of(Tls.STARTTLS, Tls.IF_OFFERED, Tls.IMPLICIT)) {
            String kind =
                    switch (tls) {
                        case STARTTLS -> "starttls";
                        case IMPLICIT -> "implicit";
                        default -> "offered";
                    };
            String message = refused(relay(rig.port(kind), MailRig.PASSWORD, tls, null));
            assertSays("certificate", String.valueOf(message));
            assertSays("email.ca_file", message);
        }
    }

    @Test
    void c17_certificateForAnotherNameIsRefused() {
        for (Tls tls : List.of(Tls.STARTTLS, Tls.IF_OFFERED, Tls.IMPLICIT)) {
            String kind =
                    switch (tls) {
                        case STARTTLS -> "starttls";
                        case IMPLICIT -> "implicit";
                        default -> "offered";
                    };
            int before = stranger.letters().size();
            String message =
                    assertThrows(
                                    IOException.class,
                                    () ->
                                            send(
                                                    relay(
                                                            stranger.port(kind),
                                                            null,
                                                            tls,
                                                            stranger.authority()),
                                                    "x@y.test"))
                            .getMessage();
            assertSays("certificate", String.valueOf(message));
            assertEquals(before, stranger.letters().size());
        }
    }

    @Test
    void tlsOnThePortOfStartTlsIsExplained() {
        assertSays(
                "email.tls: starttls",
                refused(relay(rig.port("plain"), null, Tls.IMPLICIT, rig.authority())));
    }

    @Test
    void nobodyThereIsSaidWithThePlace() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertSays("localhost:" + free, refused(relay(free, null, Tls.IF_OFFERED, null)));
    }

    @Test
    void c17_messageHasOneRecipientAndNoHeaderOfAnyoneElse() throws IOException {
        send(relay(rig.port("offered"), null, Tls.IF_OFFERED, rig.authority()), "one@y.test");
        MailRig.Letter letter = sent("offered", "one@y.test");
        assertEquals(1, letter.recipients());
        assertEquals("", letter.header("Bcc"));
        assertEquals("<id-of-one.y.test@example.org>", letter.header("Message-ID"));
        assertSays("<matrix@example.org>", letter.header("From"));
        assertEquals("text ü", letter.part(0));
        assertEquals("<p>html ü</p>", letter.part(1));
        assertEquals("matrix@example.org", letter.json().path("from").asText());
    }

    @Test
    void relayThatPutsOffOrRefusesIsToldApart() throws IOException {
        SmtpRelay relay = relay(rig.port("offered"), null, Tls.IF_OFFERED, rig.authority());
        assertInstanceOf(Relay.Outcome.Refused.class, send(relay, "nobody@y.test"));
        rig.mode("later");
        try {
            assertInstanceOf(Relay.Outcome.Later.class, send(relay, "x@y.test"));
        } finally {
            rig.mode("good");
        }
    }
}
