package stockpot.server.matrix.event;

import java.util.Comparator;

/** A slot of a room's state: event type and state key. */
public record StateKey(String type, String key) implements Comparable<StateKey> {
    private static final Comparator<StateKey> ORDER =
            Comparator.comparing(StateKey::type).thenComparing(StateKey::key);

    /** The slot of that type with the empty state key. */
    public static StateKey of(String type) {
        return new StateKey(type, "");
    }

    @Override
    public int compareTo(StateKey other) {
        return ORDER.compare(this, other);
    }
}
