package stockpot.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.ConfigReader.Reading;

/** The files that the guides of Synapse's users lead to, and the one of the test suite. */
class ReferenceFilesTest {
    @TempDir Path folder;

    private String text(String name) throws IOException {
        try (InputStream in = getClass().getResourceAsStream(name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.replace("%FOLDER%", folder.toString());
        }
    }

    private Reading read(String name, Map<String, String> environment) throws IOException {
        return new ConfigReader(environment, (dataDir, secret) -> "made-" + secret)
                .read(name, text(name), folder);
    }

    @Test
    void fileOfTheTestSuiteIsRead() throws IOException {
        Files.writeString(folder.resolve("tls.crt"), "certificate");
        Files.writeString(folder.resolve("tls.key"), "key");
        Reading reading = read("sytest.yaml", Map.of());
        Config config = reading.config();
        assertEquals("127.0.0.1:8801", config.server().name().value());
        assertEquals("http://127.0.0.1:8800/", config.server().publicBaseurl());
        assertEquals("macaroon_secret_0", config.server().macaroonSecretKey());
        assertEquals(2, config.listeners().all().size());
        assertTrue(config.listeners().all().get(1).tls());
        assertEquals(4, config.login().bcryptRounds());
        assertEquals("reg_secret", config.registration().sharedSecret());
        assertEquals("10", config.rooms().defaultVersion());
        assertEquals(
                List.of(new RoomsConfig.PublicationRule("*", "*", "*", true)),
                config.rooms().publicationRules());
        assertEquals(1000, config.rateLimits().bucket("rc_login.address").burstCount());
        assertEquals(folder.resolve("data"), config.server().dataDir());
        assertEquals(1, reading.warnings().size());
    }

    @Test
    void fileOfTheContainerGuideStarts() throws IOException {
        Reading reading = read("r0.yaml", Map.of());
        DatabaseConfig.Sqlite database =
                assertInstanceOf(DatabaseConfig.Sqlite.class, reading.config().database());
        assertEquals(Path.of("/data/homeserver.db"), database.file());
        assertEquals(Path.of("/data"), reading.config().server().dataDir());
        assertEquals(Path.of("/data/media"), reading.config().media().storePath());
        assertTrue(reading.warnings().getFirst().contains("log_config"), reading::toString);
    }

    @Test
    void fileOfTheSwarmGuideAsPrintedNamesTheLineOfItsTab() throws IOException {
        ConfigException e =
                assertThrows(ConfigException.class, () -> read("r1-printed.yaml", Map.of()));
        int line = text("r1-printed.yaml").lines().toList().indexOf("\thost:redis") + 1;
        assertEquals(1, e.problems().size());
        assertTrue(
                e.problems().getFirst().startsWith("r1-printed.yaml:" + line + ": "), e::toString);
        assertTrue(e.problems().getFirst().contains("tab"), e::toString);
    }

    @Test
    void fileOfTheSwarmGuideMendedStarts() throws IOException {
        Reading reading = read("r1.yaml", Map.of("TZ", "Asia/Shanghai"));
        assertFalse(reading.config().registration().enabled());
        assertTrue(
                reading.warnings().getFirst().contains("enable_registration_without_verification"));
        assertEquals("synapse.example.com:8448", reading.config().server().name().value());
        String warning = reading.warnings().getLast();
        assertTrue(warning.contains("redis"), warning);
        assertTrue(warning.contains("url_preview_accept_language"), warning);
        assertTrue(warning.contains("trusted_key_servers"), warning);
        assertFalse(warning.contains("default_identity_server"), warning);
    }

    @Test
    void fileOfTheUberspaceGuideStarts() throws IOException {
        Files.writeString(folder.resolve("my.domain.name.crt"), "certificate");
        Files.writeString(folder.resolve("my.domain.name.key"), "key");
        Reading reading = read("r3.yaml", Map.of("PGHOST", "localhost", "PGPORT", "5432"));
        DatabaseConfig.Postgres database =
                assertInstanceOf(DatabaseConfig.Postgres.class, reading.config().database());
        assertEquals("/home/isabell/tmp", database.host());
        assertEquals(5432, database.port());
        assertEquals("synapse", database.user());
        assertEquals("synapse", database.database());
        assertEquals("<my super secure password>", database.password());
        assertEquals(10, database.maxConnections());
        assertEquals(
                List.of("::", "0.0.0.0"),
                reading.config().listeners().all().get(0).bindAddresses());
        assertTrue(reading.config().listeners().all().get(1).xForwarded());
        assertTrue(reading.config().userDirectory().enabled());
    }
}
