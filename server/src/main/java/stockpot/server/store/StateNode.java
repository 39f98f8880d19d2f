package stockpot.server.store;

/**
 * A node of a state tree: four slots, each empty, an entry (key and value), or a child. A child is
 * known by a reference (row and place in the row) or, while a row is being made, is the next node
 * of the same row.
 *
 * <p>As bytes: one byte with two bits for each slot, then what the slots need as numbers of 7 bits
 * a byte. Children in other rows are counted backward from the own row, so that they stay short.
 */
final class StateNode {
    static final int SLOTS = 4;

    /** A reference is the row's number and, in as many bits, the place in it. */
    static final int PLACE_BITS = 8;

    private static final long FRESH = -1;
    private static final int SHORT_PLACES = 15;

    /** What a slot holds. */
    enum Kind {
        EMPTY,
        ENTRY,
        CHILD
    }

    // The two bits of a slot; 0 is an empty one.
    private static final int STORED_ENTRY = 1;
    private static final int STORED_CHILD = 2;
    private static final int STORED_NEXT = 3;

    private final Kind[] kinds;
    private final long[] first;
    private final long[] second;

    StateNode() {
        this(
                new Kind[] {Kind.EMPTY, Kind.EMPTY, Kind.EMPTY, Kind.EMPTY},
                new long[SLOTS],
                new long[SLOTS]);
    }

    private StateNode(Kind[] kinds, long[] first, long[] second) {
        this.kinds = kinds;
        this.first = first;
        this.second = second;
    }

    static long reference(long row, int place) {
        return row << PLACE_BITS | place;
    }

    static long rowOf(long reference) {
        return reference >>> PLACE_BITS;
    }

    static int placeOf(long reference) {
        return (int) reference & (1 << PLACE_BITS) - 1;
    }

    /** Makes neighbours strangers; no two keys share a result. */
    static long spread(long key) {
        long mixed = (key ^ key >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    Kind kind(int slot) {
        return kinds[slot];
    }

    long key(int slot) {
        return first[slot];
    }

    long value(int slot) {
        return second[slot];
    }

    /** The reference of the child in that slot. */
    long child(int slot) {
        return first[slot];
    }

    boolean isEmpty() {
        for (Kind kind : kinds) {
            if (kind != Kind.EMPTY) {
                return false;
            }
        }
        return true;
    }

    StateNode copy() {
        return new StateNode(kinds.clone(), first.clone(), second.clone());
    }

    void clear(int slot) {
        kinds[slot] = Kind.EMPTY;
    }

    void setEntry(int slot, long key, long value) {
        kinds[slot] = Kind.ENTRY;
        first[slot] = key;
        second[slot] = value;
    }

    /** The child will be the next node of the row. */
    void setFresh(int slot) {
        kinds[slot] = Kind.CHILD;
        first[slot] = FRESH;
    }

    void write(Varints out, long row) {
        int bits = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            bits |= stored(slot) << (2 * slot);
        }
        out.putByte(bits);
        for (int slot = 0; slot < SLOTS; slot++) {
            switch (kinds[slot]) {
                case EMPTY -> {}
                case ENTRY -> {
                    out.put(first[slot]);
                    out.put(second[slot]);
                }
                case CHILD -> writeChild(out, row, first[slot]);
            }
        }
    }

    private int stored(int slot) {
        return switch (kinds[slot]) {
            case EMPTY -> 0;
            case ENTRY -> STORED_ENTRY;
            case CHILD -> first[slot] == FRESH ? STORED_NEXT : STORED_CHILD;
        };
    }

    private static void writeChild(Varints out, long row, long reference) {
        if (reference == FRESH) {
            return;
        }
        int place = placeOf(reference);
        long back = row - rowOf(reference);
        out.put(back << 4 | Math.min(place, SHORT_PLACES));
        if (place >= SHORT_PLACES) {
            out.put(place - SHORT_PLACES);
        }
    }

    /** Reads the node of a reference out of its row. */
    static StateNode read(byte[] nodes, long reference) {
        Varints in = new Varints(nodes);
        long row = rowOf(reference);
        int place = placeOf(reference);
        for (int i = 0; i < place; i++) {
            skip(in);
        }
        StateNode node = new StateNode();
        int bits = in.takeByte();
        for (int slot = 0; slot < SLOTS; slot++) {
            int stored = (bits >>> (2 * slot)) & 3;
            if (stored == STORED_NEXT) {
                node.setChild(slot, reference + 1);
            } else if (stored == STORED_CHILD) {
                node.setChild(slot, readChild(in, row));
            } else if (stored == STORED_ENTRY) {
                node.setEntry(slot, in.take(), in.take());
            }
        }
        return node;
    }

    private void setChild(int slot, long reference) {
        kinds[slot] = Kind.CHILD;
        first[slot] = reference;
    }

    private static long readChild(Varints in, long row) {
        long packed = in.take();
        int place = (int) packed & 15;
        if (place == SHORT_PLACES) {
            place += (int) in.take();
        }
        return reference(row - (packed >>> 4), place);
    }

    private static void skip(Varints in) {
        int bits = in.takeByte();
        for (int slot = 0; slot < SLOTS; slot++) {
            int stored = (bits >>> (2 * slot)) & 3;
            if (stored == STORED_CHILD) {
                readChild(in, 0);
            } else if (stored == STORED_ENTRY) {
                in.take();
                in.take();
            }
        }
    }
}
