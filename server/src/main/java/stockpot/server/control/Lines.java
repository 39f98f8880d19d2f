package stockpot.server.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Lines over a socket, none longer than a limit. */
final class Lines {
    static final int MAX_BYTES = 64 * 1024;

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(4096).flip();

    Lines(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * The next line without its end, or null at the end of the stream.
     *
     * @throws IOException if it is longer than the limit or the connection breaks
     */
    byte @Nullable [] read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            while (buffer.hasRemaining()) {
                byte b = buffer.get();
                if (b == '\n') {
                    return line.toByteArray();
                }
                if (line.size() >= MAX_BYTES) {
                    throw new IOException("line too long");
                }
                line.write(b);
            }
            buffer.clear();
            int count = channel.read(buffer);
            buffer.flip();
            if (count < 0) {
                return null;
            }
        }
    }

    void write(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
