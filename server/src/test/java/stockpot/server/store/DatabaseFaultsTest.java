package stockpot.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.sqlite.JDBC;
import stockpot.server.config.DatabaseConfig;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.StallingProxy;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.fixture.TestPostgres;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.store.StorageSteps.Step;

class DatabaseFaultsTest {
    /** Throws at the n-th step of a kind, once. */
    private static final class FailAt implements StorageSteps {
        private final AtomicReference<Step> step = new AtomicReference<>(Step.READ);
        private final AtomicInteger left = new AtomicInteger(-1);

        void arm(Step kind, int number) {
            step.set(kind);
            left.set(number);
        }

        boolean fired() {
            return left.get() < 0;
        }

        @Override
        public void before(Step now) {
            if (now == step.get() && left.get() >= 0 && left.getAndDecrement() == 0) {
                throw new StorageTrouble("planted at " + now, false, null);
            }
        }
    }

    private static long add(WriteTransaction tx, String name) {
        StateKeys.intern(tx, new StateKey("t", name + " one"));
        StateKeys.intern(tx, new StateKey("t", name + " two"));
        StateTrees.set(tx, StateTrees.EMPTY, 1, 1);
        return tx.nextPosition();
    }

    private static void assertSays(String words, Exception failure) {
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains(words), message);
    }

    private static List<String> names(Database database) {
        return database.read(
                tx -> tx.list("SELECT state_key FROM state_keys ORDER BY id", row -> row.text(1)));
    }

    @OnBothDatabases
    void f06_writeIsWholeOrAbsentWhateverStatementFails(TestDatabase test) {
        FailAt steps = new FailAt();
        Database database = test.open(steps);
        int failures = 0;
        for (int n = 0; ; n++) {
            String name = "round " + n;
            long before = database.position();
            List<String> stored = names(database);
            steps.arm(Step.STATEMENT, n);
            Pending<Long> pending = database.submit(tx -> add(tx, name));
            if (succeeds(pending)) {
                steps.arm(Step.READ, -1);
                assertEquals(stored.size() + 2, names(database).size());
                break;
            }
            failures++;
            assertTrue(steps.fired());
            assertEquals(before, database.position());
            assertEquals(stored, names(database));
        }
        assertTrue(failures > 5, "statements were counted: " + failures);
    }

    private static boolean succeeds(Pending<Long> pending) {
        try {
            pending.await();
            return true;
        } catch (MatrixException e) {
            assertEquals(503, e.status());
            return false;
        }
    }

    @OnBothDatabases
    void f06_writeThatSwallowsAFailureIsNotTakenForDone(Database database) {
        Pending<Long> careless =
                database.submit(tx -> {
                    try {
                        tx.update("INSERT INTO log_head (id, position, batch) VALUES (1, 1, 1)");
                    } catch (StoreException e) {
                        return 1L;
                    }
                    return 2L;
                });
        assertThrows(StoreException.class, careless::await);
        long next = database.write(WriteTransaction::nextPosition);
        assertEquals(1, next);
    }

    @OnBothDatabases
    void f10_failedCommitIsNeverTakenForDone(TestDatabase test) {
        FailAt steps = new FailAt();
        Database database = test.open(steps);
        steps.arm(Step.COMMIT, 0);
        MatrixException refused =
                assertThrows(MatrixException.class, () -> database.write(tx -> add(tx, "first")));
        assertEquals(503, refused.status());
        assertTrue(refused.extra().has("retry_after_ms"));
        assertEquals(0, database.position());
        assertEquals(List.of(), names(database));
        long position = database.write(tx -> add(tx, "second"));
        assertEquals(1, position);
    }

    @OnBothDatabases
    void f10_commitThatTheDatabaseRefusesIsNeverTakenForDone(Database database) {
        database.write(tx ->
                tx.update(
                        "CREATE TABLE late (id BIGINT REFERENCES log_head (id)"
                                + " DEFERRABLE INITIALLY DEFERRED)"));
        MatrixException refused =
                assertThrows(
                        MatrixException.class,
                        () -> database.write(tx -> tx.update("INSERT INTO late VALUES (7)")));
        assertEquals(503, refused.status());
        List<Long> stored =
                database.read(tx -> tx.list("SELECT id FROM late", row -> row.number(1)));
        assertEquals(List.of(), stored);
        long position = add(database, "after");
        assertEquals(1, position);
    }

    @OnBothDatabases
    void f20_commitWhoseAnswerWasLostIsLookedUp(TestDatabase test) {
        FailAt steps = new FailAt();
        Database database = test.open(steps);
        AtomicInteger followed = new AtomicInteger();
        steps.arm(Step.COMMITTED, 0);
        long position =
                database.write(tx -> {
                    tx.afterCommit(followed::incrementAndGet);
                    return add(tx, "first");
                });
        assertTrue(steps.fired());
        assertEquals(1, position);
        assertEquals(1, followed.get());
        assertEquals(1, database.position());
        long next = database.write(tx -> add(tx, "second"));
        assertEquals(2, next);
        assertEquals(4, names(database).size());
    }

    @Test
    void f10_fullDiskIsARefusalAndEndsByItself() {
        try (TestDatabase test = TestDatabase.sqlite()) {
            Database database = test.open();
            database.write(tx -> add(tx, "before"));
            long pages = limit(database, "PRAGMA page_count");
            limit(database, "PRAGMA max_page_count = " + (pages + 2));
            MatrixException refused = null;
            int stored = 1;
            for (int i = 0; refused == null && i < 200; i++) {
                int number = i;
                try {
                    database.write(tx -> add(tx, "x".repeat(2000) + number));
                    stored++;
                } catch (MatrixException e) {
                    refused = e;
                }
            }
            assertEquals(503, refused == null ? 0 : refused.status());
            assertEquals(2 * stored, names(database).size());
            assertEquals(stored, database.position());
            limit(database, "PRAGMA max_page_count = 1000000");
            long next = database.write(tx -> add(tx, "after"));
            assertEquals(stored + 1, next);
        }
    }

    private static long limit(Database database, String pragma) {
        Long value = database.write(tx -> tx.first(pragma, row -> row.number(1)));
        return value == null ? 0 : value;
    }

    @Test
    void f14_databaseLockedByAnotherProgramIsARefusal() throws SQLException {
        try (TestDatabase test = TestDatabase.sqlite()) {
            Database database = test.open();
            Path file = ((DatabaseConfig.Sqlite) test.config()).file();
            try (Connection other =
                            JDBC.createConnection(
                                    "jdbc:sqlite:" + file, new java.util.Properties());
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
                MatrixException refused =
                        assertThrows(
                                MatrixException.class, () -> database.write(tx -> add(tx, "a")));
                assertEquals(503, refused.status());
                assertEquals(List.of(), names(database));
                statement.execute("ROLLBACK");
            }
            long position = database.write(tx -> add(tx, "b"));
            assertEquals(1, position);
        }
    }

    @OnBothDatabases
    void f07_secondServerOnTheSameDataIsRefused(TestDatabase test) {
        test.open();
        StoreException refused =
                assertThrows(
                        StoreException.class,
                        () -> Databases.open(test.config(), TestDatabase.ports(StorageSteps.NONE)));
        assertSays("Stop it first", refused);
        test.reopen();
    }

    @OnBothDatabases
    void f51_databaseOfANewerServerIsRefused(TestDatabase test) {
        test.open()
                .write(tx ->
                        tx.update(
                                "INSERT INTO schema_migrations (name, checksum, applied_at)"
                                        + " VALUES ('9999-later.sql', 'x', 0)"));
        StoreException refused = assertThrows(StoreException.class, test::reopen);
        assertSays("9999-later.sql", refused);
    }

    @OnBothDatabases
    void f51_migrationEditedAfterItsReleaseIsRefused(TestDatabase test) {
        test.open()
                .write(tx ->
                        tx.update(
                                "UPDATE schema_migrations SET checksum = 'x'"
                                        + " WHERE name = '0001-log.sql'"));
        StoreException refused = assertThrows(StoreException.class, test::reopen);
        assertSays("0001-log.sql", refused);
    }

    @Test
    void f13_fileThatIsNoDatabaseIsNamed() throws Exception {
        try (TestDatabase test = TestDatabase.sqlite()) {
            Path file = ((DatabaseConfig.Sqlite) test.config()).file();
            Files.writeString(
                    file, "this is not a database, but long enough to be read as one. ".repeat(99));
            StoreException refused = assertThrows(StoreException.class, test::open);
            assertSays("damaged", refused);
        }
    }

    @Test
    void f12_folderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createTempFile("stockpot-", ".file");
        DatabaseConfig config =
                new DatabaseConfig.Sqlite(
                        file.resolve("data/stockpot.db"), DatabaseConfig.Synchronous.FULL, 1);
        StoreException refused =
                assertThrows(
                        StoreException.class,
                        () -> Databases.open(config, TestDatabase.ports(StorageSteps.NONE)));
        assertSays("cannot be written", refused);
        Files.delete(file);
    }

    @Test
    void x07_sqliteThatCanDamageItsLogIsRefused() {
        SqliteDialect.requireVersion("3.51.3");
        SqliteDialect.requireVersion("3.53.4");
        SqliteDialect.requireVersion("4.0");
        assertThrows(StoreException.class, () -> SqliteDialect.requireVersion("3.51.2"));
        assertThrows(StoreException.class, () -> SqliteDialect.requireVersion("3.50.9"));
    }

    @OnBothDatabases
    void x05_textIsNeverReadAsSql(Database database) {
        for (String text :
                List.of("'\";--\\", "%_", "\\", "$1 ? :a", "a\nb", "\u0130\ud83d\ude00")) {
            StateKey key = new StateKey(text, text);
            long id = database.write(tx -> StateKeys.intern(tx, key));
            Long found = database.read(tx -> StateKeys.find(tx, key));
            assertEquals(id, found);
            StateKey name = database.read(tx -> StateKeys.name(tx, id));
            assertEquals(key, name);
        }
    }

    @OnBothDatabases
    void j12_nulInTextIsTheCallersFaultOnBoth(Database database) {
        StateKey key = new StateKey("t", "a\0b");
        MatrixException written =
                assertThrows(
                        MatrixException.class,
                        () -> database.write(tx -> StateKeys.intern(tx, key)));
        MatrixException read =
                assertThrows(
                        MatrixException.class,
                        () -> database.read(tx -> StateKeys.find(tx, key) == null));
        assertEquals(400, written.status());
        assertEquals(400, read.status());
    }

    @Test
    void r02_queryThatTakesTooLongIsEnded() throws SQLException {
        try (TestDatabase test = TestDatabase.sqlite()) {
            test.open();
            test.shut();
            SqliteDialect dialect = new SqliteDialect((DatabaseConfig.Sqlite) test.config());
            dialect.open(Dialect.Role.SETUP).close();
            StoragePorts ports = TestDatabase.ports(StorageSteps.NONE);
            Readers readers =
                    new Readers(
                            dialect,
                            ports,
                            new StateRows(),
                            new TroubleLog(ports.clock()),
                            Duration.ofMillis(200));
            readers.start();
            MatrixException ended =
                    assertTimeoutPreemptively(
                            Duration.ofSeconds(20),
                            () ->
                                    assertThrows(
                                            MatrixException.class,
                                            () -> readers.read(DatabaseFaultsTest::endless)));
            assertEquals(503, ended.status());
            int after = readers.read(tx -> 1);
            assertEquals(1, after);
            readers.close();
            dialect.close();
        }
    }

    private static int endless(Transaction tx) {
        return tx.list(
                        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
                                + " SELECT max(x) FROM n",
                        row -> row.number(1))
                .size();
    }

    private static void rest() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void f20_postgresGoneAndBack() {
        TestPostgres server = TestPostgres.shared();
        try (TestDatabase test = server.fresh()) {
            Database database = test.open();
            List<String> acknowledged = new ArrayList<>();
            database.write(tx -> add(tx, "before"));
            acknowledged.addAll(List.of("before one", "before two"));
            server.crash();
            try {
                for (int i = 0; i < 3; i++) {
                    MatrixException write =
                            assertThrows(
                                    MatrixException.class,
                                    () -> database.write(tx -> add(tx, "during")));
                    assertEquals(503, write.status());
                    MatrixException read =
                            assertThrows(MatrixException.class, () -> names(database));
                    assertEquals(503, read.status());
                }
            } finally {
                server.resume();
            }
            rest();
            for (int i = 0; i < 15; i++) {
                rest();
            }
            long position = database.write(tx -> add(tx, "after"));
            acknowledged.addAll(List.of("after one", "after two"));
            assertEquals(2, position);
            assertEquals(acknowledged, names(database));
        }
    }

    @Test
    void f20_silentPostgresIsARefusalWithinSeconds() throws Exception {
        TestPostgres server = TestPostgres.shared();
        try (TestDatabase test = server.fresh();
                StallingProxy proxy = new StallingProxy(server.port())) {
            String name = ((DatabaseConfig.Postgres) test.config()).database();
            try (Database database =
                    Databases.open(
                            server.config(name, proxy.port()),
                            TestDatabase.ports(StorageSteps.NONE))) {
                database.write(tx -> add(tx, "before"));
                names(database);
                proxy.stall(true);
                long slowest = 0;
                try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
                    List<Future<Long>> waits = new ArrayList<>();
                    for (int i = 0; i < 60; i++) {
                        String write = "during " + i;
                        waits.add(requests.submit(() -> refusedAfter(() -> add(database, write))));
                        waits.add(requests.submit(() -> refusedAfter(() -> names(database))));
                        Thread.sleep(200);
                    }
                    for (Future<Long> wait : waits) {
                        slowest = Math.max(slowest, wait.get());
                    }
                }
                // The fault catalogue says 5 s; one that opens a connection just then waits twice
                // that.
                assertTrue(slowest < 12_000, "slowest refusal after ms: " + slowest);
                proxy.stall(false);
                Thread.sleep(2_000);
                add(database, "after");
                assertEquals("before one", names(database).getFirst());
                assertTrue(names(database).contains("after two"));
            }
        }
    }

    private static long add(Database database, String name) {
        return database.write(tx -> add(tx, name));
    }

    private static long refusedAfter(Executable request) {
        long began = System.nanoTime();
        MatrixException refused = assertThrows(MatrixException.class, request);
        assertEquals(503, refused.status());
        return (System.nanoTime() - began) / 1_000_000;
    }

    @Test
    void f20_oldSessionThatStillHoldsTheDataIsEnded() throws SQLException {
        TestPostgres server = TestPostgres.shared();
        try (TestDatabase test = server.fresh()) {
            PostgresDialect dialect = new PostgresDialect((DatabaseConfig.Postgres) test.config());
            try (Connection old = dialect.open(Dialect.Role.WRITER);
                    Connection fresh = dialect.open(Dialect.Role.WRITER)) {
                assertTrue(fresh.isValid(1));
                assertFalse(old.isValid(1));
            }
        }
    }

    @Test
    void f21_postgresWithAnotherOrderOfTextIsRefused() {
        TestPostgres server = TestPostgres.shared();
        server.sql(
                "CREATE DATABASE other ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
                        + " TEMPLATE template0");
        StoreException refused =
                assertThrows(
                        StoreException.class,
                        () ->
                                Databases.open(
                                        server.config("other"),
                                        TestDatabase.ports(StorageSteps.NONE)));
        assertSays("CREATE DATABASE", refused);
        server.sql("DROP DATABASE other");
        StoreException missing =
                assertThrows(
                        StoreException.class,
                        () ->
                                Databases.open(
                                        server.config("other"),
                                        TestDatabase.ports(StorageSteps.NONE)));
        assertSays("CREATE DATABASE", missing);
    }
}
