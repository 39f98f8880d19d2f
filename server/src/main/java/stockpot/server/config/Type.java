package stockpot.server.config;

import java.util.List;

/**
 * What a key may hold.
 *
 * @param allowed the words for it in messages and on the reference page
 * @param reader makes the value
 * @param inside the keys of each element, where this is a list of mappings; else empty
 */
record Type<T>(String allowed, Reader<T> reader, List<Setting<?>> inside) {
    /** Makes a value of a piece of YAML. */
    interface Reader<T> {
        T read(Item item) throws WrongValue;
    }

    Type {
        inside = List.copyOf(inside);
    }

    Type(String allowed, Reader<T> reader) {
        this(allowed, reader, List.of());
    }
}
