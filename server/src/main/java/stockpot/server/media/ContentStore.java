package stockpot.server.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.ports.Chance;

/**
 * Contents by hash: {@code content/ab/cd/…}. A file comes to its place whole or not at all: written
 * beside, forced to disk, renamed. Thumbnails lie beside in {@code thumbnails/} under the hash of
 * what they were made from.
 */
public final class ContentStore {
    private static final Logger log = System.getLogger(ContentStore.class.getName());

    /** Media writes stop when less of the disk than this is free, before event writes (R09). */
    private static final long SMALLEST_FREE_BYTES = 1L << 30;

    private static final int PIECE_BYTES = 16 * 1024;
    private static final int HASH_CHARACTERS = 64;

    private final Path contents;
    private final Path thumbnails;
    private final Path arriving;
    private final Chance chance;

    /** Guards {@link #inUse} and the removal of files; nothing is waited for inside. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Contents whose rows are about to be written. */
    private final Map<String, Use> inUse = new TreeMap<>();

    /** How many uploads have a content in use, and whether one of them has got its row. */
    private record Use(int uploads, boolean kept) {}

    /** A content that came: what it hashes to and how much it is. */
    public record Arrived(String hash, long size) {}

    /**
     * Opens the store and throws away what a crash left half-written.
     *
     * @throws UncheckedIOException when the folder cannot be made or read
     */
    public ContentStore(Path root, Chance chance) {
        this.contents = root.resolve("content");
        this.thumbnails = root.resolve("thumbnails");
        this.arriving = root.resolve("arriving");
        this.chance = chance;
        try {
            Files.createDirectories(contents);
            Files.createDirectories(arriving);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(arriving)) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the media folder " + root, e);
        }
    }

    /**
     * Takes a content in. It is in use until {@link #settle} is called with its hash.
     *
     * @throws UncheckedIOException when the body breaks off; nothing is left of it then
     * @throws stockpot.server.matrix.error.MatrixException 503 when it cannot be written
     */
    public Arrived take(InputStream body) {
        refuseWhenFull();
        Path file = arriving.resolve(HexFormat.of().formatHex(chance.bytes(16)));
        try {
            Arrived arrived = write(body, file);
            file(file, arrived.hash());
            return arrived;
        } finally {
            remove(file);
        }
    }

    private void refuseWhenFull() {
        try {
            FileStore disk = Files.getFileStore(contents);
            long free = disk.getUsableSpace();
            if (free < SMALLEST_FREE_BYTES && free < disk.getTotalSpace() / 20) {
                throw MatrixErrors.of(
                        503, "M_RESOURCE_LIMIT_EXCEEDED", "There is no room for more files");
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static Arrived write(InputStream body, Path file) {
        MessageDigest digest = sha256();
        long size = 0;
        byte[] piece = new byte[PIECE_BYTES];
        try (FileChannel out =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int count = read(body, piece); count >= 0; count = read(body, piece)) {
                digest.update(piece, 0, count);
                ByteBuffer bytes = ByteBuffer.wrap(piece, 0, count);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                size += count;
            }
            out.force(true);
        } catch (IOException e) {
            throw unwritable(e);
        }
        return new Arrived(HexFormat.of().formatHex(digest.digest()), size);
    }

    /** Keeps trouble of the client apart from trouble of the disk. */
    private static int read(InputStream body, byte[] piece) {
        try {
            return body.read(piece, 0, piece.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void file(Path file, String hash) {
        Path place = place(contents, hash, "");
        lock.lock();
        try {
            Use use = inUse.getOrDefault(hash, new Use(0, false));
            inUse.put(hash, new Use(use.uploads() + 1, use.kept()));
        } finally {
            lock.unlock();
        }
        boolean filed = false;
        try {
            publish(file, place);
            filed = true;
        } catch (IOException e) {
            throw unwritable(e);
        } finally {
            if (!filed) {
                settle(hash, true);
            }
        }
    }

    private static void publish(Path file, Path place) throws IOException {
        if (Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
            return; // the same content is here
        }
        Files.createDirectories(parent(place));
        Files.move(
                file, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(parent(place));
        force(parent(parent(place)));
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("no folder above " + path);
        }
        return parent;
    }

    /** Makes a rename durable; some systems cannot open a folder, then nothing can be done. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            log.log(Level.DEBUG, "cannot force the folder " + folder, e);
        }
    }

    /**
     * Ends the use that {@link #take} began. The last of several uploads of one content removes its
     * file if none of them got a row.
     *
     * @param unused whether no row stands for the content
     */
    public void settle(String hash, boolean unused) {
        lock.lock();
        try {
            Use use = inUse.getOrDefault(hash, new Use(1, false));
            boolean kept = use.kept() || !unused;
            if (use.uploads() > 1) {
                inUse.put(hash, new Use(use.uploads() - 1, kept));
                return;
            }
            inUse.remove(hash);
            if (!kept) {
                remove(place(contents, hash, ""));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins a use of a content that may be about to lose its last row, which {@link #settle} ends;
     * so that an upload of the same content at the same time keeps its file.
     */
    public void hold(String hash) {
        lock.lock();
        try {
            Use use = inUse.getOrDefault(hash, new Use(0, false));
            inUse.put(hash, new Use(use.uploads() + 1, use.kept()));
        } finally {
            lock.unlock();
        }
    }

    /** Removes what was made smaller of a content. */
    void removeThumbnails(String hash) {
        Path sample = place(thumbnails, hash, "-");
        String prefix = String.valueOf(sample.getFileName());
        if (!Files.isDirectory(parent(sample))) {
            return;
        }
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(
                        parent(sample),
                        file -> String.valueOf(file.getFileName()).startsWith(prefix))) {
            files.forEach(ContentStore::remove);
        } catch (IOException e) {
            log.log(Level.WARNING, "cannot remove the thumbnails of " + hash, e);
        }
    }

    /** Whether the store of a folder has a content, for who only looks and has no store open. */
    public static Predicate<String> lookInto(Path root) {
        Path contents = root.resolve("content");
        return hash -> existing(place(contents, hash, "")) != null;
    }

    /** Where a content lies, or null if its file is gone. */
    public @Nullable Path find(String hash) {
        return existing(place(contents, hash, ""));
    }

    /** Where a thumbnail lies, or null if there is none yet. */
    @Nullable Path findThumbnail(String hash, String variant) {
        return existing(place(thumbnails, hash, "-" + variant));
    }

    /** Keeps a thumbnail; it can always be made again, so nothing is forced. */
    Path keepThumbnail(String hash, String variant, byte[] image) throws IOException {
        Path place = place(thumbnails, hash, "-" + variant);
        Path file = arriving.resolve(HexFormat.of().formatHex(chance.bytes(16)));
        Files.createDirectories(parent(place));
        Files.write(file, image, StandardOpenOption.CREATE_NEW);
        Files.move(
                file, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return place;
    }

    private static @Nullable Path existing(Path place) {
        return Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS) ? place : null;
    }

    private static Path place(Path root, String hash, String suffix) {
        if (hash.length() != HASH_CHARACTERS || !isHex(hash)) {
            throw new IllegalArgumentException("not a hash");
        }
        return root.resolve(hash.substring(0, 2))
                .resolve(hash.substring(2, 4))
                .resolve(hash.substring(4) + suffix);
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.log(Level.WARNING, "cannot remove " + file, e);
        }
    }

    private static RuntimeException unwritable(IOException e) {
        log.log(Level.ERROR, "cannot write to the media folder", e);
        return MatrixErrors.unavailable("Files cannot be stored now", Duration.ofSeconds(60));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
