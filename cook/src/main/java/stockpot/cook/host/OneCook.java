package stockpot.cook.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Only one cook changes a place at a time (threat Z08). The lock is the system's own, which ends
 * with its process, so that a kill leaves none; the file says who has it and since when.
 */
public final class OneCook implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final FileChannel channel;

    private OneCook(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param patience how long to wait for another cook
     * @throws HostException if it is not to be had; says who has it
     */
    public static OneCook take(Path file, Duration patience, Clock clock) {
        Instant end = clock.instant().plus(patience);
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new HostException(
                        file + " is no plain file: somebody else made it. Move it away.");
            }
            FileChannel channel =
                    FileChannel.open(
                            file,
                            Set.of(
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.READ,
                                    LinkOption.NOFOLLOW_LINKS),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            while (true) {
                if (locked(channel)) {
                    channel.truncate(0);
                    String text =
                            "process "
                                    + ProcessHandle.current().pid()
                                    + ", since "
                                    + clock.instant();
                    channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)), 0);
                    return new OneCook(channel);
                }
                if (clock.instant().isAfter(end)) {
                    String other = Files.readString(file);
                    channel.close();
                    throw new HostException(
                            "Another cook is at work ("
                                    + (other.isBlank() ? "it has just begun" : other)
                                    + "): wait until it has ended, or end it.");
                }
                Thread.sleep(PAUSE);
            }
        } catch (IOException e) {
            throw new HostException(
                    file + " cannot be locked (" + e.getMessage() + "): make its folder writable.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException("interrupted", e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.truncate(0);
            channel.close();
        } catch (IOException e) {
            // the end of the process frees it
        }
    }
}
