package stockpot.server.users.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.StartupRefusal;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestCertificates;
import stockpot.server.fixture.TestDirectory;
import stockpot.server.fixture.TestDirectory.Encryption;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.ports.Outgoing;
import stockpot.server.ports.Ports;
import stockpot.server.store.Database;
import stockpot.server.users.Directory.Checked;

class LdapTlsTest {
    private static final String HOST = "ldap.example.com";

    private static TestCertificates authority;
    private static TestCertificates stranger;

    @TempDir Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    @BeforeAll
    static void makeAuthorities() {
        authority = TestCertificates.authority("the test");
        stranger = TestCertificates.authority("a stranger");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private TestDirectory server(Encryption encryption, TestCertificates.@Nullable Issued shown) {
        TestDirectory server =
                TestDirectory.start(
                        "dc=example,dc=com",
                        encryption,
                        shown == null ? null : TestCertificates.server(shown));
        open.add(server);
        server.person("alice");
        return server;
    }

    /** Every name is the loopback. */
    private static Ports ports() {
        Ports real = LdapDirectoryTest.ports();
        Outgoing loopback =
                new Outgoing() {
                    @Override
                    public SocketFactory sockets() {
                        return real.outgoing().sockets();
                    }

                    @Override
                    public List<InetAddress> resolve(String host) throws IOException {
                        return List.of(InetAddress.getLoopbackAddress());
                    }
                };
        return new Ports(
                real.clock(),
                real.waiting(),
                real.threads(),
                real.lanes(),
                real.chance(),
                loopback);
    }

    private LdapDirectory directory(String settings, TlsMemory memory) {
        LdapDirectory directory =
                LdapDirectory.of(
                        LdapDirectoryTest.config(folder, settings),
                        ports(),
                        memory,
                        said::add,
                        LdapPool.LIMIT);
        open.add(directory);
        return directory;
    }

    private String trusting(TestDirectory server, String uri) throws IOException {
        return server.settings(uri)
                + "  tls_options: {ca_certs_file: "
                + authority.write(folder.resolve("ca.pem"))
                + "}\n";
    }

    private void comesIn(String settings) {
        comesIn(settings, TlsMemory.NONE);
    }

    private void comesIn(String settings, TlsMemory memory) {
        assertInstanceOf(
                Checked.Right.class, directory(settings, memory).check("alice", "pw of alice"));
    }

    private void refused(String settings, String word) {
        refused(settings, word, TlsMemory.NONE);
    }

    private void refused(String settings, String word, TlsMemory memory) {
        said.clear();
        LdapDirectory directory = directory(settings, memory);
        MatrixException refusal =
                assertThrows(MatrixException.class, () -> directory.check("alice", "pw of alice"));
        assertEquals(503, refusal.status());
        assertTrue(said.toString().contains(word), said.toString());
    }

    @Test
    void bothWaysOfTlsWorkByNameAndByAddress() throws IOException {
        TestCertificates.Issued shown = authority.issue(HOST, "127.0.0.1");
        TestDirectory implicit = server(Encryption.LDAPS, shown);
        TestDirectory started = server(Encryption.STARTTLS, shown);
        for (String host : List.of(HOST, "127.0.0.1")) {
            comesIn(trusting(implicit, "ldaps://" + host + ":" + implicit.port()));
            comesIn(trusting(started, "ldap://" + host + ":" + started.port()));
        }
        assertTrue(said.toString().contains("StartTLS: TLSv1.3"), said.toString());
        assertTrue(said.toString().contains("certificate for " + HOST), said.toString());
    }

    @Test
    void c15_certificateThatWeCannotTrustIsRefused() throws IOException {
        for (Encryption encryption : List.of(Encryption.LDAPS, Encryption.STARTTLS)) {
            String scheme = encryption == Encryption.LDAPS ? "ldaps://" : "ldap://";
            TestDirectory foreign = server(encryption, stranger.issue(HOST));
            refused(trusting(foreign, scheme + HOST + ":" + foreign.port()), "refused");
            TestDirectory named = server(encryption, authority.issue("other.example.com"));
            refused(trusting(named, scheme + HOST + ":" + named.port()), "other.example.com");
            TestDirectory numbered = server(encryption, authority.issue(HOST, "127.0.0.2"));
            refused(trusting(numbered, scheme + "127.0.0.1:" + numbered.port()), "refused");
            TestDirectory old = server(encryption, authority.issue(Duration.ofDays(-1), HOST));
            refused(trusting(old, scheme + HOST + ":" + old.port()), "refused");
            for (TestDirectory one : List.of(foreign, named, numbered, old)) {
                assertEquals(List.of(), one.binds, "a password was sent");
            }
        }
    }

    @Test
    void certificateIsNotCheckedOnlyWhereTheSettingsSaySo() throws IOException {
        TestDirectory foreign = server(Encryption.STARTTLS, stranger.issue("other.example.com"));
        String settings = foreign.settings("ldap://" + HOST + ":" + foreign.port());
        refused(settings, "refused");
        comesIn(settings + "  tls_options: {validate: false}\n");
        comesIn(settings + "  validate_cert: false\n");
    }

    @Test
    void c15_requiredTlsIsNeverGivenUp() {
        TestDirectory plain = server(Encryption.NONE, null);
        comesIn(plain.settings());
        plain.forget();
        refused(plain.settings() + "  start_tls: true\n", "which is required");
        refused(plain.settings() + "  tls: required\n", "which is required");
        assertEquals(List.of(), plain.binds);
    }

    @OnBothDatabases
    void c15_serverThatSpokeTlsOnceMustGoOn(Database database) throws IOException {
        TestDirectory encrypted = server(Encryption.STARTTLS, authority.issue(HOST));
        TestDirectory plain = server(Encryption.NONE, null);
        String before = plain.settings("ldap://" + HOST + ":" + plain.port());
        comesIn(before, new StoredTlsMemory(database));
        comesIn(
                trusting(encrypted, "ldap://" + HOST + ":" + encrypted.port()),
                new StoredTlsMemory(database));
        plain.forget();
        refused(before, "but did before", new StoredTlsMemory(database));
        assertEquals(List.of(), plain.binds);
        comesIn(before + "  tls: 'off'\n", new StoredTlsMemory(database));
    }

    @Test
    void c15_hostWhoseTlsFailedIsNotSpokenToInClear() throws IOException {
        TestDirectory foreign = server(Encryption.LDAPS, stranger.issue(HOST));
        TestDirectory plain = server(Encryption.NONE, null);
        String uris = "[ldaps://%1$s:%2$d, ldap://%1$s:%3$d]";
        refused(
                trusting(plain, uris.formatted(HOST, foreign.port(), plain.port())),
                "but did before");
        assertEquals(List.of(), plain.binds);
        assertFalse(said.toString().contains("pw of alice"));
    }

    @Test
    void brokenFileOfAuthoritiesStopsTheStart() throws IOException {
        TestDirectory plain = server(Encryption.NONE, null);
        Path file = Files.writeString(folder.resolve("broken.pem"), "no certificate");
        String settings = plain.settings() + "  tls_options: {ca_certs_file: " + file + "}\n";
        assertThrows(StartupRefusal.class, () -> directory(settings, TlsMemory.NONE));
    }
}
