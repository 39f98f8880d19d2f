package stockpot.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.store.StateTrees.Difference;

class StateTreesTest {
    /** A root and what must be found under it. */
    private record Version(long root, Map<Long, Long> entries) {}

    @OnBothDatabases
    void everyVersionKeepsItsEntriesWhileOthersAreMade(TestDatabase test) {
        Database database = test.open();
        List<Version> versions = new ArrayList<>();
        versions.add(new Version(StateTrees.EMPTY, new TreeMap<>()));
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            database.write(tx -> grow(tx, versions, random));
        }
        check(database, versions, random);
        check(test.reopen(), versions, random);
    }

    private static int grow(WriteTransaction tx, List<Version> versions, Random random) {
        for (int i = 0; i < 50; i++) {
            boolean fork = random.nextInt(10) == 0;
            Version from =
                    versions.get(fork ? random.nextInt(versions.size()) : versions.size() - 1);
            long key = 1L + random.nextInt(400);
            Map<Long, Long> entries = new TreeMap<>(from.entries());
            if (random.nextInt(12) == 0) {
                entries.remove(key);
                versions.add(new Version(StateTrees.remove(tx, from.root(), key), entries));
            } else {
                long value = random.nextInt(1_000_000);
                entries.put(key, value);
                versions.add(new Version(StateTrees.set(tx, from.root(), key, value), entries));
            }
        }
        return versions.size();
    }

    private static void check(Database database, List<Version> versions, Random random) {
        for (int i = 0; i < 300; i++) {
            Version one = versions.get(random.nextInt(versions.size()));
            Version other = versions.get(random.nextInt(versions.size()));
            Version next = versions.get(Math.min(versions.indexOf(one) + 1, versions.size() - 1));
            long key = 1L + random.nextInt(450);
            database.read(tx -> {
                assertEquals(one.entries().get(key), StateTrees.get(tx, one.root(), key));
                assertEquals(one.entries(), all(tx, one.root()));
                assertEquals(
                        difference(one.entries(), other.entries()),
                        StateTrees.diff(tx, one.root(), other.root()));
                assertEquals(
                        difference(one.entries(), next.entries()),
                        StateTrees.diff(tx, one.root(), next.root()));
                return 0;
            });
        }
    }

    private static Map<Long, Long> all(Transaction tx, long root) {
        Map<Long, Long> entries = new TreeMap<>();
        StateTrees.each(
                tx,
                root,
                (key, position) -> {
                    assertNull(entries.put(key, position));
                    return true;
                });
        return entries;
    }

    private static List<Difference> difference(Map<Long, Long> before, Map<Long, Long> after) {
        TreeSet<Long> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        List<Difference> differences = new ArrayList<>();
        for (Long key : keys) {
            @Nullable Long was = before.get(key);
            @Nullable Long is = after.get(key);
            if (was == null || !was.equals(is)) {
                differences.add(new Difference(key, was, is));
            }
        }
        return differences;
    }

    @OnBothDatabases
    void settingWhatIsSetAlreadyWritesNothing(Database database) {
        long root = database.write(tx -> StateTrees.set(tx, StateTrees.EMPTY, 1, 5));
        long again = database.write(tx -> StateTrees.set(tx, root, 1, 5));
        assertEquals(root, again);
        long emptied = database.write(tx -> StateTrees.remove(tx, root, 1));
        assertEquals(StateTrees.EMPTY, emptied);
    }

    @OnBothDatabases
    void rowsOfAWriteThatFailedAreNotServed(Database database) {
        Pending<Long> failing =
                database.submit(tx -> {
                    long root = StateTrees.set(tx, StateTrees.EMPTY, 1, 5);
                    StateTrees.get(tx, root, 1);
                    throw new IllegalStateException("no");
                });
        assertThrows(IllegalStateException.class, failing::await);
        long root = database.write(tx -> StateTrees.set(tx, StateTrees.EMPTY, 1, 6));
        Long read = database.read(tx -> StateTrees.get(tx, root, 1));
        assertEquals(6L, read);
    }

    @OnBothDatabases
    void visitorEndsTheWalk(Database database) {
        long root =
                database.write(tx -> {
                    long made = StateTrees.EMPTY;
                    for (int key = 1; key <= 100; key++) {
                        made = StateTrees.set(tx, made, key, key);
                    }
                    return made;
                });
        List<Long> seen = new ArrayList<>();
        database.read(tx -> {
            StateTrees.each(
                    tx,
                    root,
                    (key, position) -> {
                        seen.add(key);
                        return seen.size() < 7;
                    });
            return 0;
        });
        assertEquals(7, seen.size());
    }
}
