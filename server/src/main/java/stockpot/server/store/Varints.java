package stockpot.server.store;

import java.util.Arrays;

/** Numbers of 7 bits a byte, lowest first; the top bit says that more follow. */
final class Varints {
    private byte[] bytes;
    private int at;

    /** For writing. */
    Varints() {
        this.bytes = new byte[128];
    }

    /** For reading. */
    Varints(byte[] bytes) {
        this.bytes = bytes;
    }

    void putByte(int value) {
        if (at == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * at);
        }
        bytes[at++] = (byte) value;
    }

    void put(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            putByte(((int) rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        putByte((int) rest);
    }

    int takeByte() {
        return bytes[at++] & 0xff;
    }

    long take() {
        long value = 0;
        int shift = 0;
        while (true) {
            byte b = bytes[at++];
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
            shift += 7;
        }
    }

    byte[] written() {
        return Arrays.copyOf(bytes, at);
    }
}
