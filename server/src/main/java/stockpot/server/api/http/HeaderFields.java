package stockpot.server.api.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The header lines of a request in their order; names are in lower case. */
public final class HeaderFields {
    private String[] names = new String[16];
    private String[] values = new String[16];
    private int size;

    void add(String name, String value) {
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        names[size] = name;
        values[size++] = value;
    }

    /** How many lines there are. */
    public int size() {
        return size;
    }

    /** The value of the first line of that lower-case name, or null. */
    public @Nullable String first(String name) {
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                return values[i];
            }
        }
        return null;
    }

    /** How many lines have that lower-case name. */
    public int count(String name) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                count++;
            }
        }
        return count;
    }

    /** All values of that lower-case name, joined by commas as RFC 9110 §5.3 has it, or null. */
    public @Nullable String joined(String name) {
        String first = null;
        StringBuilder all = null;
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                if (first == null) {
                    first = values[i];
                } else {
                    all = all == null ? new StringBuilder(first) : all;
                    all.append(',').append(values[i]);
                }
            }
        }
        return all == null ? first : all.toString();
    }
}
