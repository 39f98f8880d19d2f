package stockpot.cook.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;

/**
 * Refuses to touch what another has prepared: links, special files, hard links, foreign owners
 * (threat Z06). Below the roots every part of a path is looked at; what leads to a root is the
 * machine's own affair ({@code /var/run} is a link on many).
 */
final class Guard {
    private final List<Path> roots;
    private final Owners owners;

    Guard(List<Path> roots, Owners owners) {
        this.roots = roots.stream().map(Path::normalize).toList();
        this.owners = owners;
    }

    /** Whether a plain file of ours is there; false for nothing at all. */
    boolean isPlain(Path path) throws IOException {
        PosixFileAttributes attributes = attributes(path);
        if (attributes == null) {
            return false;
        }
        if (!attributes.isRegularFile()) {
            throw new HostException(
                    path + " is no plain file: somebody else made it. Move it away.");
        }
        refuseStranger(path, attributes);
        Object links = Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        if (links instanceof Number number && number.intValue() > 1) {
            throw new HostException(
                    path
                            + " has a second name (a hard link): somebody else may hold it. Copy it,"
                            + " and put the copy in its place.");
        }
        return true;
    }

    /** Whether a folder of ours is there; false for nothing at all. */
    boolean isFolder(Path path) throws IOException {
        PosixFileAttributes attributes = attributes(path);
        if (attributes == null) {
            return false;
        }
        if (!attributes.isDirectory()) {
            throw new HostException(
                    path
                            + " is no folder (a link, or a file): somebody else made it. Move it"
                            + " away.");
        }
        refuseStranger(path, attributes);
        return true;
    }

    /** Every folder between the root and this path, itself left out, has to be ours. */
    void checkWay(Path path) {
        Path root = rootOf(path);
        try {
            for (Path at = path.getParent();
                    at != null && at.startsWith(root) && !at.equals(root.getParent());
                    at = at.getParent()) {
                isFolder(at);
            }
        } catch (IOException e) {
            throw new HostException(path + " cannot be looked at (" + e.getMessage() + ").", e);
        }
    }

    /** Nothing outside, and no root itself, is ever removed. */
    void checkRemoval(Path path) {
        if (isRoot(path)) {
            throw new HostException(path + " is not removed: everything lies in it.");
        }
        checkWay(path);
    }

    boolean isRoot(Path path) {
        return roots.contains(path.normalize());
    }

    private Path rootOf(Path path) {
        Path plain = path.normalize();
        for (Path root : roots) {
            if (plain.startsWith(root)) {
                return root;
            }
        }
        throw new HostException(path + " lies outside of what cook may write.");
    }

    private void refuseStranger(Path path, PosixFileAttributes attributes) {
        if (!owners.isTrusted(attributes.owner().getName())) {
            throw new HostException(
                    path
                            + " belongs to "
                            + attributes.owner().getName()
                            + ", whom cook does not know: give it to "
                            + owners.self()
                            + ", or name another place.");
        }
    }

    private static @org.jspecify.annotations.Nullable PosixFileAttributes attributes(Path path)
            throws IOException {
        try {
            return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
