package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds pages about the program against the program. */
class DocumentsTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern VERSION = Pattern.compile("-\\d[\\w.]*\\.jar$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    @Test
    void everyLibraryIsNamedWithItsReason() throws IOException {
        TreeSet<String> there = new TreeSet<>();
        try (var jars = Files.list(TOP.resolve("server/target/lib"))) {
            jars.forEach(
                    jar -> there.add(VERSION.matcher(jar.getFileName().toString()).replaceAll("")));
        }
        TreeSet<String> named = new TreeSet<>();
        for (String line : Files.readAllLines(TOP.resolve("docs/dependencies.md"))) {
            if (line.equals("## Libraries of cook")) {
                break;
            }
            if (line.startsWith("| `")) {
                named.add(line.substring(3, line.indexOf('`', 3)));
            }
        }
        assertEquals(there, named);
        assertTrue(there.size() <= 60, () -> there.size() + " libraries");
    }

    @Test
    void linksBetweenPagesLeadSomewhere() throws IOException {
        TreeSet<String> broken = new TreeSet<>();
        for (Path page : pages()) {
            var links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                Path target = page.resolveSibling(links.group(1)).normalize();
                if (!Files.exists(target)) {
                    broken.add(TOP.relativize(page) + " → " + links.group(1));
                }
            }
        }
        assertTrue(broken.isEmpty(), broken::toString);
    }

    private static List<Path> pages() throws IOException {
        TreeSet<Path> pages = new TreeSet<>();
        for (Path folder : List.of(TOP, TOP.resolve("docs"), TOP.resolve("docs/decisions"))) {
            try (var files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        return List.copyOf(pages);
    }
}
