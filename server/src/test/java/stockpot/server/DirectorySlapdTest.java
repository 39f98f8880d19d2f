package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.RunningServer.Answer;
import stockpot.server.fixture.TestCertificates;
import stockpot.server.fixture.TestSlapd;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Users;

/** A whole server against a real OpenLDAP. */
class DirectorySlapdTest {
    private static final String SUFFIX = "dc=chat,dc=example,dc=co,dc=uk";

    @TempDir static Path folder;

    private static @Nullable TestSlapd running;
    private static String ca = "";
    private static String strangersCa = "";

    @BeforeAll
    static void startSlapd() throws IOException {
        TestCertificates authority = TestCertificates.authority("the test");
        TestSlapd slapd =
                TestSlapd.start(SUFFIX, authority, authority.issue("localhost", "127.0.0.1"));
        running = slapd;
        ca = authority.write(folder.resolve("ca.pem")).toString();
        strangersCa =
                TestCertificates.authority("a stranger")
                        .write(folder.resolve("other.pem"))
                        .toString();
        slapd.person("alice", "mail: Alice@Example.com", "displayName: Alice Example");
        slapd.person("bob");
        slapd.person("carol");
        slapd.group("chat", "alice", "bob");
        slapd.group("admins", "alice");
    }

    @AfterAll
    static void stopSlapd() {
        if (running != null) {
            running.close();
        }
    }

    private static TestSlapd slapd() {
        TestSlapd slapd = running;
        assertNotNull(slapd);
        return slapd;
    }

    private static String started() {
        return "ldap://127.0.0.1:" + slapd().port();
    }

    private static String implicit() {
        return "ldaps://localhost:" + slapd().tlsPort();
    }

    private static String settings(String uri, String authority) {
        return """
        ldap:
          uri: %s
          base: ou=People,%s
          bind_dn: cn=Manager,%s
          bind_password: "%s"
          sync_interval: 0
          tls: required
          tls_options: {ca_certs_file: %s}
          filter: (objectClass=posixAccount)
        """
                .formatted(uri, SUFFIX, SUFFIX, TestSlapd.MANAGER_PASSWORD, authority);
    }

    private static Answer login(RunningServer server, String name, String password) {
        ObjectNode body = Json.object().put("type", "m.login.password").put("password", password);
        body.putObject("identifier").put("type", "m.id.user").put("user", name);
        return server.call("POST", "/_matrix/client/v3/login", null, Json.text(body));
    }

    private static void refused(int status, Answer answer) {
        assertEquals(status, answer.status(), answer.text());
    }

    private static Users.UserRow account(RunningServer server, String name) {
        Users.UserRow row =
                server.database().read(tx -> Users.find(tx, new UserId("@" + name + ":test")));
        assertNotNull(row);
        return row;
    }

    private static void round(RunningServer server) {
        var rounds = server.core().users.directory().rounds();
        assertNotNull(rounds);
        rounds.round();
    }

    @Test
    void bothWaysOfTlsAndBothModesLogIn() {
        String direct = "  mode: simple\n";
        for (String uri : List.of(started(), implicit())) {
            for (String mode : List.of("", direct)) {
                try (RunningServer server = RunningServer.start(settings(uri, ca) + mode)) {
                    login(server, "alice", "pw of alice").good();
                    refused(403, login(server, "alice", "pw of bob"));
                    refused(403, login(server, "nobody", "pw of bob"));
                    refused(403, login(server, "alice", ""));
                    String profile =
                            server.call("GET", "/_matrix/client/v3/profile/@alice:test", null, null)
                                    .good()
                                    .text();
                    assertTrue(profile.contains("Alice Example"), profile);
                }
            }
        }
    }

    @Test
    void filterKeepsOutInBothModes() {
        for (String mode : List.of("  mode: search\n", "  mode: simple\n")) {
            String settings =
                    settings(started(), ca).replace("objectClass=posixAccount", "mail=*") + mode;
            try (RunningServer server = RunningServer.start(settings)) {
                login(server, "alice", "pw of alice").good();
                refused(403, login(server, "bob", "pw of bob"));
            }
        }
    }

    @Test
    void c15_hostileNamesFindNobody() {
        try (RunningServer server = RunningServer.start(settings(started(), ca))) {
            for (String name :
                    List.of(
                            "*",
                            "al*",
                            "alice)(uid=*",
                            "alice\\2a",
                            "alice,ou=People",
                            "alice+cn=alice",
                            " alice",
                            "alice ",
                            "#alice",
                            "alice\u0000",
                            "*)(objectClass=*",
                            "\u0430lice")) {
                refused(403, login(server, name, "pw of alice"));
            }
        }
    }

    @Test
    void c15_foreignCertificateIsRefused() {
        for (String uri : List.of(started(), implicit())) {
            try (RunningServer server = RunningServer.start(settings(uri, strangersCa))) {
                refused(503, login(server, "alice", "pw of alice"));
            }
        }
    }

    @Test
    void nextServerIsAsked() {
        String uris = "[ldap://127.0.0.1:1, " + started() + "]";
        try (RunningServer server = RunningServer.start(settings(uris, ca))) {
            login(server, "alice", "pw of alice").good();
        }
    }

    @Test
    void groupsLetInAndMakeAdministrators() {
        String groups = "  groups: {access: chat, admin: admins}\n";
        String searched = groups.replace("}", ", base: 'ou=Groups," + SUFFIX + "'}");
        for (String more : List.of(groups, searched)) {
            try (RunningServer server = RunningServer.start(settings(started(), ca) + more)) {
                login(server, "alice", "pw of alice").good();
                login(server, "bob", "pw of bob").good();
                refused(403, login(server, "carol", "pw of carol"));
                assertTrue(account(server, "alice").admin());
                assertFalse(account(server, "bob").admin());
            }
        }
    }

    @Test
    void changedNameAppearsAndRemovedEntryLocks() {
        slapd().person("dave", "displayName: Dave");
        try (RunningServer server = RunningServer.start(settings(started(), ca))) {
            String token = login(server, "dave", "pw of dave").good().at("access_token");
            slapd().change(
                            "dave",
                            "changetype: modify",
                            "replace: displayName",
                            "displayName: David");
            round(server);
            String path = "/_matrix/client/v3/profile/@dave:test/displayname";
            assertEquals("David", server.call("GET", path, null, null).good().at("displayname"));
            slapd().remove("dave");
            round(server);
            Answer locked = server.call("GET", "/_matrix/client/v3/account/whoami", token, null);
            assertEquals("401 M_USER_LOCKED", locked.status() + " " + locked.at("errcode"));
        }
    }

    @Test
    void f24_stoppedDirectoryIsSaidSoInTimeAndComesBack() {
        try (TestSlapd own = TestSlapd.start("dc=local", null, null)) {
            own.person("alice");
            String settings =
                    """
                    ldap:
                      uri: ldap://127.0.0.1:%d
                      base: ou=People,dc=local
                      bind_dn: cn=Manager,dc=local
                      bind_password: "%s"
                      sync_interval: 0
                    """
                            .formatted(own.port(), TestSlapd.MANAGER_PASSWORD);
            try (RunningServer server = RunningServer.start(settings)) {
                String token = login(server, "alice", "pw of alice").good().at("access_token");
                own.stop();
                long begin = System.nanoTime();
                Answer away = login(server, "alice", "pw of alice");
                Duration took = Duration.ofNanos(System.nanoTime() - begin);
                refused(503, away);
                assertTrue(took.compareTo(Duration.ofSeconds(5)) <= 0, "took " + took);
                server.call("GET", "/_matrix/client/v3/account/whoami", token, null).good();
                own.begin();
                login(server, "alice", "pw of alice").good();
            }
        }
    }
}
