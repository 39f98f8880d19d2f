package stockpot.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.fixture.TestCertificates;
import stockpot.server.fixture.TestDirectory;
import stockpot.server.fixture.TestDirectory.Encryption;
import stockpot.server.ports.Ports;
import stockpot.server.ports.jvm.JvmChance;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmLanes;
import stockpot.server.ports.jvm.JvmOutgoing;
import stockpot.server.ports.jvm.JvmThreads;
import stockpot.server.ports.jvm.JvmWaiting;

class LdapTestTest {
    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final @Nullable Level level = Logger.getLogger("").getLevel();

    @AfterEach
    void letTheLogSpeakAgain() {
        Logger.getLogger("").setLevel(level);
    }

    private int tried(String settings, String user, @Nullable String password) throws IOException {
        out.reset();
        PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
        String input = password == null ? "" : password + "\n";
        Dialogue dialogue =
                Dialogue.of(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        both,
                        both);
        Ports ports =
                new Ports(
                        new JvmClock(),
                        new JvmWaiting(),
                        new JvmThreads(),
                        new JvmLanes(),
                        new JvmChance(),
                        new JvmOutgoing());
        Path file =
                Files.writeString(
                        folder.resolve("homeserver.yaml"), "server_name: example.com\n" + settings);
        return new LdapTest(dialogue, ports, Map.of()).run(file, user, password != null);
    }

    private void said(String... words) {
        String text = out.toString(StandardCharsets.UTF_8);
        for (String word : words) {
            assertTrue(text.contains(word), word + " is not in\n" + text);
        }
        for (String secret : List.of(TestDirectory.MANAGER_PASSWORD, "pw of", "guessed")) {
            assertFalse(text.contains(secret), text);
        }
    }

    @Test
    void wholeDialogueIsToldAndNoSecret() throws IOException {
        TestCertificates authority = TestCertificates.authority("the test");
        try (TestDirectory server =
                TestDirectory.start(
                        "dc=example,dc=com",
                        Encryption.STARTTLS,
                        TestCertificates.server(authority.issue("127.0.0.1", "d.example.com")))) {
            server.person("alice", "cn", "Alice Example", "mail", "alice@example.com");
            server.set("alice", "memberOf", "cn=chat,dc=example,dc=com");
            String settings =
                    server.settings()
                            + "  filter: (objectClass=posixAccount)\n"
                            + "  groups: {access: [chat], admin: [admins]}\n"
                            + "  tls_options: {ca_certs_file: "
                            + authority.write(folder.resolve("ca.pem"))
                            + "}\n";
            assertEquals(0, tried(settings, "@alice:example.com", "pw of alice"));
            said(
                    "servers: ldap://127.0.0.1:" + server.port() + " (tls: auto)",
                    "as cn=Manager,dc=example,dc=com (password ****)",
                    "connect to ldap://127.0.0.1:",
                    "StartTLS: TLSv1.3",
                    "certificate for 127.0.0.1, d.example.com",
                    "search (&(uid=alice)(objectClass=posixAccount))"
                            + " below ou=People,dc=example,dc=com",
                    "found uid=alice,ou=People,dc=example,dc=com",
                    "name: Alice Example (cn)",
                    "mail: alice@example.com (mail)",
                    "photo: none",
                    "groups (memberOf): cn=chat,dc=example,dc=com",
                    "the password is right",
                    "administrator: no",
                    "RESULT: @alice:example.com may log in");
            assertEquals(1, tried(settings, "alice", "guessed"));
            said("refused: invalid credentials", "Remedy: give the right password");
            assertEquals(0, tried(settings, "alice", null));
            said("may log in; the password was not tried");
            assertFalse(server.binds.isEmpty());
            server.set("alice", "memberOf");
            assertEquals(1, tried(settings, "alice", "pw of alice"));
            said("is in none of ldap.groups.access", "Remedy: add them to a group");
            assertEquals(1, tried(settings, "nobody", "guessed"));
            said("no entry has this name", "Remedy: check ldap.base");
            server.person("bob", "nsAccountLock", "true");
            assertEquals(1, tried(settings, "bob", "pw of bob"));
            said("LOCKED, as nsAccountLock says", "Remedy: unlock it in the directory");
        }
    }

    @Test
    void eachFailureHasItsRemedy() throws IOException {
        TestCertificates authority = TestCertificates.authority("the test");
        try (TestDirectory server =
                TestDirectory.start(
                        "dc=example,dc=com",
                        Encryption.LDAPS,
                        TestCertificates.server(authority.issue("d.example.com")))) {
            String uri = "ldaps://127.0.0.1:" + server.port();
            assertEquals(1, tried(server.settings(uri), "alice", "guessed"));
            said("the certificate is refused", "it is for d.example.com", "ca_certs_file");
            assertEquals(
                    1, tried(server.settings(uri.replace("ldaps", "ldap")), "alice", "guessed"));
            said("Remedy:");
        }
        try (TestDirectory server = TestDirectory.plain()) {
            String wrong = server.settings().replace(TestDirectory.MANAGER_PASSWORD, "guessed");
            assertEquals(1, tried(wrong, "alice", "guessed"));
            said("refuses cn=Manager", "ldap.bind_password");
            String required = server.settings() + "  tls: required\n";
            assertEquals(1, tried(required, "alice", "guessed"));
            said("offers no TLS", "set up TLS in the directory");
            assertEquals(1, tried(server.settings(), "al*ce", "guessed"));
            said("cannot be the name of a user", "Remedy: give a localpart");
        }
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        String absent = "ldap: {uri: 'ldap://127.0.0.1:" + port + "', base: dc=a}\n";
        assertEquals(1, tried(absent, "alice", "guessed"));
        said("cannot be reached", "check that the directory runs");
        assertEquals(1, tried(absent, "alice", null));
        said("try with a password (--ask-password)");
        assertEquals(1, tried("", "alice", "guessed"));
        said("uses no directory: set ldap.uri and ldap.base");
    }
}
