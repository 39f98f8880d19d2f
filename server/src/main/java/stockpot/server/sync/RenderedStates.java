package stockpot.server.sync;

import java.util.LinkedHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whole states of rooms, written out for clients, by their root. A root never means another state,
 * but a redaction takes content out of its events, so a redaction empties this. Bounded by weight.
 */
final class RenderedStates {
    /** Bytes of all states together. */
    static final long MAX_BYTES = 8L * 1024 * 1024;

    /** A larger state is written out anew each time. */
    static final int MAX_STATE_BYTES = 256 * 1024;

    /** States of which it is known whether they name their room. */
    static final int MAX_NAMED = 10_000;

    private final LinkedHashMap<Long, byte[]> states = new LinkedHashMap<>(16, 0.75f, true);
    private final LinkedHashMap<Long, Boolean> named = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long lastRedaction;

    /** The state at a root; {@code upTo} is a position that the making will have seen. */
    byte[] rendered(long root, long upTo, Supplier<byte[]> make) {
        synchronized (this) {
            byte[] known = states.get(root);
            if (known != null) {
                return known;
            }
        }
        byte[] made = make.get();
        synchronized (this) {
            if (lastRedaction <= upTo && made.length <= MAX_STATE_BYTES) {
                add(root, made);
            }
        }
        return made;
    }

    /** Whether the state at a root names its room. */
    boolean named(long root, long upTo, BooleanSupplier find) {
        synchronized (this) {
            Boolean known = named.get(root);
            if (known != null) {
                return known;
            }
        }
        boolean found = find.getAsBoolean();
        synchronized (this) {
            if (lastRedaction <= upTo) {
                named.put(root, found);
                if (named.size() > MAX_NAMED) {
                    named.pollFirstEntry();
                }
            }
        }
        return found;
    }

    /** A redaction changes what events of old states hold. */
    synchronized void eventIn(String type, long position) {
        if (type.equals("m.room.redaction")) {
            lastRedaction = Math.max(lastRedaction, position);
            states.clear();
            named.clear();
            bytes = 0;
        }
    }

    private void add(long root, byte[] state) {
        byte @Nullable [] before = states.put(root, state);
        bytes += state.length - (before == null ? 0 : before.length);
        while (bytes > MAX_BYTES) {
            bytes -= states.pollFirstEntry().getValue().length;
        }
    }
}
