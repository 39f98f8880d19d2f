package stockpot.cook.services;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import stockpot.cook.env.Place;
import stockpot.cook.host.Host;

/**
 * The script that stays in front ({@code bin/lib/front.sh}): where its table lies, and whether it
 * runs.
 *
 * @param table the folder of the table; the front's own files lie beside it
 */
public record Front(Path table) {
    /** Its file that says a change is ready to be taken. */
    static final String CHANGE = "change";

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** The front of a place. */
    public static Front of(Place place) {
        return new Front(place.run().resolve("front"));
    }

    Path services() {
        return table.resolve("services");
    }

    /** Where a round of duties says after how many seconds the next one has something to do. */
    public Path next() {
        return table.resolve("tend.next");
    }

    Path change() {
        return table.resolve(CHANGE);
    }

    /** Its process id, or 0 if it does not run. */
    public long process(Host host) {
        Path file = table.resolveSibling("front.pid");
        byte[] content = host.read(file);
        String pid = content == null ? "" : new String(content, UTF_8).strip();
        if (!pid.matches("\\d{1,10}")) {
            return 0;
        }
        // A process of the same number may be anything after a reboot.
        String line = host.run(List.of("ps", "-o", "args=", "-p", pid), LIMIT).output();
        return line.contains("front.sh") && line.contains(table.toString())
                ? Long.parseLong(pid)
                : 0;
    }

    /** Whether it runs. */
    public boolean runs(Host host) {
        return process(host) > 0;
    }
}
