package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.DatabaseConfig;
import stockpot.server.fixture.StoredEvents;
import stockpot.server.store.Databases;
import stockpot.server.store.Examination;
import stockpot.server.store.StoreException;

/** Copies of the database of a running server, and looks at stored data (faults F13, F51, F52). */
class DatabaseCopyTest {
    private static final int SENDERS = 4;

    @TempDir private Path folder;
    private RunningServer server;

    @BeforeEach
    void start() {
        server = RunningServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void f52_copyHoldsEveryEventThatWasAcknowledgedBeforeItBegan() throws Exception {
        RunningServer.Session alice = server.register("alice");
        String room = server.ok("POST", alice, "/createRoom", "{}").at("room_id");
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        AtomicBoolean enough = new AtomicBoolean();
        List<Thread> senders =
                IntStream.range(0, SENDERS)
                        .mapToObj(i ->
                                Thread.startVirtualThread(
                                        () -> send(alice, room, i, acknowledged, enough)))
                        .toList();
        while (acknowledged.size() < 200) {
            Thread.sleep(5);
        }
        Path file = folder.resolve("copy.db");
        Set<String> before = Set.copyOf(acknowledged);
        Databases.copy(server.config().database(), file);
        enough.set(true);
        for (Thread sender : senders) {
            sender.join();
        }
        assertEquals(
                PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
        assertEquals(List.of(), examine(file).damage());
        Set<String> copied = StoredEvents.ids(sqlite(file));
        assertTrue(copied.containsAll(before));
    }

    private void send(
            RunningServer.Session who,
            String room,
            int sender,
            Set<String> acknowledged,
            AtomicBoolean enough) {
        for (int i = 0; !enough.get() && i < 5_000; i++) {
            String path = "/rooms/" + room + "/send/m.room.message/s" + sender + "n" + i;
            String body = "{\"msgtype\":\"m.text\",\"body\":\"" + i + "\"}";
            acknowledged.add(server.ok("PUT", who, path, body).at("event_id"));
        }
    }

    @Test
    void z05_copyOverwritesNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("copy.db"), "mine");
        StoreException refusal =
                assertThrows(
                        StoreException.class,
                        () -> Databases.copy(server.config().database(), file));
        assertTrue(String.valueOf(refusal.getMessage()).contains("Name a new file"));
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void f13_damageIsFound() throws Exception {
        Path file = copy();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(8192 * 5);
            bytes.write(new byte[8192 * 10]);
        }
        assertThrows(StoreException.class, () -> requireWhole(file));
    }

    @Test
    void f13_fileThatIsCutOffIsNoDatabase() throws Exception {
        Path file = copy();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(bytes.length() / 2);
        }
        assertThrows(StoreException.class, () -> requireWhole(file));
    }

    /** A broken file cannot be read, or its damage is told. */
    private static void requireWhole(Path file) {
        Examination found = examine(file);
        if (!found.damage().isEmpty()) {
            throw new StoreException(found.damage().getFirst());
        }
    }

    @Test
    void missingUploadsAreTold() throws Exception {
        RunningServer.Session alice = server.register("alice");
        server.call("POST", "/_matrix/media/v3/upload", alice.token(), "soup").good();
        Path file = folder.resolve("copy.db");
        Databases.copy(server.config().database(), file);
        assertEquals(1, examine(file).damage().size());
        assertEquals(List.of(), Examination.of(sqlite(file), hash -> hash.length() == 64).damage());
    }

    @Test
    void f51_whatANewerProgramDidIsTold() throws Exception {
        Path file = copy();
        StoredEvents.addMigration(sqlite(file), "9999-later.sql");
        StoredEvents.dropMigration(sqlite(file), "0060-read.sql");
        Examination found = examine(file);
        assertEquals(List.of("9999-later.sql"), found.newer());
        assertEquals(List.of("0060-read.sql"), found.pending());
    }

    private Path copy() {
        server.register("alice");
        Path file = folder.resolve("copy.db");
        Databases.copy(server.config().database(), file);
        assertEquals(List.of(), examine(file).damage());
        return file;
    }

    private static Examination examine(Path file) {
        return Examination.of(sqlite(file), hash -> false);
    }

    private static DatabaseConfig.Sqlite sqlite(Path file) {
        return new DatabaseConfig.Sqlite(file, DatabaseConfig.Synchronous.FULL, 1);
    }
}
