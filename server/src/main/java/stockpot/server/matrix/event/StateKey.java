package stockpot.server.matrix.event;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A slot of a room's state: event type and state key. */
public record StateKey(String type, String key) implements Comparable<StateKey> {
    private static final Comparator<StateKey> ORDER =
            Comparator.comparing(StateKey::type).thenComparing(StateKey::key);

    /** The slot of that type with the empty state key. */
    public static StateKey of(String type) {
        return new StateKey(type, "");
    }

    /** Written out, as {@code hashCode} is: what the compiler makes costs several times as much. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StateKey that && that.key.equals(key) && that.type.equals(type);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + key.hashCode();
    }

    @Override
    public int compareTo(StateKey other) {
        return ORDER.compare(this, other);
    }
}
