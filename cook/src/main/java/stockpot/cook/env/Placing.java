package stockpot.cook.env;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Works out where everything lies. On a whole machine that follows from the system, from what is
 * mounted, and from what may be written: in an image with a read-only root all goes below the data
 * set.
 */
final class Placing {
    private static final List<String> JAIL_DATA = List.of("/mnt/matrixdata", "/mnt");

    /** What a data set that was used before holds: ours, or the old jail's. */
    private static final List<String> USED = List.of("answers.json", "matrix-synapse");

    private final boolean freeBsd;
    private final boolean jail;

    Placing(String system, Map<String, String> environment) {
        this.freeBsd = system.equals("FreeBSD");
        this.jail = environment.containsKey("_POT_NAME") || environment.containsKey("_POT_IP");
    }

    Place place(@Nullable Path given, @Nullable String dataDir, Ports ports) {
        if (given != null) {
            Path root = given.toAbsolutePath().normalize();
            Path data = dataDir == null ? root.resolve("data") : Path.of(dataDir).normalize();
            return new Place(
                    root,
                    true,
                    data,
                    root.resolve("etc"),
                    root.resolve("run"),
                    root.resolve("log"),
                    ports);
        }
        Path data = dataDir == null ? usualData() : Path.of(dataDir).normalize();
        return new Place(
                Path.of("/"),
                false,
                data,
                writable(freeBsd ? "/usr/local/etc/stockpot" : "/etc/stockpot", data, "etc"),
                writable(freeBsd ? "/var/run/stockpot" : "/run/stockpot", data, "run"),
                writable("/var/log/stockpot", data, "log"),
                ports);
    }

    private Path usualData() {
        for (String folder : JAIL_DATA) {
            for (String used : USED) {
                if (Files.exists(Path.of(folder, used))) {
                    return Path.of(folder);
                }
            }
        }
        if (jail) {
            return Path.of("/mnt");
        }
        return Files.isDirectory(Path.of("/data"))
                ? Path.of("/data")
                : Path.of("/var/lib/stockpot");
    }

    /** A folder of the system where it can be made, else one below the data set. */
    private static Path writable(String folder, Path data, String name) {
        Path path = Path.of(folder);
        for (Path above = path; above != null; above = above.getParent()) {
            if (Files.isDirectory(above)) {
                return Files.isWritable(above) ? path : data.resolve("run").resolve(name);
            }
        }
        return data.resolve("run").resolve(name);
    }
}
