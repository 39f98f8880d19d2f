package stockpot.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of rooms as persistent maps from state key (number of {@link StateKeys}) to the
 * position of an event. A map is named by its root and never changes; setting a key writes one row
 * with the nodes on the path to it and shares everything else. Comparing two maps costs the
 * difference.
 *
 * <p>A root is the number of a row, since the root node is always the first in its row. The tree
 * has four branches at each node and goes by the bits of the key's spread number, so it stays flat
 * whatever the order of keys.
 */
public final class StateTrees {
    /** The root of the map without keys. */
    public static final long EMPTY = 0;

    private StateTrees() {}

    /** Looks at an entry; returns false when no further one is wanted. */
    @FunctionalInterface
    public interface Visitor {
        boolean visit(long keyId, long eventPosition);
    }

    /** A key that differs between two maps; null where it is not set. */
    public record Difference(long keyId, @Nullable Long before, @Nullable Long after) {}

    /** The position of the event that the key has, or null. */
    public static @Nullable Long get(Transaction tx, long root, long keyId) {
        if (root == EMPTY) {
            return null;
        }
        StateRows rows = StateRows.of(tx);
        long path = StateNode.spread(keyId);
        StateNode node = rows.node(tx, StateNode.reference(root, 0));
        while (true) {
            int slot = (int) path & 3;
            switch (node.kind(slot)) {
                case EMPTY -> {
                    return null;
                }
                case ENTRY -> {
                    return node.key(slot) == keyId ? node.value(slot) : null;
                }
                case CHILD -> node = rows.node(tx, node.child(slot));
            }
            path >>>= 2;
        }
    }

    /** The root of the map in which the key has that event and all others are as before. */
    public static long set(WriteTransaction tx, long root, long keyId, long eventPosition) {
        StateRows rows = StateRows.of(tx);
        List<StateNode> nodes = new ArrayList<>();
        StateNode node =
                root == EMPTY ? new StateNode() : rows.node(tx, StateNode.reference(root, 0));
        long path = StateNode.spread(keyId);
        int depth = 0;
        while (true) {
            StateNode copy = node.copy();
            nodes.add(copy);
            int slot = (int) path & 3;
            if (node.kind(slot) == StateNode.Kind.CHILD) {
                node = rows.node(tx, node.child(slot));
                copy.setFresh(slot);
            } else if (node.kind(slot) == StateNode.Kind.ENTRY && node.key(slot) != keyId) {
                long other = node.key(slot);
                long value = node.value(slot);
                copy.setFresh(slot);
                node = new StateNode();
                int below = (int) (StateNode.spread(other) >>> (2 * depth + 2)) & 3;
                node.setEntry(below, other, value);
            } else if (node.kind(slot) == StateNode.Kind.ENTRY
                    && node.value(slot) == eventPosition) {
                return root;
            } else {
                copy.setEntry(slot, keyId, eventPosition);
                return StateRows.write(tx, nodes);
            }
            path >>>= 2;
            depth++;
        }
    }

    /** The root of the map without the key. */
    public static long remove(WriteTransaction tx, long root, long keyId) {
        if (get(tx, root, keyId) == null) {
            return root;
        }
        StateRows rows = StateRows.of(tx);
        List<StateNode> nodes = new ArrayList<>();
        StateNode node = rows.node(tx, StateNode.reference(root, 0));
        long path = StateNode.spread(keyId);
        while (true) {
            StateNode copy = node.copy();
            nodes.add(copy);
            int slot = (int) path & 3;
            if (node.kind(slot) != StateNode.Kind.CHILD) {
                copy.clear(slot);
                return nodes.size() == 1 && copy.isEmpty() ? EMPTY : StateRows.write(tx, nodes);
            }
            node = rows.node(tx, node.child(slot));
            copy.setFresh(slot);
            path >>>= 2;
        }
    }

    /** Shows all entries, in an order that depends on nothing but the keys. */
    public static void each(Transaction tx, long root, Visitor visitor) {
        if (root != EMPTY) {
            each(tx, StateRows.of(tx), StateNode.reference(root, 0), visitor);
        }
    }

    private static boolean each(Transaction tx, StateRows rows, long reference, Visitor visitor) {
        StateNode node = rows.node(tx, reference);
        for (int slot = 0; slot < StateNode.SLOTS; slot++) {
            boolean more =
                    switch (node.kind(slot)) {
                        case EMPTY -> true;
                        case ENTRY -> visitor.visit(node.key(slot), node.value(slot));
                        case CHILD -> each(tx, rows, node.child(slot), visitor);
                    };
            if (!more) {
                return false;
            }
        }
        return true;
    }

    /** The keys that differ, in order of their numbers. */
    public static List<Difference> diff(Transaction tx, long before, long after) {
        if (before == after) {
            return List.of();
        }
        NavigableMap<Long, Difference> differences = new TreeMap<>();
        StateRows rows = StateRows.of(tx);
        compare(
                tx,
                rows,
                before == EMPTY ? new StateNode() : rows.node(tx, StateNode.reference(before, 0)),
                after == EMPTY ? new StateNode() : rows.node(tx, StateNode.reference(after, 0)),
                differences);
        return List.copyOf(differences.values());
    }

    private static void compare(
            Transaction tx,
            StateRows rows,
            StateNode before,
            StateNode after,
            NavigableMap<Long, Difference> differences) {
        for (int slot = 0; slot < StateNode.SLOTS; slot++) {
            boolean bothChildren =
                    before.kind(slot) == StateNode.Kind.CHILD
                            && after.kind(slot) == StateNode.Kind.CHILD;
            if (!bothChildren) {
                side(tx, rows, before, slot, (key, value) -> note(differences, key, value, null));
                side(tx, rows, after, slot, (key, value) -> note(differences, key, null, value));
            } else if (before.child(slot) != after.child(slot)) {
                compare(
                        tx,
                        rows,
                        rows.node(tx, before.child(slot)),
                        rows.node(tx, after.child(slot)),
                        differences);
            }
        }
    }

    /** Shows what hangs at one slot. */
    private static void side(
            Transaction tx, StateRows rows, StateNode node, int slot, PairVisitor visitor) {
        switch (node.kind(slot)) {
            case EMPTY -> {}
            case ENTRY -> visitor.visit(node.key(slot), node.value(slot));
            case CHILD ->
                    each(
                            tx,
                            rows,
                            node.child(slot),
                            (key, value) -> {
                                visitor.visit(key, value);
                                return true;
                            });
        }
    }

    /** Joins what one side has with what the other had; equal ones vanish. */
    private static void note(
            NavigableMap<Long, Difference> differences,
            long key,
            @Nullable Long before,
            @Nullable Long after) {
        Difference other = differences.remove(key);
        Long was = other == null || before != null ? before : other.before();
        Long is = other == null || after != null ? after : other.after();
        if (was == null || !was.equals(is)) {
            differences.put(key, new Difference(key, was, is));
        }
    }

    @FunctionalInterface
    private interface PairVisitor {
        void visit(long keyId, long eventPosition);
    }
}
