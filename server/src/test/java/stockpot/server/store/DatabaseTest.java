package stockpot.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.matrix.event.StateKey;

class DatabaseTest {
    @OnBothDatabases
    void whatIsWrittenIsReadAndSurvivesARestart(TestDatabase test) {
        Database database = test.open();
        StateKey key = new StateKey("m.room.member", "@alice:example.org");
        long id = database.write(tx -> StateKeys.intern(tx, key));
        Long found = database.read(tx -> StateKeys.find(tx, key));
        assertEquals(id, found);
        long position = database.write(WriteTransaction::nextPosition);
        assertEquals(position, database.position());
        Database again = test.reopen();
        assertEquals(position, again.position());
        StateKey name = again.read(tx -> StateKeys.name(tx, id));
        assertEquals(key, name);
        long next = again.write(WriteTransaction::nextPosition);
        assertEquals(position + 1, next);
    }

    @OnBothDatabases
    void writeThatThrowsFailsAlone(Database database) {
        List<Pending<Long>> pending = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int number = i;
            pending.add(
                    database.submit(tx -> {
                        long id = StateKeys.intern(tx, new StateKey("t", "" + number));
                        if (number % 7 == 3) {
                            throw new IllegalStateException("no " + number);
                        }
                        return id;
                    }));
        }
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            if (i % 7 == 3) {
                assertThrows(IllegalStateException.class, pending.get(i)::await);
            } else {
                ids.add(pending.get(i).await());
            }
        }
        List<Long> stored =
                database.read(
                        tx -> tx.list("SELECT id FROM state_keys ORDER BY id", r -> r.number(1)));
        assertEquals(stored, ids);
    }
}
