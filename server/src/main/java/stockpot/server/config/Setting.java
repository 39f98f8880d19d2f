package stockpot.server.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration: the one place where its name, type, default and meaning stand.
 *
 * @param path key path with dots, relative to its element inside a list
 * @param origin who gave it its name and meaning
 * @param fallback the value where it is not given, or null
 * @param fallbackText the default in words
 * @param doc one sentence for the reference page
 */
record Setting<T>(
        String path,
        Type<T> type,
        Origin origin,
        @Nullable T fallback,
        String fallbackText,
        String doc) {
    /** Where a key comes from. */
    enum Origin {
        /** Synapse has it too, with the same type and meaning. */
        SYNAPSE,
        /** Ours alone. */
        OURS
    }

    /** A key of Synapse's. */
    static <T> Setting<T> shared(String path, Type<T> type, T fallback, String text, String doc) {
        return new Setting<>(path, type, Origin.SYNAPSE, fallback, text, doc);
    }

    /** A key of Synapse's without a default. */
    static <T> Setting<T> open(String path, Type<T> type, String text, String doc) {
        return new Setting<>(path, type, Origin.SYNAPSE, null, text, doc);
    }

    /** A key of ours. */
    static <T> Setting<T> ours(String path, Type<T> type, T fallback, String text, String doc) {
        return new Setting<>(path, type, Origin.OURS, fallback, text, doc);
    }

    /** A key of ours without a default. */
    static <T> Setting<T> oursOpen(String path, Type<T> type, String text, String doc) {
        return new Setting<>(path, type, Origin.OURS, null, text, doc);
    }

    /** The environment variable that overrides the file. */
    String variable() {
        return "STOCKPOT_" + path.replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
