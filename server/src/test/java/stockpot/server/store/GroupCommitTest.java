package stockpot.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.StorageSteps.Step;

class GroupCommitTest {
    private static final UserId ALICE = UserId.parse("@alice:example.org");

    /** Holds the writer before its first batch, so that writes queue up. */
    private static final class Gate implements StorageSteps {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);
        private final AtomicInteger commits = new AtomicInteger();

        @Override
        public void before(Step step) {
            if (step == Step.BATCH) {
                reached.countDown();
                Waits.uninterrupted(open);
            } else if (step == Step.COMMIT) {
                commits.incrementAndGet();
            }
        }
    }

    private static long change(WriteTransaction tx) {
        long position = tx.nextPosition();
        tx.changed(new Change.DeviceList(position, ALICE));
        return position;
    }

    @OnBothDatabases
    void writesThatQueueShareACommitAndKeepTheirOrder(TestDatabase test) {
        Gate gate = new Gate();
        Database database = test.open(gate);
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        database.onCommit((position, changes) -> told.add(position + " " + changes.size()));
        List<Pending<Long>> pending = new ArrayList<>();
        List<Long> followed = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 101; i++) {
            pending.add(
                    database.submit(tx -> {
                        long position = change(tx);
                        tx.afterCommit(() -> followed.add(position));
                        return position;
                    }));
        }
        assertEquals(0, database.position());
        gate.open.countDown();
        for (int i = 0; i < 101; i++) {
            assertEquals(i + 1, pending.get(i).await());
        }
        assertEquals(101, database.position());
        assertEquals(101, followed.size());
        assertEquals(followed.stream().sorted().toList(), followed);
        assertTrue(gate.commits.get() <= 2, "commits: " + gate.commits);
        assertTrue(told.size() <= 2, told::toString);
    }

    @OnBothDatabases
    void positionBecomesVisibleOnlyWhenEveryLowerOneIsReadable(TestDatabase test) {
        Database database = test.open();
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        database.onCommit((position, changes) -> {
            if (database.position() != position) {
                wrong.add(position + " told, but " + database.position() + " published");
            }
        });
        List<Pending<Long>> pending = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int number = i;
            pending.add(
                    database.submit(tx -> {
                        long position = change(tx);
                        StateKeys.intern(tx, new StateKey("n", "" + position));
                        if (number % 10 == 4) {
                            throw new IllegalStateException("no");
                        }
                        return position;
                    }));
            long visible = database.position();
            if (i % 10 == 0) {
                Long stored =
                        database.read(tx ->
                                tx.first("SELECT count(*) FROM state_keys", row -> row.number(1)));
                if (stored == null || stored < visible) {
                    wrong.add("visible " + visible + ", stored " + stored);
                }
            }
        }
        int good = 0;
        for (int i = 0; i < 300; i++) {
            if (i % 10 == 4) {
                assertThrows(IllegalStateException.class, pending.get(i)::await);
            } else {
                assertEquals(++good, pending.get(i).await());
            }
        }
        assertEquals(good, database.position());
        assertEquals(List.of(), wrong);
    }

    @OnBothDatabases
    void failedWriteIsJudgedByCommittedDataOnly(TestDatabase test) {
        Gate gate = new Gate();
        Database database = test.open(gate);
        AtomicInteger runs = new AtomicInteger();
        database.submit(GroupCommitTest::change);
        Waits.uninterrupted(gate.reached); // so that the next two share a batch
        Pending<Long> first =
                database.submit(tx -> {
                    StateKeys.intern(tx, new StateKey("t", "first"));
                    if (runs.incrementAndGet() > 1) {
                        throw new IllegalStateException("not the second time");
                    }
                    return 1L;
                });
        Pending<Long> second =
                database.submit(tx -> {
                    if (StateKeys.find(tx, new StateKey("t", "first")) != null) {
                        throw new IllegalStateException("it is taken");
                    }
                    return 2L;
                });
        gate.open.countDown();
        assertThrows(IllegalStateException.class, first::await);
        assertEquals(2L, second.await());
    }

    @OnBothDatabases
    void afterCommitRunsOnceAlthoughAWriteRanTwice(TestDatabase test) {
        Gate gate = new Gate();
        Database database = test.open(gate);
        AtomicInteger followed = new AtomicInteger();
        Pending<Long> good =
                database.submit(tx -> {
                    tx.afterCommit(followed::incrementAndGet);
                    return change(tx);
                });
        Pending<Long> bad =
                database.submit(tx -> {
                    tx.afterCommit(followed::incrementAndGet);
                    throw new IllegalStateException("no");
                });
        gate.open.countDown();
        assertEquals(1L, good.await());
        assertThrows(IllegalStateException.class, bad::await);
        assertEquals(1, followed.get());
    }

    @OnBothDatabases
    void listenerThatThrowsHarmsNobody(Database database) {
        AtomicInteger heard = new AtomicInteger();
        database.onCommit((position, changes) -> {
            throw new IllegalStateException("a planted failure");
        });
        database.onCommit((position, changes) -> heard.incrementAndGet());
        assertEquals(1L, database.write(GroupCommitTest::change));
        assertEquals(2L, database.write(GroupCommitTest::change));
        assertEquals(2, heard.get());
    }

    @OnBothDatabases
    void fullQueueIsARefusal(TestDatabase test) {
        Gate gate = new Gate();
        Database database = test.open(gate);
        List<Pending<Long>> pending = new ArrayList<>();
        MatrixException refused = null;
        while (refused == null && pending.size() <= Writer.MAX_QUEUED_WRITES + Writer.MAX_BATCH) {
            try {
                pending.add(database.submit(GroupCommitTest::change));
            } catch (MatrixException e) {
                refused = e;
            }
        }
        assertEquals(503, refused == null ? 0 : refused.status());
        gate.open.countDown();
        long last = 0;
        for (Pending<Long> one : pending) {
            assertEquals(++last, one.await());
        }
    }

    @OnBothDatabases
    void closingFinishesWhatIsQueued(TestDatabase test) {
        Gate gate = new Gate();
        Database database = test.open(gate);
        List<Pending<Long>> pending = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            pending.add(database.submit(GroupCommitTest::change));
        }
        gate.open.countDown();
        test.shut();
        for (int i = 0; i < 50; i++) {
            assertEquals(i + 1L, pending.get(i).await());
        }
        assertThrows(MatrixException.class, () -> database.write(GroupCommitTest::change));
        assertThrows(MatrixException.class, () -> database.read(tx -> 1));
        assertEquals(50, test.open().position());
    }

    @OnBothDatabases
    void waitingOnAStorageThreadIsRefusedInsteadOfHanging(Database database) {
        assertThrows(
                IllegalStateException.class, () -> database.read(tx -> database.read(inner -> 1)));
        assertThrows(
                IllegalStateException.class, () -> database.write(tx -> database.read(inner -> 1)));
        assertThrows(
                IllegalStateException.class,
                () -> database.write(tx -> database.write(inner -> 1)));
    }

    @OnBothDatabases
    void statementRunsInsideItsOwnRows(Database database) {
        String sql = "SELECT id FROM state_keys WHERE id <= ? ORDER BY id";
        database.write(tx -> {
            for (int i = 1; i <= 3; i++) {
                StateKeys.intern(tx, new StateKey("t", "" + i));
            }
            return 0;
        });
        List<List<Long>> nested =
                database.read(tx ->
                        tx.list(
                                sql,
                                row -> tx.list(sql, inner -> inner.number(1), row.number(1)),
                                3));
        assertEquals(List.of(List.of(1L), List.of(1L, 2L), List.of(1L, 2L, 3L)), nested);
    }
}
