package stockpot.server.api.http;

import io.helidon.common.socket.HelidonSocket;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Bytes of a socket; holds no buffer of its own while there is nothing in it. */
final class ConnectionInput {
    private static final byte[] NOTHING = new byte[0];

    private final HelidonSocket socket;
    private byte[] buffer = NOTHING;
    private int position;

    ConnectionInput(HelidonSocket socket) {
        this.socket = socket;
    }

    /** The next byte, or −1 at the end. */
    int read() throws IOException {
        if (position == buffer.length && !fill()) {
            return -1;
        }
        return buffer[position++] & 0xff;
    }

    /** Up to {@code count} bytes, at least one, or −1 at the end. */
    int read(byte[] target, int offset, int count) throws IOException {
        if (position == buffer.length && !fill()) {
            return -1;
        }
        int taken = Math.min(count, buffer.length - position);
        System.arraycopy(buffer, position, target, offset, taken);
        position += taken;
        return taken;
    }

    private boolean fill() throws IOException {
        buffer = NOTHING;
        position = 0;
        byte[] more;
        try {
            more = socket.get();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (more == null) {
            return false;
        }
        buffer = more;
        return true;
    }
}
