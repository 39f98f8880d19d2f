package stockpot.server.config;

import java.util.List;
import java.util.Map;

/** A piece of YAML that remembers its place. */
sealed interface Item {
    /** Where it stands. */
    Where where();

    /**
     * A word, number or text.
     *
     * @param text as written, without quotes
     * @param plain what YAML takes an unquoted word for
     */
    record Scalar(String text, Plain plain, Where where) implements Item {}

    /** What YAML 1.1 makes of a scalar. */
    enum Plain {
        /** Text, quoted or not. */
        TEXT,
        /** {@code true}, {@code no}, {@code on} … without quotes. */
        FLAG,
        /** A number without quotes. */
        NUMBER,
        /** Nothing, {@code ~} or {@code null}. */
        NOTHING
    }

    /** A list. */
    record Sequence(List<Item> items, Where where) implements Item {}

    /**
     * Keys and values.
     *
     * @param entries in the order of the file; not to be modified
     */
    record Mapping(Map<String, Entry> entries, Where where) implements Item {}

    /**
     * A value with the place of its key.
     *
     * @param keyWhere where the key stands
     */
    record Entry(Where keyWhere, Item value) {}

    /** Whether a value counts as not given. */
    static boolean isNothing(Item item) {
        return item instanceof Scalar scalar && scalar.plain() == Plain.NOTHING;
    }
}
