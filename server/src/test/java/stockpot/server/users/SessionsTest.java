package stockpot.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.users.Refusals.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestUsers;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.store.Database;

class SessionsTest {
    private static final Sessions.Wish REFRESHABLE =
            new Sessions.Wish(new DeviceId("PHONE"), null, true);

    @OnBothDatabases
    void tokenOpensTheAccountUntilItsDeviceLogsOut(Database database) {
        TestUsers users = new TestUsers(database);
        Sessions.Opened session = users.account("alice", "PHONE");
        String token = session.tokens().access();
        Caller caller = users.tokens.authenticate(token);
        assertEquals(users.user("alice"), caller.user());
        assertEquals(new DeviceId("PHONE"), caller.device());
        users.sessions.close(caller);
        refused(401, "M_UNKNOWN_TOKEN", () -> users.tokens.authenticate(token));
        assertTrue(users.devices.list(users.user("alice")).isEmpty());
        assertEquals("[removed @alice:test [PHONE]]", users.told.toString());
    }

    @OnBothDatabases
    void newLoginOfADeviceEndsItsOldTokenAndKeepsTheDevice(Database database) {
        TestUsers users = new TestUsers(database);
        String first = users.account("alice", "PHONE").tokens().access();
        users.devices.rename(users.user("alice"), new DeviceId("PHONE"), "Pocket");
        users.tokens.authenticate(first);
        String second = users.account("alice", "PHONE").tokens().access();
        refused(401, "M_UNKNOWN_TOKEN", () -> users.tokens.authenticate(first));
        users.tokens.authenticate(second);
        assertEquals("Pocket", users.devices.list(users.user("alice")).get(0).displayName());
        assertTrue(users.told.isEmpty());
    }

    @OnBothDatabases
    void c05_oddTokensOpenNothing(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "PHONE");
        database.write(tx -> {
            stockpot.server.store.Users.setDeactivated(tx, users.user("alice"), true);
            return true;
        });
        refused(401, "M_MISSING_TOKEN", () -> users.tokens.authenticate(null));
        refused(401, "M_MISSING_TOKEN", () -> users.tokens.authenticate(""));
        for (String odd : List.of(" ", "x", "'; --", "\0", "a".repeat(1 << 20))) {
            refused(401, "M_UNKNOWN_TOKEN", () -> users.tokens.authenticate(odd));
        }
    }

    @OnBothDatabases
    void c05_tokensAreStoredHashed(Database database) {
        TestUsers users = new TestUsers(database);
        Sessions.Opened session = users.account("alice", "PHONE");
        byte[] stored =
                Objects.requireNonNull(
                        database.read(tx ->
                                tx.first(
                                        "SELECT token_hash FROM access_tokens",
                                        row -> row.bytes(1))));
        assertEquals(32, stored.length);
        assertTrue(java.util.Arrays.equals(stored, Secrets.hash(session.tokens().access())));
    }

    @OnBothDatabases
    void c11_usedTokenShownAgainEndsTheFamily(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "OTHER");
        Sessions.Opened session = users.sessions.open(users.user("alice"), REFRESHABLE);
        String first = Objects.requireNonNull(session.tokens().refresh());
        Tokens.Fresh second = users.sessions.refresh(first);
        users.tokens.authenticate(second.access());
        refused(401, "M_UNKNOWN_TOKEN", () -> users.sessions.refresh(first));
        refused(401, "M_UNKNOWN_TOKEN", () -> users.tokens.authenticate(second.access()));
        refused(
                401,
                "M_UNKNOWN_TOKEN",
                () -> users.sessions.refresh(Objects.requireNonNull(second.refresh())));
    }

    @OnBothDatabases
    void c11_reuseAfterASecondRefreshEndsTheFamilyToo(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "OTHER");
        Sessions.Opened session = users.sessions.open(users.user("alice"), REFRESHABLE);
        String first = Objects.requireNonNull(session.tokens().refresh());
        Tokens.Fresh second = users.sessions.refresh(first);
        Tokens.Fresh third = users.sessions.refresh(Objects.requireNonNull(second.refresh()));
        refused(401, "M_UNKNOWN_TOKEN", () -> users.sessions.refresh(first));
        refused(401, "M_UNKNOWN_TOKEN", () -> users.tokens.authenticate(third.access()));
    }

    @OnBothDatabases
    void c11_lostAnswerMayBeAskedForOnceMore(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "OTHER");
        Sessions.Opened session = users.sessions.open(users.user("alice"), REFRESHABLE);
        String first = Objects.requireNonNull(session.tokens().refresh());
        Tokens.Fresh lost = users.sessions.refresh(first);
        Tokens.Fresh again = users.sessions.refresh(first);
        refused(401, "M_UNKNOWN_TOKEN", () -> users.tokens.authenticate(lost.access()));
        refused(401, "M_UNKNOWN_TOKEN", () -> users.sessions.refresh(first));
        users.tokens.authenticate(again.access());
        refused(401, "M_UNKNOWN_TOKEN", () -> users.tokens.authenticate(session.tokens().access()));
    }

    @OnBothDatabases
    void c11_lostAnswerCannotBeAskedForLate(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "OTHER");
        Sessions.Opened session = users.sessions.open(users.user("alice"), REFRESHABLE);
        String first = Objects.requireNonNull(session.tokens().refresh());
        Tokens.Fresh second = users.sessions.refresh(first);
        users.clock.pass(Sessions.GRACE.plusSeconds(1));
        refused(401, "M_UNKNOWN_TOKEN", () -> users.sessions.refresh(first));
        users.sessions.refresh(Objects.requireNonNull(second.refresh()));
    }

    @OnBothDatabases
    void c11_hundredRefreshesAtOnceLeaveOneChain(Database database) throws Exception {
        TestUsers users = new TestUsers(database);
        users.account("alice", "OTHER");
        Sessions.Opened session = users.sessions.open(users.user("alice"), REFRESHABLE);
        String first = Objects.requireNonNull(session.tokens().refresh());
        List<Tokens.Fresh> given = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Tokens.Fresh>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Callable<Tokens.Fresh> refresh = () -> users.sessions.refresh(first);
                all.add(executor.submit(refresh));
            }
            for (Future<Tokens.Fresh> one : all) {
                try {
                    given.add(one.get());
                } catch (java.util.concurrent.ExecutionException e) {
                    assertTrue(e.getCause() instanceof MatrixException);
                }
            }
        }
        int alive = 0;
        for (Tokens.Fresh fresh : given) {
            try {
                users.tokens.authenticate(fresh.access());
                alive++;
            } catch (MatrixException e) {
                assertEquals(401, e.status());
            }
        }
        assertEquals(1, alive);
    }

    @OnBothDatabases
    void c12_expiredTokenIsASoftLogoutAndTheDeviceStays(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "OTHER");
        Sessions.Opened session = users.sessions.open(users.user("alice"), REFRESHABLE);
        users.tokens.authenticate(session.tokens().access());
        users.clock.pass(Duration.ofMinutes(6));
        MatrixException refusal =
                refused(
                        401,
                        "M_UNKNOWN_TOKEN",
                        () -> users.tokens.authenticate(session.tokens().access()));
        assertTrue(refusal.extra().path("soft_logout").asBoolean());
        assertEquals(2, users.devices.list(users.user("alice")).size());
        String refresh = Objects.requireNonNull(session.tokens().refresh());
        users.tokens.authenticate(users.sessions.refresh(refresh).access());
        MatrixException unknown =
                refused(401, "M_UNKNOWN_TOKEN", () -> users.tokens.authenticate("spt_nobody"));
        assertFalse(unknown.extra().path("soft_logout").asBoolean());
    }

    @OnBothDatabases
    void c06_closedAccountsCannotRefresh(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "OTHER");
        Sessions.Opened session = users.sessions.open(users.user("alice"), REFRESHABLE);
        database.write(tx -> tx.update("UPDATE users SET deactivated = 1"));
        String refresh = Objects.requireNonNull(session.tokens().refresh());
        refused(401, "M_UNKNOWN_TOKEN", () -> users.sessions.refresh(refresh));
        refused(401, "M_UNKNOWN_TOKEN", () -> users.tokens.authenticate(session.tokens().access()));
    }

    @OnBothDatabases
    void changeFromOutsideTakesEffectWithinSeconds(Database database) {
        TestUsers users = new TestUsers(database);
        String token = users.account("alice", "PHONE").tokens().access();
        users.tokens.authenticate(token);
        assertFalse(users.accounts.isAdmin(users.user("alice")));
        database.write(tx -> tx.update("UPDATE users SET admin = 1, locked = 1"));
        users.clock.pass(TokenCache.TIME_TO_LIVE.plusMillis(1));
        refused(401, "M_USER_LOCKED", () -> users.tokens.authenticate(token));
        database.write(tx -> tx.update("UPDATE users SET locked = 0"));
        users.tokens.authenticate(token);
        assertTrue(users.accounts.isAdmin(users.user("alice")));
    }

    @OnBothDatabases
    void devicesRememberWhenTheyWereHeardWithoutAWriteEach(Database database) {
        TestUsers users = new TestUsers(database);
        Caller caller =
                users.tokens.authenticate(users.account("alice", "PHONE").tokens().access());
        users.lastSeen.note(caller, "192.0.2.1", "Browser\0");
        assertEquals("192.0.2.1", users.devices.list(caller.user()).get(0).lastSeenIp());
        long before = database.position();
        users.lastSeen.flush();
        database.write(tx -> true);
        assertEquals(before, database.position());
        DeviceId device = Objects.requireNonNull(caller.device());
        var stored =
                database.read(tx -> stockpot.server.store.Devices.find(tx, caller.user(), device));
        assertNotNull(stored);
        assertEquals("192.0.2.1", stored.lastSeenIp());
        assertEquals("Browser ", stored.userAgent());
    }
}
