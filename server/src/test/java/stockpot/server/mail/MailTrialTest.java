package stockpot.server.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.Config;
import stockpot.server.config.ConfigReader;
import stockpot.server.fixture.MailRig;
import stockpot.server.ports.jvm.JvmChance;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmOutgoing;

/** The operator's test of mail. */
class MailTrialTest {
    @TempDir Path folder;

    private int status;

    private String run(String yaml, String address) {
        Config config =
                new ConfigReader(Map.of(), (_, name) -> name)
                        .read("t.yaml", "server_name: example.org\n" + yaml, folder)
                        .config();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            status =
                    new MailTrial(config, new JvmClock(), new JvmChance(), new JvmOutgoing())
                            .run(address, print);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void assertSays(String words, String text) {
        assertTrue(text.contains(words), text);
    }

    private static void assertNoSecret(String password, String text) {
        assertFalse(text.contains(password), text);
        String base64 =
                Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
        assertFalse(text.contains(base64), text);
        String plain =
                Base64.getEncoder()
                        .encodeToString(("\0matrix\0" + password).getBytes(StandardCharsets.UTF_8));
        assertFalse(text.contains(plain), text);
    }

    @Test
    void x02_dialogueIsShownWithoutItsSecretsAndWithTheRemedy() throws IOException {
        try (MailRig rig = MailRig.start(folder)) {
            String relay =
                    "email: {smtp_host: localhost, smtp_port: %d, tls: starttls, ca_file: %s,"
                            + " smtp_user: matrix, smtp_pass: %s}\n";
            String good =
                    run(
                            relay.formatted(
                                    rig.port("starttls"), rig.authority(), MailRig.PASSWORD),
                            "ops@example.org");
            assertEquals(0, status, good);
            assertSays("EHLO example.org", good);
            assertSays("STARTTLS", good);
            assertSays("RCPT TO:<ops@example.org>", good);
            assertSays("The relay has taken the letter.", good);
            assertNoSecret(MailRig.PASSWORD, good);
            assertEquals("ops@example.org", rig.letters().getFirst().to());
            String bad =
                    run(
                            relay.formatted(
                                    rig.port("starttls"), rig.authority(), "wrong-pw-of-test"),
                            "ops@example.org");
            assertEquals(1, status, bad);
            assertSays("check email.smtp_user and email.smtp_pass", bad);
            assertNoSecret("wrong-pw-of-test", bad);
            String refused =
                    run(
                            relay.formatted(
                                    rig.port("starttls"), rig.authority(), MailRig.PASSWORD),
                            "nobody@example.org");
            assertEquals(1, status, refused);
            assertSays("550 no such person", refused);
        }
    }

    @Test
    void whatIsMissingIsSaid() {
        assertSays("email.smtp_host is not set", run("", "a@example.org"));
        assertEquals(1, status);
        assertSays(
                "Not a mail address",
                run("email: {smtp_host: localhost}\n", "a@example.org\r\nRCPT TO:<b@c.d>"));
        assertEquals(1, status);
    }
}
