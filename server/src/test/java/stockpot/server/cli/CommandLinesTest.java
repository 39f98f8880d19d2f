package stockpot.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.Config;
import stockpot.server.config.ConfigReader;
import stockpot.server.config.KeptSecrets;
import stockpot.server.config.StartupRefusal;
import stockpot.server.ports.Ports;
import stockpot.server.ports.jvm.JvmChance;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmLanes;
import stockpot.server.ports.jvm.JvmOutgoing;
import stockpot.server.ports.jvm.JvmThreads;
import stockpot.server.ports.jvm.JvmWaiting;
import stockpot.server.users.PasswordHash;

class CommandLinesTest {
    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rw-------");

    @TempDir Path folder;

    private static final DataTool NO_DATA =
            new DataTool() {
                @Override
                public ObjectNode examine(Config config) {
                    throw new StartupRefusal("The database cannot be read: there is none.");
                }

                @Override
                public void copyDatabase(Config config, Path file) {
                    throw new StartupRefusal("The database could not be copied to " + file);
                }
            };

    private final List<Config> started = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int stockpot(String... words) {
        StockpotCommand command =
                new StockpotCommand(
                        config -> {
                            started.add(config);
                            return 0;
                        },
                        NO_DATA,
                        (config, address, out) -> {
                            out.println("a letter to " + address);
                            return 0;
                        },
                        ports(),
                        Map.of());
        return command.run(words);
    }

    private static Ports ports() {
        return new Ports(
                new JvmClock(),
                new JvmWaiting(),
                new JvmThreads(),
                new JvmLanes(),
                new JvmChance(),
                new JvmOutgoing());
    }

    private Dialogue dialogue(String input) {
        return Dialogue.of(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String generate(String name) throws IOException {
        Path file = folder.resolve(name).resolve("homeserver.yaml");
        int status =
                stockpot(
                        "--server-name",
                        "example.com",
                        "--config-path",
                        file.toString(),
                        "--generate-config",
                        "--report-stats=no");
        assertEquals(0, status);
        return Files.readString(file);
    }

    @Test
    void generatedConfigurationStartsAServer() throws IOException {
        String text = generate("a");
        Path file = folder.resolve("a/homeserver.yaml");
        // Any free port: another server may be running on the usual one.
        Files.writeString(file, text.replace("port: 8008", "port: 0"));
        for (String option : List.of("-c", "--config", "--config-path")) {
            assertEquals(0, stockpot(option, file.toString()));
        }
        assertEquals(0, stockpot("--config=" + file));
        assertEquals(4, started.size());
        Config config = started.getFirst();
        assertEquals("example.com", config.server().name().value());
        assertEquals(folder.resolve("a"), config.server().dataDir());
        assertFalse(config.registration().enabled());
        assertTrue(Files.exists(config.server().signingKeyPath()));
        assertEquals(0, stockpot("--check-config", "-c", file.toString()));
        assertEquals(4, started.size());
    }

    @Test
    void z04_generatedFilesBelongToTheirOwnerAlone() throws IOException {
        generate("a");
        try (var files = Files.walk(folder.resolve("a"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertEquals(OWNER, Files.getPosixFilePermissions(file), file::toString);
            }
        }
        assertEquals(
                PosixFilePermissions.fromString("rwx------"),
                Files.getPosixFilePermissions(folder.resolve("a")));
    }

    @Test
    void z05_nothingThatExistsIsOverwritten() throws IOException {
        String first = generate("a");
        Path key = folder.resolve("a/example.com.signing.key");
        String line = Files.readString(key);
        Path file = folder.resolve("a/homeserver.yaml");
        assertEquals(1, stockpot("--generate-config", "-H", "example.com", "-c", file.toString()));
        assertEquals(first, Files.readString(file));
        Path here = folder.resolve("a");
        GenerateConfig.Wish again =
                new GenerateConfig.Wish(file, "example.com", here, here, 8008, false, false);
        GenerateConfig maker = new GenerateConfig(new JvmChance());
        PrintStream said = new PrintStream(out, true, StandardCharsets.UTF_8);
        StartupRefusal there = assertThrows(StartupRefusal.class, () -> maker.make(again, said));
        assertTrue(String.valueOf(there.getMessage()).contains("exists and is not overwritten"));
        Files.delete(file);
        assertNotEquals(first, generate("a"));
        assertEquals(line, Files.readString(key));
        assertNotEquals(first, generate("b"));
    }

    @Test
    void wrongInputEndsWithOne() throws IOException {
        generate("a");
        String file = folder.resolve("a/homeserver.yaml").toString();
        assertEquals(1, stockpot());
        assertEquals(1, stockpot("--nonsense"));
        assertEquals(1, stockpot("-c", folder.resolve("none").toString()));
        assertEquals(1, stockpot("--generate-config"));
        assertEquals(1, stockpot("--generate-config", "-H", "not a name", "-c", file + "2"));
        assertEquals(
                1,
                stockpot(
                        "--generate-config",
                        "-H",
                        "a.b",
                        "--report-stats=perhaps",
                        "-c",
                        file + "2"));
        assertFalse(Files.exists(Path.of(file + "2")));
        assertEquals(1, stockpot("hash_password", "--nonsense"));
        assertEquals(1, stockpot("matrix-change-user-admin-status", "-c", file, "alice", "2"));
        assertEquals(1, stockpot("register_new_matrix_user", "-u", "alice", "-p", "x"));
        assertTrue(started.isEmpty());
    }

    @Test
    void k12_signingKeyIsMadeOnceAndNeverReplaced() throws IOException {
        Path key = folder.resolve("deep/signing.key");
        JvmChance chance = new JvmChance();
        String line = SigningKeyFile.loadOrCreate(key, false, chance);
        assertTrue(line.matches("ed25519 a_[A-Za-z]{4} [A-Za-z0-9+/]{43}"), line);
        for (int i = 0; i < 1_000; i++) {
            assertEquals(line, SigningKeyFile.loadOrCreate(key, i % 2 == 0, chance));
        }
        assertEquals(OWNER, Files.getPosixFilePermissions(key));
        Files.delete(key);
        StartupRefusal missing =
                assertThrows(
                        StartupRefusal.class, () -> SigningKeyFile.loadOrCreate(key, true, chance));
        assertTrue(String.valueOf(missing.getMessage()).contains("from a backup"));
        assertFalse(Files.exists(key));
        Files.writeString(key, "rubbish\n");
        assertThrows(StartupRefusal.class, () -> SigningKeyFile.loadOrCreate(key, false, chance));
        assertEquals("rubbish\n", Files.readString(key));
    }

    @Test
    void k12_danglingLinkIsNoPlaceForAKey() throws IOException {
        Path key = folder.resolve("signing.key");
        Files.createSymbolicLink(key, folder.resolve("elsewhere"));
        assertThrows(
                StartupRefusal.class,
                () -> SigningKeyFile.loadOrCreate(key, false, new JvmChance()));
        assertFalse(Files.exists(folder.resolve("elsewhere")));
        // Each of the two guards by itself: what is there is seen, and nothing is written through.
        assertTrue(PrivateFiles.exists(key));
        assertThrows(FileAlreadyExistsException.class, () -> PrivateFiles.create(key, "x"));
        assertFalse(Files.exists(folder.resolve("elsewhere")));
    }

    @Test
    void secretsThatNobodyGaveAreKept() throws IOException {
        SecretsFolder secrets = new SecretsFolder(new JvmChance());
        String secret = secrets.secret(folder, "form_secret");
        assertEquals(43, secret.length());
        assertEquals(secret, new SecretsFolder(new JvmChance()).secret(folder, "form_secret"));
        Path file = folder.resolve("secrets/form_secret");
        assertEquals(OWNER, Files.getPosixFilePermissions(file));
        Files.writeString(file, "");
        assertThrows(StartupRefusal.class, () -> secrets.secret(folder, "form_secret"));
    }

    @Test
    void secondServerOnOneDataFolderIsRefused() {
        try (DataSet _ = DataSet.take(folder)) {
            StartupRefusal refusal = assertThrows(StartupRefusal.class, () -> DataSet.take(folder));
            assertTrue(String.valueOf(refusal.getMessage()).contains("stop it first"));
        }
        DataSet.take(folder).close();
    }

    @Test
    void portThatIsTakenIsASentence() throws IOException {
        generate("a");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Path file = folder.resolve("a/homeserver.yaml");
            String port = Integer.toString(taken.getLocalPort());
            Files.writeString(file, Files.readString(file).replace("port: 8008", "port: " + port));
            assertEquals(1, stockpot("-c", file.toString()));
            assertTrue(started.isEmpty());
        }
    }

    @Test
    void dataFolderThatIsAFileIsASentence() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        StartupRefusal refusal =
                assertThrows(StartupRefusal.class, () -> DataSet.take(file.resolve("data")));
        assertTrue(String.valueOf(refusal.getMessage()).contains("not writable"));
    }

    @Test
    void quotedPathsAreReadAsTheyAre() {
        String path = "/a \"b\" \\c: #d 'e'\t\u2028 🍲";
        Config config =
                new ConfigReader(Map.of(), KeptSecrets.NONE)
                        .read(
                                "q",
                                "server_name: a.b\ndata_dir: " + GenerateConfig.quoted(path),
                                folder)
                        .config();
        assertEquals(path, config.server().dataDir().toString());
    }

    private String hash(String input, String... words) {
        HashPassword command = new HashPassword(dialogue(input), new JvmChance(), Map.of());
        int status = Words.run(command, words);
        return status + " " + out.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void passwordIsHashedAsSynapseDoes() throws IOException {
        PasswordHash plain = new PasswordHash(new JvmChance(), "", 12);
        String hash = hash("", "-p", "soup");
        assertTrue(hash.startsWith("0 $2b$12$"), hash);
        assertTrue(plain.verify("soup", hash.substring(2)));
        out.reset();
        Path config = folder.resolve("c.yaml");
        Files.writeString(config, "bcrypt_rounds: 4\npassword_config: {pepper: salt}\nany: key\n");
        String peppered = hash("soup\nignored\n", "-c", config.toString());
        assertTrue(peppered.startsWith("0 $2b$04$"), peppered);
        assertTrue(
                new PasswordHash(new JvmChance(), "salt", 4).verify("soup", peppered.substring(2)));
        out.reset();
        assertEquals("1 ", hash("\n"));
    }

    @Test
    void x02_logLinesHoldNoOtherLines() {
        StringBuilder line = new StringBuilder();
        LogLine.escape(line, "a\r\nb\u001b[31m\u0085\u2028c\td");
        assertEquals("a\\r\\nb\\u001b[31m\\u0085\\u2028c\\u0009d", line.toString());
        LogRecord entry = new LogRecord(Level.INFO, "said\n2026 forged");
        entry.setThrown(new IllegalStateException("thrown\n2026 forged"));
        String text = new LogLine(ZoneOffset.UTC).format(entry);
        assertTrue(text.contains("said\\n2026 forged"), text);
        assertTrue(text.contains("thrown\\n2026 forged"), text);
        assertTrue(text.lines().noneMatch(each -> each.startsWith("2026 forged")), text);
    }
}
