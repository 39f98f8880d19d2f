package stockpot.server.users.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.ConfigReader;
import stockpot.server.config.LdapConfig;
import stockpot.server.fixture.TestDirectory;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.ports.Ports;
import stockpot.server.ports.jvm.JvmChance;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmLanes;
import stockpot.server.ports.jvm.JvmOutgoing;
import stockpot.server.ports.jvm.JvmThreads;
import stockpot.server.ports.jvm.JvmWaiting;
import stockpot.server.users.Directory;
import stockpot.server.users.Directory.Checked;
import stockpot.server.users.Directory.Looked;
import stockpot.server.users.DirectoryEntry;
import stockpot.server.users.DirectoryPhoto;

class LdapDirectoryTest {
    @TempDir Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private TestDirectory started() {
        TestDirectory server = TestDirectory.plain();
        open.add(server);
        return server;
    }

    static Ports ports() {
        return new Ports(
                new JvmClock(),
                new JvmWaiting(),
                new JvmThreads(),
                new JvmLanes(),
                new JvmChance(),
                new JvmOutgoing());
    }

    static LdapConfig config(Path folder, String settings) {
        LdapConfig config =
                new ConfigReader(Map.of(), (dataDir, name) -> "made")
                        .read("test.yaml", "server_name: test\n" + settings, folder)
                        .config()
                        .ldap();
        if (config == null) {
            throw new AssertionError("no directory in " + settings);
        }
        return config;
    }

    private LdapDirectory directory(String settings) {
        LdapDirectory directory =
                LdapDirectory.of(
                        config(folder, settings),
                        ports(),
                        TlsMemory.NONE,
                        said::add,
                        LdapPool.LIMIT);
        open.add(directory);
        return directory;
    }

    private static DirectoryEntry right(Directory directory, String name) {
        Checked checked = directory.check(name, TestDirectory.password(name));
        return assertInstanceOf(Checked.Right.class, checked).entry();
    }

    private static void wrong(Directory directory, String name, String password) {
        assertInstanceOf(Checked.Wrong.class, directory.check(name, password), name);
    }

    private static String direct(TestDirectory server) {
        return """
        ldap:
          uri: ldap://127.0.0.1:%d
          base: ou=People,%s
        """
                .formatted(server.port(), server.suffix());
    }

    @Test
    void rightPasswordIsRightAndNoOther() {
        TestDirectory server = started();
        server.person("alice", "cn", "Alice Example", "mail", "Alice@Example.com");
        for (String settings : List.of(server.settings(), direct(server))) {
            LdapDirectory directory = directory(settings);
            DirectoryEntry alice = right(directory, "alice");
            assertEquals("alice", alice.name());
            assertEquals("Alice Example", alice.displayName());
            assertEquals("alice@example.com", alice.mail());
            assertNull(alice.admin());
            assertTrue(alice.welcome());
            wrong(directory, "alice", "pw of bob");
            wrong(directory, "alice", "PW OF ALICE");
            wrong(directory, "bob", "pw of alice");
            wrong(directory, "", "pw of alice");
        }
    }

    @Test
    void c15_emptyPasswordIsRefusedBeforeAnyBind() {
        TestDirectory server = started();
        server.person("alice");
        for (String settings : List.of(server.settings(), direct(server))) {
            LdapDirectory directory = directory(settings);
            for (String password : List.of("", "\0", "pw of alice\0", "x".repeat(513))) {
                wrong(directory, "alice", password);
            }
        }
        assertEquals(List.of(), server.binds);
        assertEquals(List.of(), server.searches);
    }

    /** Names that mean something in a filter, a DN, a shell, a path, a directory's string rules. */
    static final List<String> HOSTILE =
            List.of(
                    "*",
                    "a*",
                    "*lice",
                    "al*ce",
                    "alice)(uid=*",
                    "alice)(|(uid=*)",
                    "*)(objectClass=*",
                    "alice)(&",
                    "(alice)",
                    "alice)",
                    "(alice",
                    "alice\\",
                    "\\2a",
                    "alice\\2a",
                    "\\61lice",
                    "alice\0",
                    "\0",
                    "alice\0)(uid=*",
                    "alice,ou=People",
                    "alice,ou=People,dc=example,dc=com",
                    "alice+cn=Alice",
                    "alice+uid=bob",
                    "#616c696365",
                    "#alice",
                    "\"alice\"",
                    "alice;cn=x",
                    "alice<x>",
                    "alice=alice",
                    "uid=alice",
                    "!(uid=bob)",
                    "|(uid=alice)",
                    "&(uid=alice)",
                    "alice~",
                    ">=a",
                    "alice/../bob",
                    "ldap:///alice",
                    "alice\nbob",
                    "alice\u0000\u0001",
                    "\u0430lice",
                    "Manager,dc=example,dc=com");

    @Test
    void c15_fortyHostileNamesFindNobody() {
        TestDirectory server = started();
        server.person("alice", "cn", "Alice");
        server.person("bob");
        assertEquals(40, HOSTILE.size());
        for (String settings : List.of(server.settings(), direct(server))) {
            LdapDirectory directory = directory(settings);
            for (String name : HOSTILE) {
                wrong(directory, name, "pw of alice");
                wrong(directory, name, TestDirectory.MANAGER_PASSWORD);
            }
        }
        LdapDirectory directory = directory(server.settings());
        for (String name : HOSTILE) {
            assertInstanceOf(Looked.Missing.class, directory.find(name), name);
        }
    }

    @Test
    void c15_blanksAroundANameAreNotTakenAway() {
        TestDirectory server = started();
        server.person("alice");
        for (String settings : List.of(server.settings(), direct(server))) {
            LdapDirectory directory = directory(settings);
            for (String name : List.of(" alice", "alice ", "  alice", "al ice")) {
                wrong(directory, name, "pw of alice");
            }
        }
    }

    @Test
    void c15_referralsAreNotFollowed() {
        TestDirectory server = started();
        TestDirectory elsewhere = started();
        server.person("alice");
        elsewhere.person("alice");
        server.referral = "ldap://127.0.0.1:" + elsewhere.port() + "/" + elsewhere.dn("alice");
        wrong(directory(direct(server)), "alice", "pw of alice");
        LdapDirectory searching = directory(server.settings());
        assertEquals(
                503,
                assertThrows(MatrixException.class, () -> searching.check("alice", "pw of alice"))
                        .status());
        assertEquals(List.of(), elsewhere.binds);
        assertEquals(List.of(), elsewhere.searches);
    }

    @Test
    void c15_twoEntriesOfOneNameLetNobodyIn() {
        TestDirectory server = started();
        server.person("alice");
        server.personAt("uid=alice,ou=Others,dc=example,dc=com", "alice");
        String settings = server.settings().replace("ou=People,", "");
        LdapDirectory directory = directory(settings);
        wrong(directory, "alice", "pw of alice");
        assertInstanceOf(Looked.Unclear.class, directory.find("alice"));
    }

    @Test
    void c16_entryMustHaveTheNameItself() {
        TestDirectory server = started();
        server.person("alice");
        // The directory finds this one by its second name too, in whatever letters.
        server.set("alice", "uid", "alice", "ADMIN");
        LdapDirectory directory = directory(server.settings());
        wrong(directory, "bob", "pw of alice");
        assertEquals(
                "admin",
                assertInstanceOf(Checked.Right.class, directory.check("admin", "pw of alice"))
                        .entry()
                        .name());
        LdapConfig config = config(folder, server.settings());
        EntryReader reader = new EntryReader(config, new JvmClock());
        com.unboundid.ldap.sdk.Entry loose =
                new com.unboundid.ldap.sdk.Entry(
                        "uid=x,dc=example", new com.unboundid.ldap.sdk.Attribute("uid", "ａlice"));
        assertFalse(reader.isOf(loose, "alice"));
    }

    @Test
    void filterMeansTheSameInBothModes() {
        TestDirectory server = started();
        server.person("alice", "employeeType", "staff");
        server.person("bob", "employeeType", "guest");
        for (String settings : List.of(server.settings(), direct(server))) {
            LdapDirectory directory = directory(settings + "  filter: (employeeType=staff)\n");
            right(directory, "alice");
            wrong(directory, "bob", "pw of bob");
        }
    }

    @Test
    void domainsMayHaveAnyNumberOfLabels() {
        for (String suffix :
                List.of("dc=local", "dc=example,dc=com", "dc=chat,dc=example,dc=co,dc=uk")) {
            try (TestDirectory server =
                    TestDirectory.start(suffix, TestDirectory.Encryption.NONE, null)) {
                server.person("alice");
                right(directory(server.settings()), "alice");
                right(directory(direct(server)), "alice");
            }
        }
    }

    @Test
    void attributesFallBackInOrder() {
        TestDirectory server = started();
        server.person("one", "displayName", "By displayName", "cn", "cn", "givenName", "given");
        server.person("two", "cn", "By cn", "givenName", "given", "email", "two@example.com");
        server.person("three", "givenName", "By givenName", "mail", "no address");
        server.person("four", "nick", "By nick", "displayName", "d", "thumbnailPhoto", "text");
        LdapDirectory directory = directory(server.settings());
        assertEquals("By displayName", right(directory, "one").displayName());
        assertEquals("By cn", right(directory, "two").displayName());
        assertEquals("two@example.com", right(directory, "two").mail());
        assertEquals("By givenName", right(directory, "three").displayName());
        assertNull(right(directory, "three").mail());
        assertNull(right(directory, "four").photo());
        server.setBytes("four", "jpegPhoto", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1});
        DirectoryPhoto photo = right(directory, "four").photo();
        assertNotNull(photo);
        assertEquals("image/jpeg", photo.type());
        String nick = server.settings() + "  attributes: {name: nick}\n";
        assertEquals("By nick", right(directory(nick), "four").displayName());
    }

    @Test
    void groupsLetInAndMakeAdministrators() {
        TestDirectory server = started();
        server.person("alice");
        server.person("bob");
        server.person("carol");
        String chat = server.group("chat", "alice", "bob");
        String admins = server.group("Chat-Admins", "alice");
        server.set("alice", "memberOf", chat, admins);
        server.set("bob", "memberOf", chat);
        String access = "  groups:\n    access: '" + chat + "'\n    admin: [chat-admins]\n";
        String searched = access + "    base: ou=Groups,dc=example,dc=com\n";
        for (String mode : List.of(server.settings(), direct(server))) {
            for (String groups : List.of(access, searched)) {
                LdapDirectory directory = directory(mode + groups);
                DirectoryEntry alice = right(directory, "alice");
                assertTrue(alice.welcome());
                assertEquals(true, alice.admin());
                assertEquals(false, right(directory, "bob").admin());
                assertTrue(right(directory, "bob").welcome());
                assertEquals(DirectoryEntry.Standing.OUTSIDE, right(directory, "carol").standing());
            }
        }
    }

    @Test
    void entriesThatAreLockedForGoodAreSeenSo() {
        TestDirectory server = started();
        server.person("one", "nsAccountLock", "TRUE");
        server.person("two", "userAccountControl", "514");
        server.person("three", "pwdAccountLockedTime", "000001010000Z");
        server.person("four", "shadowExpire", "1");
        // A guesser must not be able to lock a person's sessions.
        server.person("five", "pwdAccountLockedTime", "20260101000000Z", "shadowExpire", "-1");
        server.person("six", "userAccountControl", "512", "nsAccountLock", "false");
        LdapDirectory directory = directory(server.settings());
        for (String name : List.of("one", "two", "three", "four")) {
            assertEquals(DirectoryEntry.Standing.LOCKED, right(directory, name).standing(), name);
        }
        assertTrue(right(directory, "five").welcome());
        assertTrue(right(directory, "six").welcome());
    }

    @Test
    void namesOfActiveDirectoryHaveADomain() {
        TestDirectory server = started();
        server.person("x", "userPrincipalName", "Alice@ad.example.com");
        LdapDirectory directory =
                directory(
                        server.settings()
                                + """
                                  attributes: {uid: userPrincipalName}
                                  active_directory: true
                                  default_domain: AD.example.com
                                """);
        Checked checked = directory.check("alice", "pw of x");
        assertEquals("alice", assertInstanceOf(Checked.Right.class, checked).entry().name());
        wrong(directory, "alice@ad.example.com", "pw of x");
    }

    @Test
    void c03_oneSearchAndOneBindWhoeverIsAskedFor() {
        TestDirectory server = started();
        server.person("alice");
        server.person("twin");
        server.personAt("uid=twin,ou=Others,dc=example,dc=com", "twin");
        String everywhere = server.settings().replace("ou=People,", "");
        LdapDirectory searching = directory(everywhere);
        right(searching, "alice");
        for (String name : List.of("alice", "nobody", "twin")) {
            server.forget();
            wrong(searching, name, "not the password");
            assertEquals(1, server.searches.size(), name);
            assertEquals(1, server.binds.size(), name);
        }
        LdapDirectory binding = directory(direct(server));
        for (String name : List.of("alice", "nobody", "")) {
            server.forget();
            wrong(binding, name, "not the password");
            assertEquals(0, server.searches.size(), name);
            assertEquals(1, server.binds.size(), name);
        }
    }

    @Test
    void c15_personIsNeverBoundOnTheConnectionThatSearches() {
        TestDirectory server = started();
        server.person("alice");
        LdapDirectory directory = directory(server.settings());
        for (int i = 0; i < 5; i++) {
            right(directory, "alice");
        }
        // The manager bound once, on a connection that then served every search.
        assertEquals(1, server.binds.stream().filter(dn -> dn.startsWith("cn=Manager")).count());
        assertEquals(2, directory.resting());
    }

    @Test
    void refusedServiceIsNoWrongPassword() {
        TestDirectory server = started();
        server.person("alice");
        String settings = server.settings().replace(TestDirectory.MANAGER_PASSWORD, "not it");
        LdapDirectory directory = directory(settings);
        MatrixException refusal =
                assertThrows(MatrixException.class, () -> directory.check("alice", "pw of alice"));
        assertEquals(503, refusal.status());
        assertTrue(said.toString().contains("ldap.bind_password"), said.toString());
        assertFalse(said.toString().contains("not it"), said.toString());
    }

    @Test
    void missingBaseIsNoMissingPerson() {
        TestDirectory server = started();
        LdapDirectory directory = directory(server.settings().replace("ou=People,", "ou=Poeple,"));
        assertEquals(
                503, assertThrows(MatrixException.class, () -> directory.find("alice")).status());
    }
}
