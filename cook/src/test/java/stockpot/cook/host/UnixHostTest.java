package stockpot.cook.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixHostTest {
    private static final byte[] TEXT = "text".getBytes(UTF_8);

    @TempDir Path folder;

    private Path root = Path.of("");
    private Path outside = Path.of("");
    private UnixHost host = host(Interruptions.NONE);

    private UnixHost host(Interruptions interruptions) {
        return new UnixHost(
                List.of(root), Owners.ofCaller(), new Programs("/usr/bin:/bin"), interruptions);
    }

    @BeforeEach
    void makeFolders() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        outside = Files.createDirectory(folder.resolve("outside"));
        host = host(Interruptions.NONE);
    }

    private static void assertRefused(Runnable act, String word) {
        HostException refusal = assertThrows(HostException.class, act::run);
        assertTrue(String.valueOf(refusal.getMessage()).contains(word), refusal::getMessage);
    }

    private void assertNothingTemporary() throws IOException {
        try (var files = Files.walk(root)) {
            assertTrue(
                    files.noneMatch(f -> f.getFileName().toString().endsWith(UnixHost.UNFINISHED)));
        }
    }

    @Test
    void z04_modesAreThereFromTheBeginning() throws IOException {
        Path file = root.resolve("secret");
        UnixHost watched =
                host(point -> {
                    if (point.startsWith("half")) {
                        Path beside = root.resolve(".secret" + UnixHost.UNFINISHED);
                        assertEquals("rw-------", host.mode(beside));
                    }
                });
        watched.write(file, TEXT, Mode.PRIVATE, Owner.ROOT);
        assertEquals("rw-------", host.mode(file));
        host.folder(root.resolve("a/b"), Mode.PRIVATE, Owner.ROOT);
        assertEquals("rwx------", host.mode(root.resolve("a/b")));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        host.write(file, TEXT, Mode.PRIVATE, Owner.ROOT);
        assertEquals("rw-------", host.mode(file), "an equal file with a wrong mode");
    }

    @Test
    void anEqualFileIsLeftUntouched() throws IOException {
        Path file = root.resolve("file");
        host.write(file, TEXT, Mode.PUBLIC, Owner.ROOT);
        Object inode = Files.getAttribute(file, "unix:ino");
        host.write(file, TEXT, Mode.PUBLIC, Owner.ROOT);
        assertEquals(inode, Files.getAttribute(file, "unix:ino"));
        host.write(file, "other".getBytes(UTF_8), Mode.PUBLIC, Owner.ROOT);
        assertNotEquals(inode, Files.getAttribute(file, "unix:ino"));
    }

    @Test
    void z05_whatIsMadeOnceStays() {
        Path file = root.resolve("key");
        assertArrayEquals(TEXT, host.once(file, TEXT, Mode.PRIVATE, Owner.ROOT));
        byte[] other = "other".getBytes(UTF_8);
        assertArrayEquals(TEXT, host.once(file, other, Mode.PRIVATE, Owner.ROOT));
        assertArrayEquals(TEXT, host.read(file));
    }

    @Test
    void z06_linksInTheWayAreRefusedAndNothingOutsideIsTouched() throws IOException {
        Path victim = Files.writeString(outside.resolve("victim"), "mine");
        Path link = Files.createSymbolicLink(root.resolve("link"), victim);
        assertRefused(() -> host.write(link, TEXT, Mode.PUBLIC, Owner.ROOT), "no plain file");
        assertRefused(() -> host.once(link, TEXT, Mode.PUBLIC, Owner.ROOT), "no plain file");
        assertRefused(() -> host.read(link), "no plain file");
        Path folderLink = Files.createSymbolicLink(root.resolve("folder"), outside);
        assertRefused(
                () -> host.write(folderLink.resolve("x"), TEXT, Mode.PUBLIC, Owner.ROOT),
                "is no folder");
        assertRefused(() -> host.folder(folderLink, Mode.PUBLIC, Owner.ROOT), "is no folder");
        assertRefused(
                () -> host.folder(folderLink.resolve("x"), Mode.PUBLIC, Owner.ROOT),
                "is no folder");
        assertRefused(() -> host.remove(folderLink.resolve("victim")), "is no folder");
        Path hard = Files.createLink(root.resolve("hard"), victim);
        assertRefused(() -> host.write(hard, TEXT, Mode.PUBLIC, Owner.ROOT), "second name");
        assertEquals("mine", Files.readString(victim));
        try (var files = Files.list(outside)) {
            assertEquals(List.of(victim), files.toList());
        }
    }

    @Test
    void z06_specialFilesAreRefused() {
        Path fifo = root.resolve("fifo");
        host.run(List.of("mkfifo", fifo.toString()), Duration.ofSeconds(30));
        assertRefused(() -> host.write(fifo, TEXT, Mode.PUBLIC, Owner.ROOT), "no plain file");
        assertRefused(() -> host.read(fifo), "no plain file");
        assertTrue(host.exists(fifo));
    }

    @Test
    void z06_filesOfStrangersAreRefused() throws IOException {
        Assumptions.assumeTrue(
                System.getProperty("user.name", "").equals("root"),
                "only root can give files away");
        Path file = Files.writeString(root.resolve("file"), "theirs");
        Files.setAttribute(file, "unix:uid", 12_345);
        assertRefused(() -> host.write(file, TEXT, Mode.PUBLIC, Owner.ROOT), "belongs to");
        assertRefused(() -> host.read(file), "belongs to");
        Path theirs = Files.createDirectory(root.resolve("theirs"));
        Files.setAttribute(theirs, "unix:uid", 12_345);
        assertRefused(
                () -> host.write(theirs.resolve("x"), TEXT, Mode.PUBLIC, Owner.ROOT), "belongs to");
        assertEquals("theirs", Files.readString(file));
    }

    @Test
    void z06_aLinkBesideTheFileIsReplacedAndNotFollowed() throws IOException {
        Path victim = Files.writeString(outside.resolve("victim"), "mine");
        Files.createSymbolicLink(root.resolve(".file" + UnixHost.UNFINISHED), victim);
        host.write(root.resolve("file"), TEXT, Mode.PUBLIC, Owner.ROOT);
        assertEquals("mine", Files.readString(victim));
        assertArrayEquals(TEXT, host.read(root.resolve("file")));
        assertNothingTemporary();
    }

    @Test
    void nothingIsWrittenOutsideOfTheRoots() {
        assertRefused(
                () -> host.write(outside.resolve("x"), TEXT, Mode.PUBLIC, Owner.ROOT), "outside");
        assertRefused(
                () -> host.write(root.resolve("../outside/x"), TEXT, Mode.PUBLIC, Owner.ROOT),
                "outside");
        assertRefused(() -> host.remove(outside), "outside");
        assertRefused(() -> host.remove(root), "not removed");
        assertFalse(Files.exists(outside.resolve("x")));
    }

    @Test
    void z07_aKillLeavesTheOldOrTheNewAndTheNextRunLeavesNothingTemporary() throws IOException {
        Path file = root.resolve("file");
        Path link = root.resolve("link");
        byte[] next = "the next text".getBytes(UTF_8);
        int points = 0;
        for (int at = 0; ; at++) {
            host.write(file, TEXT, Mode.PUBLIC, Owner.ROOT);
            host.link(link, Path.of("old"));
            int[] left = {at};
            boolean killed = false;
            try {
                UnixHost killable =
                        host(_ -> {
                            if (left[0]-- == 0) {
                                throw new Killed();
                            }
                        });
                killable.write(file, next, Mode.PUBLIC, Owner.ROOT);
                killable.link(link, Path.of("new"));
            } catch (Killed e) {
                killed = true;
            }
            String now = Files.readString(file);
            assertTrue(List.of("text", "the next text").contains(now));
            assertTrue(List.of("old", "new").contains(String.valueOf(host.target(link))));
            host.write(file, next, Mode.PUBLIC, Owner.ROOT);
            host.link(link, Path.of("new"));
            assertNothingTemporary();
            if (!killed) {
                break;
            }
            points++;
        }
        assertEquals(7, points);
    }

    @Test
    void z07_whatAKillLeftGoesAlsoWhereTheOldTextIsWantedAgain() throws IOException {
        Path file = root.resolve("file");
        host.write(file, TEXT, Mode.PUBLIC, Owner.ROOT);
        UnixHost killable =
                host(point -> {
                    if (point.startsWith("rename")) {
                        throw new Killed();
                    }
                });
        byte[] next = "next".getBytes(UTF_8);
        assertThrows(Killed.class, () -> killable.write(file, next, Mode.PUBLIC, Owner.ROOT));
        assertTrue(host.exists(root.resolve(".file" + UnixHost.UNFINISHED)));
        host.write(file, TEXT, Mode.PUBLIC, Owner.ROOT);
        assertNothingTemporary();
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void linksAreNeverFollowedByARemoval() throws IOException {
        Path tree = Files.createDirectories(root.resolve("tree/below"));
        Path victim = Files.writeString(outside.resolve("victim"), "mine");
        Files.createSymbolicLink(tree.resolve("link"), outside);
        host.remove(root.resolve("tree"));
        assertFalse(host.exists(root.resolve("tree")));
        assertTrue(Files.exists(victim));
        host.remove(root.resolve("tree"));
    }

    @Test
    void z09_aFolderThatCannotBeWrittenIsASentence() throws IOException {
        Files.writeString(root.resolve("file"), "");
        assertRefused(
                () -> host.write(root.resolve("file/x"), TEXT, Mode.PUBLIC, Owner.ROOT),
                "is no folder");
        assertRefused(
                () -> host.write(root.resolve("none/x"), TEXT, Mode.PUBLIC, Owner.ROOT),
                "cannot be written");
    }

    @Test
    void z03_wordsReachAProgramAsTheyAre() {
        String odd = "a b'\"$(id);`id`&|*\t\\";
        Host.Result result = host.run(List.of("printf", "%s", odd), Duration.ofSeconds(30));
        assertEquals(new Host.Result(0, odd), result);
    }

    @Test
    void z04_programsGetABareEnvironment() {
        Host.Result result =
                host.run(List.of("env"), null, Map.of("A", "b"), Duration.ofSeconds(30));
        assertEquals(
                List.of("A", "LC_ALL", "PATH"),
                result.output().lines().map(l -> l.replaceAll("=.*", "")).sorted().toList());
    }

    @Test
    void programsAreEndedAtTheirLimit() {
        assertRefused(
                () -> host.run(List.of("sleep", "600"), Duration.ofMillis(200)), "longer than");
        assertRefused(() -> host.run(List.of("no-such-program"), Duration.ofSeconds(1)), "install");
        assertNull(host.program("no-such-program"));
    }

    @Test
    void z08_onlyOneCookAtATimeAndADeadOneLeavesNoLock() throws Exception {
        Path file = root.resolve("cook.lock");
        Clock clock = Clock.systemUTC();
        try (OneCook _ = OneCook.take(file, Duration.ZERO, clock)) {
            assertRefused(
                    () -> OneCook.take(file, Duration.ofMillis(150), clock),
                    "process " + ProcessHandle.current().pid());
        }
        Files.writeString(file, "process 1, since 2001-01-01T00:00:00Z");
        OneCook.take(file, Duration.ZERO, clock).close();
        assertEquals("", Files.readString(file));
        Path link = Files.createSymbolicLink(root.resolve("link.lock"), outside.resolve("x"));
        assertRefused(() -> OneCook.take(link, Duration.ZERO, clock), "no plain file");
        assertFalse(Files.exists(outside.resolve("x"), LinkOption.NOFOLLOW_LINKS));
    }
}
