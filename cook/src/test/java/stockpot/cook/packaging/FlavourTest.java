package stockpot.cook.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What pot reads of the flavour: its command files, the manifest and the page. */
class FlavourTest {
    private static final Path FLAVOUR = Scripts.top("pot-flavour");

    /** What pot takes from a flavour; of any other line it only warns. */
    private static final Set<String> WORDS =
            Set.of(
                    "add-dep",
                    "set-attribute",
                    "copy-in",
                    "copy-in-flv",
                    "mount-in",
                    "set-rss",
                    "export-ports",
                    "set-cmd",
                    "set-env");

    /** Attributes of pot that the flavour sets, with the form of their values. */
    private static final Map<String, String> ATTRIBUTES =
            Map.of(
                    "persistent", "ON|OFF",
                    "no-rc-script", "ON|OFF",
                    "exec_stop", "/[^ ]*",
                    "stop_timeout", "[0-9]+");

    private static List<String> lines(String file) throws IOException {
        return Files.readAllLines(FLAVOUR.resolve(file));
    }

    private static List<Path> commandFiles() throws IOException {
        try (var files = Files.list(FLAVOUR)) {
            return files.filter(file -> file.getFileName().toString().matches("stockpot(\\+\\d)?"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyLineIsACommandThatPotTakesFromAFlavour() throws IOException {
        assertFalse(commandFiles().isEmpty());
        for (Path file : commandFiles()) {
            for (String line : Files.readAllLines(file)) {
                String word = line.split(" ", 2)[0];
                assertTrue(WORDS.contains(word), file + ": " + line);
                // pot divides at blanks and knows no quotes; set-cmd takes the rest of the line.
                if (word.equals("set-cmd")) {
                    assertTrue(line.startsWith("set-cmd -c /"), line);
                } else {
                    assertTrue(line.matches("[a-z-]+( -[a-zA-Z] [^ \"'$`\\\\]+)+"), line);
                }
                assertFalse(line.contains(" -p "), "pot adds the name itself: " + line);
            }
        }
    }

    @Test
    void attributesAreThoseOfPot() throws IOException {
        for (Path file : commandFiles()) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("set-attribute ")) {
                    String[] words = line.split(" ");
                    assertEquals(List.of("-A", "-V"), List.of(words[1], words[3]), line);
                    String form = ATTRIBUTES.getOrDefault(words[2], "no such attribute");
                    assertTrue(words[4].matches(form), line);
                }
            }
        }
    }

    @Test
    void jailIsStoppedByCookStopInEveryFormAndHasTimeForIt() throws IOException {
        assertEquals(
                List.of(
                        "set-attribute -A exec_stop -V /usr/local/bin/cook-stop",
                        "set-attribute -A stop_timeout -V 60"),
                lines("stockpot+3"));
        assertTrue(Files.isExecutable(Scripts.top("bin/cook-stop")));
    }

    @Test
    void blockingImageRunsCookInFrontAndNothingRunsAfterThat() throws IOException {
        assertEquals("set-cmd -c /usr/local/bin/cook up", lines("stockpot+4").getLast());
        // A script of that layer would start the jail, and with it the command.
        assertFalse(Files.exists(FLAVOUR.resolve("stockpot+4.sh")));
        for (String earlier : List.of("stockpot", "stockpot+3")) {
            assertFalse(String.join(" ", lines(earlier)).contains("set-cmd"), earlier);
        }
        for (int layer = 1; layer <= 4; layer++) {
            String name = "stockpot+" + layer;
            assertTrue(
                    Files.exists(FLAVOUR.resolve(name))
                            || Files.exists(FLAVOUR.resolve(name + ".sh")),
                    name);
        }
    }

    @Test
    void archiveComesFromWhereMakeDistPutsIt() throws IOException {
        assertEquals(
                List.of("copy-in-flv -s stockpot.d/stockpot.tgz -d /root/stockpot.tgz"),
                lines("stockpot"));
        String makefile = Files.readString(Scripts.top("Makefile"));
        assertTrue(makefile.contains("\"$(FLAVOUR)/stockpot.d/stockpot.tgz\""));
        assertTrue(makefile.contains("FLAVOUR = pot-flavour\n"));
        assertTrue(
                Files.readString(FLAVOUR.resolve("stockpot.sh"))
                        .contains("archive=$root/root/stockpot.tgz"));
    }

    @Test
    void z04_noSecretIsSetInTheFlavour() throws IOException {
        for (Path file : commandFiles()) {
            assertFalse(Files.readString(file).contains("set-env"), file.toString());
        }
    }

    @Test
    void manifestHasWhatTheImageBuilderReads() throws IOException {
        List<String> lines = lines("stockpot.ini");
        assertEquals("[manifest]", lines.getFirst());
        for (String key : List.of("potname", "author", "version", "origin", "runs_in_nomad")) {
            assertEquals(
                    1, lines.stream().filter(line -> line.matches(key + "=\".+\"")).count(), key);
        }
    }

    @Test
    void pageHasItsFrontMatterAndSaysWhatWasNeverRun() throws IOException {
        String page = Files.readString(FLAVOUR.resolve("README.md"));
        String[] parts = page.split("(?m)^---$", 3);
        assertEquals("", parts[0]);
        Map<String, Object> front = new Yaml().load(parts[1]);
        assertEquals(Set.of("author", "title", "summary", "tags"), front.keySet());
        assertTrue(front.get("tags") instanceof List<?> tags && tags.contains("matrix"));
        assertTrue(parts[2].contains("# Never run for real"));
        assertTrue(parts[2].contains("in the clear"));
        for (String command :
                List.of("zfs create", "pot import", "pot mount-in", "pot set-env", "exec_stop")) {
            assertTrue(parts[2].contains(command), command);
        }
    }
}
