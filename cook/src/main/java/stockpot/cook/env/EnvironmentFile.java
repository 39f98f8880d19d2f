package stockpot.cook.env;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What pot writes at each start of a jail: lines of {@code export "NAME=VALUE"}. It is read as
 * text: a shell would expand {@code $} and backticks in the values, here they arrive as they were
 * typed ({@code "} alone is escaped by pot).
 */
final class EnvironmentFile {
    private static final int MOST_BYTES = 1 << 20;
    private static final String BEGIN = "export \"";

    private EnvironmentFile() {}

    /** Its variables; none where there is no such plain file. */
    static Map<String, String> read(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || !Files.isReadable(file)
                    || Files.size(file) > MOST_BYTES) {
                return Map.of();
            }
            return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Map.of();
        }
    }

    static Map<String, String> parse(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            if (!line.startsWith(BEGIN)
                    || !line.endsWith("\"")
                    || line.length() == BEGIN.length()) {
                continue;
            }
            String pair = line.substring(BEGIN.length(), line.length() - 1).replace("\\\"", "\"");
            int equals = pair.indexOf('=');
            if (equals > 0) {
                variables.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return variables;
    }
}
