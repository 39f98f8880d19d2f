package stockpot.cook.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.cook.env.Settings;
import stockpot.cook.fixture.Child;
import stockpot.cook.fixture.Parts;
import stockpot.cook.fixture.RawSettings;
import stockpot.cook.fixture.Sshd;
import stockpot.cook.host.HostException;
import stockpot.cook.services.Service;

/** The control user, with sshd and ssh themselves. */
class ControlTest {
    private static final String ME = System.getProperty("user.name");

    private Path folder;

    @BeforeEach
    void makeAFolder() {
        folder = Sshd.strictFolder();
    }

    @AfterEach
    void removeIt() throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    /** A cook that says what it was asked, beside the real cook-control. */
    private Path programs() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        program(bin.resolve("cook"), "#!/bin/sh\nprintf '<%s>' \"$COOK_ROOT\" \"$@\"\n");
        Path control = bin.resolve("cook-control");
        program(control, Files.readString(Path.of("../bin/cook-control")));
        return control;
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What cook would have written. */
    private Service prepared(Settings settings, String admitted) throws IOException {
        var place = settings.place();
        Files.createDirectories(ControlUser.folder(place));
        Files.write(ControlUser.hostKey(place), HostKey.make(new SecureRandom()));
        Files.setPosixFilePermissions(
                ControlUser.hostKey(place), PosixFilePermissions.fromString("rw-------"));
        var keys = AuthorizedKeys.read(admitted.getBytes(UTF_8));
        assertEquals(List.of(), keys.problems());
        Files.writeString(ControlUser.keys(place), keys.text());
        Path config = place.current().resolve(SshdConfig.PATH);
        Files.createDirectories(config.getParent());
        Files.write(config, SshdConfig.file(settings, ME, programs()).bytes());
        Service service = ControlUser.service(settings, Parts.require("sshd"));
        Sshd.prepare();
        var check = Child.run(Objects.requireNonNull(service.checkCommand()));
        assertEquals(0, check.status(), check.output());
        return service;
    }

    @Test
    void z15_keyComesInToTheForcedCommandAndNothingElseDoes() throws IOException {
        Path mine = Sshd.keyPair(folder, "mine", "-t", "ed25519");
        Path foreign = Sshd.keyPair(folder, "foreign", "-t", "ed25519");
        RawSettings raw = new RawSettings(folder.resolve("place"));
        Settings settings = raw.settings();
        Service service = prepared(settings, Files.readString(Path.of(mine + ".pub")));
        String root = "<" + raw.root + ">";
        try (Sshd sshd = new Sshd(folder, service, raw.ports.ssh())) {
            var asked = sshd.ask(mine, ME, "status --json");
            assertTrue(asked.output().endsWith(root + "<status><--json>"), asked.output());
            assertEquals(0, asked.status());

            var shell = sshd.ask(mine, ME, "sh -c id");
            assertEquals(1, shell.status());
            assertTrue(shell.output().contains("\"sh\" cannot be asked for"), shell.output());
            assertFalse(shell.output().contains("uid="), shell.output());

            var stranger = sshd.ask(foreign, ME, "status");
            assertEquals(255, stranger.status());
            assertTrue(
                    stranger.output().contains("Permission denied (publickey)"), stranger.output());
            var password =
                    sshd.ask(
                            foreign,
                            ME,
                            "status",
                            "-o",
                            "PreferredAuthentications=password,keyboard-interactive");
            assertEquals(255, password.status());
            assertTrue(
                    password.output().contains("Permission denied (publickey)"), password.output());
            var another = sshd.ask(mine, "nobody", "status");
            assertEquals(255, another.status());

            var forward =
                    sshd.ask(
                            mine,
                            ME,
                            "status",
                            "-o",
                            "ExitOnForwardFailure=yes",
                            "-R",
                            "0:127.0.0.1:1");
            assertFalse(forward.output().contains("Allocated port"), forward.output());
            assertEquals(255, forward.status());

            // Strict modes stay on: a folder that others may write admits nobody.
            Path keys = ControlUser.folder(settings.place());
            Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertEquals(255, sshd.ask(mine, ME, "status").status());
            assertTrue(sshd.log().contains("bad ownership or modes"), sshd.log());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "a\"b", "a'b", "a\\b", "a$(id)b", "a%hb", "a;b#c", "a`id`b", "ü"})
    void z01_hostilePathsAreTextsInSshd(String name) throws IOException {
        Path mine = Sshd.keyPair(folder, "mine", "-t", "ed25519");
        RawSettings raw = new RawSettings(folder.resolve(name));
        Service service = prepared(raw.settings(), Files.readString(Path.of(mine + ".pub")));
        try (Sshd sshd = new Sshd(folder, service, raw.ports.ssh())) {
            var asked = sshd.ask(mine, ME, "status");
            assertTrue(
                    asked.output().endsWith("<" + raw.root + "><status>"),
                    () -> asked.output() + sshd.log());
        }
    }

    @Test
    void z01_namesThatArePatternsAndPathsWithLineEndsAreRefused() {
        Settings settings = new RawSettings(folder).settings();
        for (String account : List.of("*", "root\nPermitRootLogin yes", "a b", "", "!root", "-x")) {
            assertThrows(
                    HostException.class, () -> SshdConfig.file(settings, account, Path.of("/c")));
        }
        Settings broken = new RawSettings(folder.resolve("a\nPermitRootLogin yes")).settings();
        assertThrows(HostException.class, () -> SshdConfig.file(broken, ME, Path.of("/c")));
    }

    @Test
    void keysOfEveryKindAreTakenAndHostKeysNeverAlike() throws IOException {
        StringBuilder all = new StringBuilder("# mine\n\n");
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            all.append(Files.readString(Path.of(Sshd.keyPair(folder, type, "-t", type) + ".pub")));
        }
        AuthorizedKeys read = AuthorizedKeys.read(all.toString().getBytes(UTF_8));
        assertEquals(List.of(), read.problems());
        assertEquals(3, read.lines().size());
        byte[] one = HostKey.make(new SecureRandom());
        assertFalse(java.util.Arrays.equals(one, HostKey.make(new SecureRandom())), "z19");
        assertArrayEquals(
                AuthorizedKeys.read(read.text().getBytes(UTF_8)).text().getBytes(UTF_8),
                read.text().getBytes(UTF_8));
    }

    @Test
    void linesThatAreNotPlainPublicKeysAreRefusedByNumberAndNotShown() throws IOException {
        String key =
                Files.readString(Path.of(Sshd.keyPair(folder, "k", "-t", "ed25519") + ".pub"))
                        .strip();
        String small =
                Files.readString(
                        Path.of(Sshd.keyPair(folder, "s", "-t", "rsa", "-b", "1024") + ".pub"));
        String[] words = key.split(" ");
        for (String bad :
                List.of(
                        "command=\"sh\" " + key,
                        "from=\"*\",no-pty " + key,
                        "ssh-dss AAAA",
                        words[0],
                        words[0] + " AAAA",
                        words[0] + " " + words[1].substring(0, 40),
                        "ssh-rsa " + words[1],
                        small,
                        Files.readString(folder.resolve("k")),
                        "",
                        "secret-text-here")) {
            AuthorizedKeys read = AuthorizedKeys.read(bad.getBytes(UTF_8));
            assertEquals(List.of(), read.lines(), bad);
            assertFalse(read.problems().isEmpty(), bad);
            assertFalse(read.problems().toString().contains("secret-text"), bad);
        }
        assertFalse(AuthorizedKeys.read(new byte[65 << 10]).problems().isEmpty());
        String comment = AuthorizedKeys.read((key + "\u0007;$(id)\n").getBytes(UTF_8)).text();
        assertFalse(comment.contains("$") || comment.contains("\u0007"), comment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "busybox ash", "mksh"})
    void z03_whatIsAskedForIsWordsFromAListInEveryShell(String shell) throws IOException {
        Path control = programs();
        List<String> words = new ArrayList<>(List.of(shell.split(" ")));
        words.set(0, Parts.require(words.getFirst()).toString());
        words.addFirst("SSH_ORIGINAL_COMMAND=");
        words.addFirst("/usr/bin/env");
        words.addAll(List.of(control.toString(), "--root", "/a b"));
        for (String good : List.of("users", "cook users", "  admin  alice:x.org --no")) {
            words.set(1, "SSH_ORIGINAL_COMMAND=" + good);
            var ran = Child.run(words);
            assertEquals(0, ran.status(), ran.output());
            assertTrue(ran.output().startsWith("</a b><"), ran.output());
        }
        for (String bad :
                List.of(
                        "",
                        " ",
                        "cook",
                        "sh",
                        "up",
                        "secrets",
                        "restore x",
                        "status; id",
                        "status\nid",
                        "status $(id)",
                        "status `id`",
                        "status *",
                        "users /etc/passwd",
                        "users --root=x",
                        "users --root x",
                        "users -c x",
                        "status doctor;",
                        "status version'")) {
            words.set(1, "SSH_ORIGINAL_COMMAND=" + bad);
            var ran = Child.run(words);
            assertEquals(1, ran.status(), bad + ": " + ran.output());
            assertTrue(ran.output().startsWith("cook-control: "), ran.output());
        }
    }
}
