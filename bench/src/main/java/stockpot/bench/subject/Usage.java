package stockpot.bench.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process has used, from {@code /proc}.
 *
 * @param cpuMillis user and system time since its start, in steps of 10 ms
 * @param rssMegabytes resident memory (1 MB = 1,000,000 bytes)
 * @param threads native threads
 */
public record Usage(long cpuMillis, double rssMegabytes, int threads) {
    /** Ticks of {@code /proc/PID/stat} in a second: USER_HZ, 100 on every Linux that we know. */
    private static final long TICK_MILLIS = 10;

    private static final int UTIME = 11;
    private static final int STIME = 12;

    /** Reads it now. */
    public static Usage of(long pid) {
        Path proc = Path.of("/proc", Long.toString(pid));
        try {
            String stat = Files.readString(proc.resolve("stat"));
            // The second field is the name in parentheses and may hold anything: count from behind
            // it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
            List<String> status = Files.readAllLines(proc.resolve("status"));
            return new Usage(
                    ticks * TICK_MILLIS,
                    number(status, "VmRSS:") * 1024 / 1_000_000.0,
                    (int) number(status, "Threads:"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(List<String> status, String key) {
        String line = status.stream().filter(l -> l.startsWith(key)).findFirst().orElse(key + " 0");
        return Long.parseLong(line.substring(key.length()).replace("kB", "").strip());
    }
}
