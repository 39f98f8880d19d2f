package stockpot.cook.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Sha256;

/** The folder of a backup: proves that nothing of it is missing, changed or added. */
final class BackupFiles {
    private BackupFiles() {}

    /** The entry of a file that is there. */
    static Manifest.Entry entry(Path folder, String name) {
        Path file = folder.resolve(name);
        try {
            return new Manifest.Entry(name, Files.size(file), Sha256.of(file));
        } catch (IOException e) {
            throw new HostException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Reads the manifest of a backup and proves every file.
     *
     * @throws HostException if it is not whole, and says what is wrong
     */
    static Manifest proven(Host host, Path folder) {
        byte[] text = host.read(folder.resolve(Manifest.NAME));
        byte[] sum = host.read(folder.resolve(Manifest.SUM));
        if (text == null || sum == null) {
            throw new HostException(
                    folder
                            + " is no backup, or only a part of one: it has no "
                            + Manifest.NAME
                            + ". Use another.");
        }
        if (!new String(sum, UTF_8).equals(new String(Manifest.sum(text), UTF_8))) {
            throw damaged(folder, Manifest.NAME + " is not as it was written");
        }
        Manifest manifest = Manifest.parse(text);
        Set<String> known = new HashSet<>(List.of(Manifest.NAME, Manifest.SUM));
        for (Manifest.Entry entry : manifest.files()) {
            requireInside(folder, entry);
            known.add(entry.path());
            if (!host.exists(folder.resolve(entry.path()))) {
                throw damaged(folder, entry.path() + " is missing");
            }
            if (!entry(folder, entry.path()).equals(entry)) {
                throw damaged(folder, entry.path() + " is not as it was written");
            }
        }
        requireNoOthers(folder, known);
        return manifest;
    }

    /** A path of a manifest never leads out of the backup, or out of the data set later. */
    private static void requireInside(Path folder, Manifest.Entry entry) {
        Path file = folder.resolve(entry.path()).normalize();
        boolean known =
                entry.path().equals(Backup.SQLITE)
                        || entry.path().equals(Backup.POSTGRES)
                        || DataFiles.top().stream()
                                .anyMatch(top -> isBelow(entry.path(), "data/" + top));
        if (!known || !file.startsWith(folder) || !file.equals(folder.resolve(entry.path()))) {
            throw damaged(folder, "it names the file " + entry.path());
        }
    }

    private static boolean isBelow(String path, String top) {
        return path.equals(top) || path.startsWith(top + "/");
    }

    private static void requireNoOthers(Path folder, Set<String> known) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> !known.contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw damaged(folder, name + " does not belong to it");
                    });
        } catch (IOException e) {
            throw new HostException(folder + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static HostException damaged(Path folder, String what) {
        return new HostException(
                "The backup "
                        + folder
                        + " is damaged: "
                        + what
                        + ". Use another; nothing was"
                        + " changed.");
    }

    /** Makes the folders from a top one, which is there, down to one; each for its owner alone. */
    static void folders(Host host, Path top, Path folder, Owner owner, Set<Path> made) {
        if (folder.equals(top) || !made.add(folder)) {
            return;
        }
        folders(host, top, parent(folder), owner, made);
        host.folder(folder, Mode.PRIVATE, owner);
    }

    static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }
}
