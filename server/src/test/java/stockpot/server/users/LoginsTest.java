package stockpot.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.users.Refusals.refused;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestUsers;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.store.Database;
import stockpot.server.store.ThreePids;
import stockpot.server.store.Users;

class LoginsTest {
    private static final String HERE = "192.0.2.7";

    @OnBothDatabases
    void nameMayBeALocalpartAFullIdOrInCapitals(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "PHONE");
        for (String name : List.of("alice", "@alice:test", "ALICE", "@Alice:test")) {
            assertEquals(
                    users.user("alice"),
                    users.logins.password(name, TestUsers.password("alice"), HERE));
        }
        for (String name : List.of("@alice:elsewhere", "alice:test", "@alice", "", "\0alice")) {
            refused(
                    403,
                    "M_FORBIDDEN",
                    () -> users.logins.password(name, TestUsers.password("alice"), HERE));
        }
    }

    @OnBothDatabases
    void mailAddressOpensTheAccountItBelongsTo(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "PHONE");
        database.write(tx ->
                ThreePids.insert(
                        tx,
                        new ThreePids.ThreePidRow(
                                users.user("alice"), "email", "alice@mail.test", 1, 1)));
        String password = TestUsers.password("alice");
        assertEquals(
                users.user("alice"),
                users.logins.passwordByMail("Alice@Mail.test", password, HERE));
        refused(
                403,
                "M_FORBIDDEN",
                () -> users.logins.passwordByMail("bob@mail.test", password, HERE));
        refused(
                403,
                "M_FORBIDDEN",
                () -> users.logins.passwordByMail("alıce@mail.test", password, HERE));
    }

    @OnBothDatabases
    void hashOfSynapseWorksAndIsReplacedAtLogin(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "PHONE");
        String bcrypt = new PasswordHash(users.chance, "", 4).hash("from synapse");
        database.write(tx ->
                tx.update("UPDATE users SET password_hash = ? WHERE name = '@alice:test'", bcrypt));
        users.logins.password("alice", "from synapse", HERE);
        String now = hash(users);
        assertNotNull(now);
        assertTrue(now.startsWith("$argon2id$"), now);
        users.logins.password("alice", "from synapse", HERE);
    }

    private static @Nullable String hash(TestUsers users) {
        Users.UserRow row = users.accounts.find(users.user("alice"));
        return row == null ? null : row.passwordHash();
    }

    @OnBothDatabases
    void c02_guessesAreFewForTheAccountFromWhereverTheyCome(Database database) {
        TestUsers users = new TestUsers(database, few());
        users.account("alice", "PHONE");
        int refusedAsWrong = 0;
        for (int i = 0; i < 10_000; i++) {
            int guess = i;
            try {
                users.logins.password("alice", "guess " + guess, "10.0." + i / 250 + "." + i % 250);
            } catch (MatrixException e) {
                refusedAsWrong += e.status() == 403 ? 1 : 0;
            }
        }
        assertTrue(refusedAsWrong <= 10, "guesses let through: " + refusedAsWrong);
        refused(
                429,
                "M_LIMIT_EXCEEDED",
                () -> users.logins.password("alice", TestUsers.password("alice"), HERE));
        users.clock.pass(Duration.ofSeconds(10));
        users.logins.password("alice", TestUsers.password("alice"), HERE);
    }

    @OnBothDatabases
    void c02_ownerGetsInFromTheirOwnNetworkDuringAnAttack(Database database) {
        TestUsers users = new TestUsers(database, few());
        String token = users.account("alice", "PHONE").tokens().access();
        users.lastSeen.note(users.tokens.authenticate(token), "2001:db8:0:7::1", null);
        users.lastSeen.flush();
        for (int i = 0; i < 50; i++) {
            try {
                users.logins.password("alice", "guess", HERE);
            } catch (MatrixException e) {
                assertTrue(e.status() == 403 || e.status() == 429);
            }
        }
        users.logins.password("alice", TestUsers.password("alice"), "2001:db8:0:7:ffff::9");
        refused(
                429,
                "M_LIMIT_EXCEEDED",
                () ->
                        users.logins.password(
                                "alice", TestUsers.password("alice"), "2001:db8:0:8::9"));
    }

    @OnBothDatabases
    void c02_guessesOfInteractiveAuthCountToo(Database database) {
        TestUsers users = new TestUsers(database, few());
        users.account("alice", "PHONE");
        for (int i = 0; i < 3; i++) {
            refused(
                    403,
                    "M_FORBIDDEN",
                    () -> users.logins.confirm(users.user("alice"), "guess", HERE));
        }
        refused(
                429,
                "M_LIMIT_EXCEEDED",
                () -> users.logins.password("alice", TestUsers.password("alice"), HERE));
    }

    private static TestUsers.Settings few() {
        TestUsers.Settings settings = new TestUsers.Settings();
        settings.guessesPerSecond = 0.17;
        settings.guessBurst = 3;
        return settings;
    }

    @OnBothDatabases
    void c03_everyKindOfFailureLooksTheSame(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "PHONE");
        users.account("gone", "PHONE");
        users.account("locked", "PHONE");
        database.write(tx ->
                tx.update("UPDATE users SET deactivated = 1 WHERE name = '@gone:test'")
                        + tx.update(
                                "UPDATE users SET locked = 1" + " WHERE name = '@locked:test'"));
        String first =
                refused(403, "M_FORBIDDEN", () -> users.logins.password("alice", "no", HERE))
                        .body()
                        .toString();
        for (String name : List.of("nobody", "gone", "locked", "@x:elsewhere", "Ünlikely")) {
            assertEquals(
                    first,
                    refused(403, "M_FORBIDDEN", () -> users.logins.password(name, "no", HERE))
                            .body()
                            .toString());
        }
    }

    @OnBothDatabases
    void c03_unknownUserCostsAsMuchTimeAsAWrongPassword(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "PHONE");
        long[] wrong = new long[15];
        long[] unknown = new long[15];
        for (int i = -5; i < wrong.length; i++) {
            long start = System.nanoTime();
            refused(403, "M_FORBIDDEN", () -> users.logins.password("alice", "no", HERE));
            long middle = System.nanoTime();
            refused(403, "M_FORBIDDEN", () -> users.logins.password("nobody", "no", HERE));
            if (i >= 0) {
                wrong[i] = middle - start;
                unknown[i] = System.nanoTime() - middle;
            }
        }
        Arrays.sort(wrong);
        Arrays.sort(unknown);
        double ratio = (double) unknown[7] / wrong[7];
        assertTrue(ratio > 0.5 && ratio < 2, "medians differ by a factor of " + ratio);
    }

    @OnBothDatabases
    void c06_closedAndLockedAccountsAreRefusedBehindTheRightPassword(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "PHONE");
        String loginToken = users.logins.issueToken(users.user("alice"));
        database.write(tx -> tx.update("UPDATE users SET deactivated = 1"));
        String password = TestUsers.password("alice");
        refused(403, "M_USER_DEACTIVATED", () -> users.logins.password("alice", password, HERE));
        refused(403, "M_USER_DEACTIVATED", () -> users.logins.token(loginToken));
        database.write(tx -> tx.update("UPDATE users SET deactivated = 0, locked = 1"));
        refused(401, "M_USER_LOCKED", () -> users.logins.password("alice", password, HERE));
    }

    @OnBothDatabases
    void c24_loginTokenWorksOnceAndForTwoMinutes(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("alice", "PHONE");
        String once = users.logins.issueToken(users.user("alice"));
        assertEquals(users.user("alice"), users.logins.token(once));
        refused(403, "M_FORBIDDEN", () -> users.logins.token(once));
        String late = users.logins.issueToken(users.user("alice"));
        users.clock.pass(Duration.ofMinutes(2).plusMillis(1));
        refused(403, "M_FORBIDDEN", () -> users.logins.token(late));
        refused(403, "M_FORBIDDEN", () -> users.logins.token(""));
    }
}
