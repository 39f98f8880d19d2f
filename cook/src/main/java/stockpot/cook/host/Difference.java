package stockpot.cook.host;

import java.util.List;

/**
 * What a step would change, a line each, without secrets; empty if nothing.
 *
 * @param lines such as {@code "+ folder data/secrets (0700)"} or the lines of a text difference
 */
public record Difference(List<String> lines) {
    /** All is as it should be. */
    public static final Difference NONE = new Difference(List.of());

    public Difference {
        lines = List.copyOf(lines);
    }

    /** One line. */
    public static Difference of(String line) {
        return new Difference(List.of(line));
    }

    public boolean isNone() {
        return lines.isEmpty();
    }
}
