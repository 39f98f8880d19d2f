package stockpot.server.api.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many files this process may have open. A listener that cannot accept for want of a file
 * handle is closed by the web server for good (fault F42), so connections are bounded below that.
 */
final class FileHandles {
    /** Left for the database, media, outgoing connections and the JVM itself. */
    static final int RESERVED = 100;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String LINE = "Max open files";

    private FileHandles() {}

    /** The bound of one of {@code listeners} listening addresses, at most {@code wanted}. */
    static int bound(int wanted, int listeners) {
        return bound(wanted, listeners, limitLines());
    }

    static int bound(int wanted, int listeners, List<String> limitLines) {
        for (String line : limitLines) {
            if (line.startsWith(LINE)) {
                String soft = line.substring(LINE.length()).strip().split(" ", 2)[0];
                if (soft.equals("unlimited")) {
                    return wanted;
                }
                long free = (Long.parseLong(soft) - RESERVED) / listeners;
                return (int) Math.min(wanted, Math.max(16, free));
            }
        }
        return wanted;
    }

    /** Linux tells; where nobody does, the limit wanted is taken. */
    private static List<String> limitLines() {
        try {
            return Files.isReadable(LIMITS) ? Files.readAllLines(LIMITS) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
