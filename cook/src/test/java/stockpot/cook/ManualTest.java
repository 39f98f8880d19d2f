package stockpot.cook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import stockpot.cook.operator.Manual;

/**
 * What is written about cook is what it does. To make the pages anew: {@code sh bin/build/maven.sh
 * -pl cook -am test -Dtest=ManualTest -Dtest.jvm.more=-Dstockpot.manual.write=true}.
 */
class ManualTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final boolean WRITE = Boolean.getBoolean("stockpot.manual.write");

    private static CommandLine cook() {
        return Main.commandLine(TestKitchen.of(Map.of()));
    }

    private static void compare(Path file, String wanted) throws IOException {
        if (WRITE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, wanted);
        }
        assertEquals(wanted, Files.readString(file), file + ": see ManualTest to make it anew");
    }

    @Test
    void manualPageIsThatOfTheCode() throws IOException {
        compare(DOCS.resolve("man/cook.1"), Manual.page(cook()));
    }

    @Test
    void completionIsThatOfTheCode() throws IOException {
        String script = Manual.completion(cook());
        compare(DOCS.resolve("man/cook.bash"), script);
    }

    @Test
    void pageOfVariablesIsThatOfTheCode() throws IOException {
        Path page = DOCS.resolve("cook.md");
        String text = Files.readString(page);
        String begin = "<!-- variables: made from the code -->\n";
        String end = "<!-- end -->";
        int from = text.indexOf(begin) + begin.length();
        String wanted =
                text.substring(0, from)
                        + Manual.variables()
                        + text.substring(text.indexOf(end, from));
        compare(page, wanted);
    }

    @Test
    void everyCommandIsExplained() throws IOException {
        String page = Files.readString(DOCS.resolve("cook.md"));
        for (Map.Entry<String, CommandLine> command : cook().getSubcommands().entrySet()) {
            assertTrue(page.contains("`cook " + command.getKey()), command.getKey());
            List<String> description =
                    List.of(command.getValue().getCommandSpec().usageMessage().description());
            assertTrue(!description.isEmpty(), command.getKey());
        }
    }
}
