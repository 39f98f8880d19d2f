package stockpot.cook.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Unix machine. Files appear whole: written beside their place, synced, renamed, the folder
 * synced. The name of what lies beside is always the same, so that what a kill left there is found
 * and replaced.
 */
public final class UnixHost implements Host {
    /** What a file has before and behind its name while it is not whole. */
    static final String UNFINISHED = ".cook-new";

    private static final int COPY_BYTES = 64 * 1024;

    private final Guard guard;
    private final Owners owners;
    private final Programs programs;
    private final Interruptions interruptions;

    /**
     * A host.
     *
     * @param roots folders at or below which everything is written; what leads to them is the
     *     machine's own affair
     * @param owners whom files belong to
     * @param programs how programs are found and run
     */
    public UnixHost(
            List<Path> roots, Owners owners, Programs programs, Interruptions interruptions) {
        this.owners = owners;
        this.programs = programs;
        this.interruptions = interruptions;
        this.guard = new Guard(roots, owners);
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public byte @Nullable [] read(Path file) {
        try {
            return guard.isPlain(file) ? Files.readAllBytes(file) : null;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw failure(file, "cannot be read: give this user the right to", e);
        }
    }

    @Override
    public List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw failure(folder, "cannot be looked at: give this user the right to", e);
        }
    }

    @Override
    public @Nullable Path target(Path link) {
        try {
            return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link) : null;
        } catch (IOException e) {
            throw failure(link, "cannot be looked at: give this user the right to", e);
        }
    }

    @Override
    public @Nullable String mode(Path path) {
        try {
            return PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw failure(path, "cannot be looked at: give this user the right to", e);
        }
    }

    @Override
    public void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException("Interrupted.", e);
        }
    }

    @Override
    public void folder(Path folder, Mode mode, Owner owner) {
        guard.checkWay(folder);
        Path parent = folder.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            if (guard.isRoot(folder)) {
                throw new HostException(parent + " is not there: make it, or name another place.");
            }
            folder(parent, Mode.PUBLIC, Owner.ROOT);
        }
        Set<PosixFilePermission> wanted = permissions(mode, true);
        try {
            if (!guard.isFolder(folder)) {
                interruptions.at("folder " + folder);
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(wanted));
            }
            settle(folder, wanted, owner);
        } catch (IOException e) {
            throw failure(folder, "cannot be made: make the folder above it writable", e);
        }
    }

    @Override
    public void write(Path file, byte[] content, Mode mode, Owner owner) {
        guard.checkWay(file);
        Path beside = beside(file);
        try {
            if (guard.isPlain(file) && Arrays.equals(Files.readAllBytes(file), content)) {
                Files.deleteIfExists(beside);
                settle(file, permissions(mode, false), owner);
                return;
            }
            interruptions.at("begin " + file);
            Files.deleteIfExists(beside);
            create(beside, content, permissions(mode, false), owner, file);
            interruptions.at("rename " + file);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            interruptions.at("renamed " + file);
            sync(file.getParent());
        } catch (IOException e) {
            discard(beside);
            throw failure(
                    file,
                    "cannot be written: make its folder writable, and see whether the"
                            + " disk is full",
                    e);
        }
    }

    private void create(
            Path beside, byte[] content, Set<PosixFilePermission> mode, Owner owner, Path file)
            throws IOException {
        Set<StandardOpenOption> options =
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (SeekableByteChannel channel =
                Files.newByteChannel(beside, options, PosixFilePermissions.asFileAttribute(mode))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            int half = content.length / 2;
            bytes.limit(half);
            write(channel, bytes);
            interruptions.at("half " + file);
            bytes.limit(content.length);
            write(channel, bytes);
            settle(beside, mode, owner);
            if (channel instanceof FileChannel onDisk) {
                onDisk.force(true);
            }
        }
    }

    private static void write(SeekableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** The umask may have taken rights away, and a new file belongs to us. */
    private void settle(Path path, Set<PosixFilePermission> mode, Owner owner) throws IOException {
        owners.give(path, owner);
        if (!Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).equals(mode)) {
            interruptions.at("mode " + path);
            Files.setPosixFilePermissions(path, mode);
        }
    }

    @Override
    public byte[] once(Path file, byte[] content, Mode mode, Owner owner) {
        byte[] there = read(file);
        if (there != null) {
            guard.checkWay(file);
            write(file, there, mode, owner); // mode and owner come into order
            return there;
        }
        write(file, content, mode, owner);
        return content;
    }

    @Override
    public Copied copy(Path from, Path to, Mode mode, Owner owner) {
        guard.checkWay(to);
        Path beside = beside(to);
        try {
            guard.isPlain(to);
            interruptions.at("begin " + to);
            Files.deleteIfExists(beside);
            Copied copied = copyBeside(from, beside, permissions(mode, false));
            settle(beside, permissions(mode, false), owner);
            interruptions.at("rename " + to);
            Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
            sync(to.getParent());
            return copied;
        } catch (IOException e) {
            discard(beside);
            throw failure(
                    to,
                    "cannot be written: make its folder writable, and see whether the"
                            + " disk is full",
                    e);
        }
    }

    private static Copied copyBeside(Path from, Path beside, Set<PosixFilePermission> mode)
            throws IOException {
        MessageDigest digest = Sha256.digest();
        Set<StandardOpenOption> options =
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel source =
                        FileChannel.open(
                                from, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                FileChannel target =
                        FileChannel.open(
                                beside, options, PosixFilePermissions.asFileAttribute(mode))) {
            ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);
            long bytes = 0;
            while (source.read(buffer) >= 0) {
                buffer.flip();
                bytes += buffer.remaining();
                digest.update(buffer.duplicate());
                write(target, buffer);
                buffer.clear();
            }
            target.force(true);
            return new Copied(bytes, HexFormat.of().formatHex(digest.digest()));
        }
    }

    @Override
    public void link(Path link, Path target) {
        guard.checkWay(link.getParent() == null ? link : link.getParent());
        Path beside = beside(link);
        try {
            if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
                discard(beside);
                return;
            }
            if (exists(link) && !Files.isSymbolicLink(link)) {
                throw new HostException(link + " is no link: move it away, cook makes it anew.");
            }
            interruptions.at("link " + link);
            Files.deleteIfExists(beside);
            Files.createSymbolicLink(beside, target);
            interruptions.at("rename " + link);
            Files.move(beside, link, StandardCopyOption.ATOMIC_MOVE);
            interruptions.at("renamed " + link);
            sync(link.getParent());
        } catch (IOException e) {
            discard(beside);
            throw failure(link, "cannot be made: make its folder writable", e);
        }
    }

    /** Gives a folder its name by one rename; there is nothing of that name yet. */
    @Override
    public void rename(Path from, Path to) {
        guard.checkWay(to);
        try {
            interruptions.at("rename " + to);
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            sync(to.getParent());
        } catch (IOException e) {
            throw failure(to, "cannot be given its name", e);
        }
    }

    @Override
    public void remove(Path path) {
        if (!exists(path)) {
            return;
        }
        guard.checkRemoval(path);
        interruptions.at("remove " + path);
        try {
            Files.walkFileTree(path, new Removing());
        } catch (NoSuchFileException e) {
            // gone meanwhile
        } catch (IOException e) {
            throw failure(path, "cannot be removed: remove it by hand", e);
        }
    }

    @Override
    public Result run(
            List<String> command,
            @Nullable String input,
            Map<String, String> environment,
            Duration limit) {
        interruptions.at("run " + command.getFirst());
        return programs.run(command, input, environment, limit);
    }

    @Override
    public @Nullable Path program(String name) {
        return programs.find(name);
    }

    private static Path beside(Path file) {
        return file.resolveSibling("." + file.getFileName() + UNFINISHED);
    }

    private static void discard(Path beside) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            // what matters has been said, or is whole; the next run finds it again
        }
    }

    private static void sync(@Nullable Path folder) throws IOException {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    static Set<PosixFilePermission> permissions(Mode mode, boolean folder) {
        return PosixFilePermissions.fromString(folder ? mode.folderText() : mode.text());
    }

    private static HostException failure(Path path, String what, IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new HostException(path + " " + what + " (" + reason + ").", e);
    }

    /** Removes a tree without following links. */
    private static final class Removing extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
                throws IOException {
            if (e != null) {
                throw e;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
