package stockpot.bench.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What one sender was promised: the ids of its events, in its order. A line is on disk before the
 * next send, so that the ledger itself survives what it accuses others of not surviving.
 */
final class Ledger implements AutoCloseable {
    private final FileChannel file;
    private final List<String> ids = new ArrayList<>();

    Ledger(Path path) {
        try {
            file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes the next acknowledged event and waits until the note is on disk. */
    void acknowledge(String eventId) {
        try {
            file.write(ByteBuffer.wrap((eventId + "\n").getBytes(StandardCharsets.UTF_8)));
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ids.add(eventId);
    }

    /** The ids so far, in the order of sending. */
    List<String> ids() {
        return ids;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
