package stockpot.cook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.env.Places;
import stockpot.cook.host.Interruptions;
import stockpot.cook.operator.Kitchen;

class MainTest {
    @TempDir Path folder;

    @BeforeEach
    void makeAServerThatWritesItsWordsDown() throws IOException {
        Path program = folder.resolve("stockpot");
        Files.writeString(
                program,
                "#!/bin/sh\nfor word; do printf '%s\\n' \"$word\"; done >\"$(dirname \"$0\")/words\"\nexit 5\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private int cook(String... words) {
        Places places = new Places(Map.of("STOCKPOT_HOME", folder.toString()));
        return Main.run(new Kitchen(places, new SecureRandom(), Interruptions.NONE), words);
    }

    private List<String> words() throws IOException {
        return Files.readAllLines(folder.resolve("words"));
    }

    @Test
    void generateAsksTheServerAndReturnsItsStatus() throws IOException {
        assertEquals(5, cook("generate", "example.com", "--config", "/a b/homeserver.yaml"));
        assertEquals(
                List.of(
                        "--generate-config",
                        "--server-name=example.com",
                        "--report-stats=no",
                        "--config-path=/a b/homeserver.yaml",
                        "--data-directory=/a b"),
                words());
    }

    @Test
    void configExplainsAndChecks() throws IOException {
        assertEquals(5, cook("config", "--explain", "listeners"));
        assertEquals(List.of("--explain=listeners"), words());
        assertEquals(5, cook("config", "--explain"));
        assertEquals(List.of("--explain"), words());
        assertEquals(5, cook("config", "--check", "a.yaml"));
        assertEquals(List.of("--config=a.yaml", "--check-config"), words());
    }

    @Test
    void ldapTestAsksTheServer() throws IOException {
        assertEquals(5, cook("ldap-test", "alice"));
        assertEquals(List.of("--config=homeserver.yaml", "--ldap-test=alice"), words());
        assertEquals(5, cook("ldap-test", "--config", "a.yaml", "--ask-password", "@a:b"));
        assertEquals(List.of("--config=a.yaml", "--ldap-test=@a:b", "--ask-password"), words());
    }

    @Test
    void mailTestAsksTheServer() throws IOException {
        assertEquals(5, cook("mail-test", "a@example.org", "--config", "a.yaml"));
        assertEquals(List.of("--config=a.yaml", "--mail-test=a@example.org"), words());
        assertEquals(1, cook("mail-test"));
    }

    @Test
    void z03_wordsNeverPassThroughAShell() throws IOException {
        assertEquals(5, cook("generate", "$(touch x);`y`&|"));
        assertEquals("--server-name=$(touch x);`y`&|", words().get(1));
    }

    @Test
    void wrongInputEndsWithOne() {
        assertEquals(1, cook());
        assertEquals(1, cook("generate"));
        assertEquals(1, cook("generate", "a", "b"));
        assertEquals(1, cook("config"));
        assertEquals(1, cook("soup"));
        assertFalse(Files.exists(folder.resolve("words")));
        assertEquals(0, cook("--help"));
        assertEquals(0, cook("generate", "--help"));
    }

    @Test
    void serverThatIsNotThereIsASentence() {
        Places places = new Places(Map.of("STOCKPOT_HOME", "/nowhere"));
        assertEquals(
                1,
                Main.run(new Kitchen(places, new SecureRandom(), Interruptions.NONE), "version"));
        assertEquals("stockpot", new Places(Map.of()).serverProgram());
    }
}
