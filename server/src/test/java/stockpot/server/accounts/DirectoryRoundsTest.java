package stockpot.server.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestUsers;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.jvm.JvmThreads;
import stockpot.server.ports.jvm.JvmWaiting;
import stockpot.server.store.Database;
import stockpot.server.store.ThreePids;
import stockpot.server.store.Users;
import stockpot.server.users.Directory;
import stockpot.server.users.DirectoryEntry;
import stockpot.server.users.DirectoryEntry.Standing;

class DirectoryRoundsTest {
    private static final String HERE = "192.0.2.7";

    /** A directory that is a map; whoever is in it has the password {@code pw}. */
    private static final class Listed implements Directory {
        private final Map<String, DirectoryEntry> entries = new TreeMap<>();
        private volatile boolean silent;
        private final CountDownLatch silence = new CountDownLatch(2);
        private final CountDownLatch locks = new CountDownLatch(3);
        private int looks;

        void put(String name, Standing standing, @Nullable String mail) {
            entries.put(name, new DirectoryEntry(name, standing, name, mail, null, null));
        }

        @Override
        public Checked check(String name, String password) {
            DirectoryEntry entry = entries.get(name);
            return entry != null && password.equals("pw")
                    ? new Checked.Right(entry)
                    : new Checked.Wrong();
        }

        @Override
        public Looked find(String name) {
            looks++;
            if (silent) {
                silence.countDown();
                throw MatrixErrors.unavailable("silence", Duration.ofSeconds(1));
            }
            locks.countDown();
            DirectoryEntry entry = entries.get(name);
            return entry == null ? new Looked.Missing() : new Looked.Found(entry);
        }

        @Override
        public void close() {}
    }

    private final Listed directory = new Listed();

    private TestUsers users(Database database, int people) {
        TestUsers.Settings settings = new TestUsers.Settings();
        settings.directory = directory;
        TestUsers users = new TestUsers(database, settings);
        for (int i = 0; i < people; i++) {
            String name = "user%03d".formatted(i);
            directory.put(name, Standing.WELCOME, null);
            assertEquals(users.user(name), users.logins.password(name, "pw", HERE));
        }
        return users;
    }

    private DirectoryRounds rounds(TestUsers users, Duration interval) {
        return new DirectoryRounds(
                users.database,
                directory,
                users.following,
                interval,
                new JvmWaiting(),
                new JvmThreads());
    }

    private static long locked(Database database) {
        Long count =
                database.read(tx ->
                        tx.first(
                                "SELECT count(*) FROM users WHERE locked = 1",
                                row -> row.number(1)));
        return count == null ? 0 : count;
    }

    @OnBothDatabases
    void everyAccountIsLookedAtAndTheMissingAreLocked(Database database) {
        TestUsers users = users(database, 205);
        directory.entries.remove("user007");
        directory.entries.remove("user203");
        directory.put("user100", Standing.OUTSIDE, null);
        DirectoryRounds rounds = rounds(users, Duration.ofHours(1));
        rounds.round();
        assertEquals(205, directory.looks);
        assertEquals(3, locked(database));
        rounds.round();
        assertEquals(3, locked(database));
        directory.put("user007", Standing.WELCOME, null);
        rounds.round();
        assertEquals(2, locked(database));
    }

    @OnBothDatabases
    void lossOfMostPeopleAtOnceIsNotBelieved(Database database) {
        TestUsers users = users(database, 12);
        directory.entries.keySet().removeIf(name -> name.compareTo("user007") < 0);
        directory.put("user006", Standing.OUTSIDE, null);
        rounds(users, Duration.ofHours(1)).round();
        assertEquals(0, locked(database));
        directory.put("user000", Standing.WELCOME, null);
        rounds(users, Duration.ofHours(1)).round();
        assertEquals(6, locked(database));
    }

    @OnBothDatabases
    void deactivatedAndForeignAccountsAreLeftAlone(Database database) {
        TestUsers users = users(database, 2);
        users.account("local", "PHONE");
        users.deactivation.deactivate(users.user("user000"), false);
        directory.entries.clear();
        rounds(users, Duration.ofHours(1)).round();
        assertEquals(1, directory.looks);
        assertEquals(1, locked(database));
        Users.UserRow local = users.accounts.find(users.user("local"));
        assertNotNull(local);
        assertFalse(local.locked());
    }

    @OnBothDatabases
    void mailAddressOfSomebodyElseIsNotTaken(Database database) {
        TestUsers users = users(database, 1);
        UserId bob = new UserId("@bob:test");
        database.write(tx ->
                ThreePids.insert(
                        tx, new ThreePids.ThreePidRow(bob, "email", "bob@example.com", 1, 1)));
        directory.put("user000", Standing.WELCOME, "bob@example.com");
        rounds(users, Duration.ofHours(1)).round();
        assertEquals(bob, database.read(tx -> ThreePids.owner(tx, "email", "bob@example.com")));
        directory.put("user000", Standing.WELCOME, "mine@example.com");
        rounds(users, Duration.ofHours(1)).round();
        directory.put("user000", Standing.WELCOME, null);
        rounds(users, Duration.ofHours(1)).round();
        assertTrue(database.read(tx -> ThreePids.ofUser(tx, users.user("user000"))).isEmpty());
    }

    @OnBothDatabases
    void f24_roundsGoOnAfterSilence(Database database) throws InterruptedException {
        TestUsers users = users(database, 1);
        directory.silent = true;
        directory.put("user000", Standing.LOCKED, null);
        try (DirectoryRounds rounds = rounds(users, Duration.ofMillis(5))) {
            rounds.start();
            assertTrue(directory.silence.await(60, TimeUnit.SECONDS));
            directory.silent = false;
            assertTrue(directory.locks.await(60, TimeUnit.SECONDS));
        }
        assertEquals(1, locked(database));
    }
}
