package stockpot.cook.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.env.Place;
import stockpot.cook.env.Settings;
import stockpot.cook.fixture.SomeSettings;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Interruptions;
import stockpot.cook.host.Owners;
import stockpot.cook.host.Programs;
import stockpot.cook.host.UnixHost;

/** A backup and its way back, with a small script in the place of the server's program. */
class RestoreTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final String GOOD = "{\"position\":7,\"pending\":[],\"newer\":[],\"damage\":[]}";

    /** The kill: what is between its throw and the test must not tidy up. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @TempDir private Path folder;
    private Settings settings = SomeSettings.confined(Path.of("/nowhere"));
    private Path backup = Path.of("");

    @BeforeEach
    void makeABackup() throws IOException {
        settings = SomeSettings.confined(folder.resolve("first"));
        Place place = settings.place();
        put(place, "stockpot/homeserver.db", "live");
        put(place, "stockpot/homeserver.db-wal", "log");
        put(place, "stockpot/example.com.signing.key", "ed25519 a_1 c29tZSBrZXk");
        put(place, "stockpot/stockpot.lock", "");
        put(place, "stockpot/media_store/content/ab/cd/ef", "a picture");
        put(place, "stockpot/media_store/thumbnails/ab/cd/ef-1", "a small picture");
        put(place, "certificates/current/chain.pem", "certificate");
        put(place, "answers.json", "{\"DOMAIN\":\"example.com\"}\n");
        put(place, "duties/certificates.json", "{}");
        Host host = host(place, Interruptions.NONE);
        backup =
                new Backup(settings, host, program(host, GOOD), "1.0", line -> {})
                        .make(Backup.folder(place), NOW);
    }

    private static void put(Place place, String name, String text) throws IOException {
        Path file = place.data().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Host host(Place place, Interruptions interruptions) {
        List<Path> roots = List.of(place.root());
        return new UnixHost(roots, Owners.ofCaller(), new Programs("/usr/bin:/bin"), interruptions);
    }

    /** A program that finds this, and whose copies hold the word copied. */
    private ServerData program(Host host, String finds) throws IOException {
        Path script = folder.resolve("stockpot.sh");
        String text =
                """
                #!/bin/sh
                umask 077
                if [ "$1" = --copy-database ]; then echo copied >"$2"; else echo '%s'; fi
                """;
        Files.writeString(script, text.formatted(finds));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new ServerData(host, List.of(script.toString()));
    }

    private Place second() {
        return SomeSettings.confined(folder.resolve("second")).place();
    }

    private String restore(Place place, boolean replace) throws IOException {
        return restore(place, replace, Interruptions.NONE, GOOD);
    }

    private String restore(Place place, boolean replace, Interruptions kills, String finds)
            throws IOException {
        Files.createDirectories(place.root());
        Host host = host(place, kills);
        return new Restore(place, host, program(host, finds), line -> {})
                .put(backup, replace, null, NOW);
    }

    /** Every file of a data set and its text. */
    private static Map<String, String> texts(Path data) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(data.relativize(file).toString(), Files.readString(file));
            }
        }
        return texts;
    }

    private static Map<String, String> expected() {
        return new TreeMap<>(
                Map.of(
                        "answers.json", "{\"DOMAIN\":\"example.com\"}\n",
                        "certificates/current/chain.pem", "certificate",
                        "stockpot/example.com.signing.key", "ed25519 a_1 c29tZSBrZXk",
                        "stockpot/homeserver.db", "copied\n",
                        "stockpot/media_store/content/ab/cd/ef", "a picture"));
    }

    @Test
    void f52_whatABackupHoldsComesBackAndNothingElse() throws IOException {
        Place place = second();
        assertEquals("example.com", restore(place, false));
        assertEquals(expected(), texts(place.data()));
        assertFalse(Restore.isUnfinished(host(place, Interruptions.NONE), place));
    }

    @Test
    void z04_backupAndDataSetAreTheirOwnersAlone() throws IOException {
        Place place = second();
        restore(place, false);
        for (Path top : List.of(backup, place.server())) {
            try (Stream<Path> files = Files.walk(top)) {
                for (Path file : files.toList()) {
                    String mode =
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                    assertTrue(mode.endsWith("------"), file + " " + mode);
                }
            }
        }
    }

    @Test
    void f52_damagedBackupsAreRefusedAndNothingIsChanged() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(backup)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            byte[] good = Files.readAllBytes(file);
            byte[] flipped = good.clone();
            flipped[flipped.length / 2] ^= 1;
            Files.write(file, flipped);
            assertRefused();
            Files.write(file, Arrays.copyOf(good, good.length - 1));
            assertRefused();
            Files.delete(file);
            assertRefused();
            Files.write(file, good);
        }
        Files.writeString(backup.resolve("data/more"), "smuggled in");
        assertRefused();
    }

    private void assertRefused() {
        Place place = second();
        assertThrows(HostException.class, () -> restore(place, false));
        assertFalse(Files.exists(place.data()));
    }

    @Test
    void z06_manifestDoesNotLeadOutOfTheDataSet() throws IOException {
        Path file = backup.resolve(Manifest.NAME);
        for (String path : List.of("data/../../out", "data/stockpot/../../../out", "/etc/out")) {
            String text = Files.readString(file).replace("data/answers.json", path);
            Files.writeString(file, text);
            Files.write(backup.resolve(Manifest.SUM), Manifest.sum(text.getBytes(UTF_8)));
            assertRefused();
        }
    }

    @Test
    void f51_backupOfANewerProgramIsRefused() throws IOException {
        String newer = GOOD.replace("\"newer\":[]", "\"newer\":[\"9999-later.sql\"]");
        Place place = second();
        HostException refusal =
                assertThrows(
                        HostException.class,
                        () -> restore(place, false, Interruptions.NONE, newer));
        assertTrue(String.valueOf(refusal.getMessage()).contains("newer program"));
        assertEquals(Map.of(), texts(place.data()));
    }

    @Test
    void f13_backupWithADamagedDatabaseIsRefused() throws IOException {
        String damaged = GOOD.replace("\"damage\":[]", "\"damage\":[\"page 3 is gone\"]");
        Place place = second();
        HostException refusal =
                assertThrows(
                        HostException.class,
                        () -> restore(place, false, Interruptions.NONE, damaged));
        assertTrue(String.valueOf(refusal.getMessage()).contains("page 3 is gone"));
        assertFalse(Files.exists(place.answers()));
    }

    @Test
    void whatIsThereIsMovedAsideOnlyWhenAskedTo() throws IOException {
        Place place = second();
        put(place, "answers.json", "mine");
        put(place, "stockpot/homeserver.db", "mine");
        HostException refusal = assertThrows(HostException.class, () -> restore(place, false));
        assertTrue(String.valueOf(refusal.getMessage()).contains("--replace"));
        assertEquals("mine", Files.readString(place.answers()));
        restore(place, true);
        String aside = "replaced-" + NOW.getEpochSecond();
        assertEquals(
                "mine",
                Files.readString(place.data().resolve(aside).resolve("stockpot/homeserver.db")));
        Map<String, String> now = texts(place.data());
        now.keySet().removeIf(name -> name.startsWith(aside));
        assertEquals(expected(), now);
    }

    /** Fault F02: killed at each of its steps and run again, the end is the same. */
    @Test
    void f02_killedAnywhereItCompletesWhenRunAgain() throws IOException {
        int points = 0;
        for (int at = 1; at < 500; at++) {
            Place place = SomeSettings.confined(folder.resolve("killed" + at)).place();
            put(place, "answers.json", "mine");
            put(place, "secrets/old", "mine");
            int last = at;
            int[] seen = {0};
            Interruptions kill =
                    what -> {
                        seen[0]++;
                        if (seen[0] == last) {
                            throw new Killed();
                        }
                    };
            boolean killed = false;
            try {
                restore(place, true, kill, GOOD);
            } catch (Killed e) {
                killed = true;
                restore(place, true);
            }
            Map<String, String> now = texts(place.data());
            now.keySet().removeIf(name -> name.startsWith("replaced-"));
            assertEquals(expected(), now, "killed at " + at);
            try (Stream<Path> top = Files.list(place.data())) {
                assertTrue(top.noneMatch(path -> path.endsWith(".restoring")), "killed at " + at);
            }
            if (!killed) {
                points = at - 1;
                break;
            }
        }
        assertTrue(points > 20, "points seen: " + points);
    }

    @Test
    void oldestBackupsAreForgotten() throws IOException {
        Host host = host(settings.place(), Interruptions.NONE);
        Path backups = Backup.folder(settings.place());
        for (int i = 1; i < 4; i++) {
            new Backup(settings, host, program(host, GOOD), "1.0", line -> {})
                    .make(backups, NOW.plusSeconds(i));
        }
        Files.createDirectory(backups.resolve("mine"));
        assertEquals(2, Backup.forget(host, backups, 2).size());
        assertEquals(
                List.of("20261128T120002Z", "20261128T120003Z", "mine"),
                host.list(backups).stream().map(p -> p.getFileName().toString()).toList());
    }
}
