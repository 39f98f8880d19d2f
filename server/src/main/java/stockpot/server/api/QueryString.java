package stockpot.server.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;

/** The parameters behind the question mark, in order. */
final class QueryString {
    /** More parameters than any endpoint takes. */
    static final int MOST_PARAMETERS = 200;

    private static final QueryString NONE = new QueryString(List.of());

    /** Names and values by turns. */
    private final List<String> parts;

    private QueryString(List<String> parts) {
        this.parts = parts;
    }

    /**
     * Takes a raw query apart.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM}
     */
    static QueryString parse(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return NONE;
        }
        List<String> parts = new ArrayList<>(8);
        int from = 0;
        while (from <= raw.length()) {
            int end = raw.indexOf('&', from);
            end = end < 0 ? raw.length() : end;
            if (end > from) {
                add(parts, raw.substring(from, end));
            }
            from = end + 1;
        }
        return new QueryString(parts);
    }

    private static void add(List<String> parts, String pair) {
        if (parts.size() == 2 * MOST_PARAMETERS) {
            throw MatrixErrors.invalidParam("too many query parameters");
        }
        int equals = pair.indexOf('=');
        parts.add(PercentEncoding.query(equals < 0 ? pair : pair.substring(0, equals)));
        parts.add(equals < 0 ? "" : PercentEncoding.query(pair.substring(equals + 1)));
    }

    @Nullable String first(String name) {
        for (int i = 0; i < parts.size(); i += 2) {
            if (parts.get(i).equals(name)) {
                return parts.get(i + 1);
            }
        }
        return null;
    }

    List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < parts.size(); i += 2) {
            if (parts.get(i).equals(name)) {
                values.add(parts.get(i + 1));
            }
        }
        return values;
    }
}
