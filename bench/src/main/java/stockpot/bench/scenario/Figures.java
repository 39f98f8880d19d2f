package stockpot.bench.scenario;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a scenario found: named figures in the order in which they were put, each with its unit. */
public final class Figures {
    private final Map<String, Double> values = new LinkedHashMap<>();
    private long errors;

    /** Puts a figure; the name ends in its unit, as in {@code "send p99, ms"}. */
    public Figures put(String name, double value) {
        values.put(name, value);
        return this;
    }

    /** Puts median and 99th percentile of times in nanoseconds. */
    public Figures putTimes(String name, long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        put(name + " p50, ms", percentile(sorted, 50));
        return put(name + " p99, ms", percentile(sorted, 99));
    }

    /** Counts something wrong, missing, doubled or late. */
    public Figures errors(long count) {
        errors += count;
        return this;
    }

    /** All figures, by name. */
    public Map<String, Double> values() {
        Map<String, Double> all = new LinkedHashMap<>(values);
        all.put("errors", (double) errors);
        return all;
    }

    /** How many things were wrong. */
    public long errors() {
        return errors;
    }

    /** A figure as it is printed: three significant digits where it is small. */
    public static String text(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        return String.format(
                Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    private static double percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return 0;
        }
        int index = Math.min(sorted.length - 1, sorted.length * percent / 100);
        return sorted[index] / 1e6;
    }
}
