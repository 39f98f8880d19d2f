package stockpot.server.api.http;

import java.io.IOException;
import java.io.OutputStream;

/** The body of an answer that is written piece by piece, counted or chunked. */
final class AnswerStream extends OutputStream {
    private final HttpConnection connection;
    private final boolean chunked;
    private final byte[] buffer = new byte[HttpLimits.WRITE_PIECE_BYTES];
    private int filled;
    private long left;

    /** A body of {@code length} bytes; −1 with {@code chunked}, or until the connection ends. */
    AnswerStream(HttpConnection connection, long length, boolean chunked) {
        this.connection = connection;
        this.chunked = chunked;
        this.left = length < 0 ? Long.MAX_VALUE : length;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        if (count > left) {
            throw new IOException("more was written than announced");
        }
        left -= count;
        int from = offset;
        int rest = count;
        while (rest > 0) {
            int taken = Math.min(rest, buffer.length - filled);
            System.arraycopy(bytes, from, buffer, filled, taken);
            filled += taken;
            from += taken;
            rest -= taken;
            if (filled == buffer.length) {
                flush();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (filled == 0) {
            return;
        }
        if (chunked) {
            connection.writePiece(ResponseHead.ascii(Integer.toHexString(filled) + "\r\n"));
        }
        connection.writePiece(buffer, 0, filled);
        if (chunked) {
            connection.writePiece(ResponseHead.ascii("\r\n"));
        }
        filled = 0;
    }

    /** Writes what is left in the buffer; false if less came than was announced. */
    boolean finish() throws IOException {
        flush();
        if (chunked) {
            connection.writePiece(ResponseHead.ascii("0\r\n\r\n"));
        }
        return left == 0 || left > Long.MAX_VALUE / 2;
    }
}
