package stockpot.cook.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import stockpot.cook.env.Place;
import stockpot.cook.files.ServerConfig;

/**
 * Which files of a data set a backup holds beside the database: media, signing key, secrets,
 * certificates, answers. What can be made again (thumbnails), what is half-written, locks and
 * sockets are left out, as is what belongs to this machine (the state of duties, earlier backups).
 */
final class DataFiles {
    private static final Set<String> TOP =
            Set.of("stockpot", "secrets", "certificates", "answers.json");
    private static final Set<String> LEFT_OUT = Set.of("thumbnails", "arriving");

    private DataFiles() {}

    /** The entries of a data set that a backup holds something of. */
    static Set<String> top() {
        return new TreeSet<>(TOP);
    }

    /** Paths below the data set, in order. */
    static SortedSet<Path> of(Place place) {
        SortedSet<Path> files = new TreeSet<>();
        try {
            for (String name : top()) {
                Path start = place.data().resolve(name);
                if (Files.exists(start)) {
                    Files.walkFileTree(start, new Collector(place, files));
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Place place;
        private final String database;
        private final SortedSet<Path> files;

        Collector(Place place, SortedSet<Path> files) {
            this.place = place;
            this.database = ServerConfig.database(place).toString();
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            Path media = ServerConfig.media(place);
            boolean left =
                    media.equals(folder.getParent())
                            && LEFT_OUT.contains(String.valueOf(folder.getFileName()));
            return left ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        /** The database comes by another way; its log and lock begin with its name. */
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean wanted =
                    attributes.isRegularFile()
                            && !file.toString().startsWith(database)
                            && !file.toString().endsWith(".lock");
            if (wanted) {
                files.add(place.data().relativize(file));
            }
            return FileVisitResult.CONTINUE;
        }

        /** An upload that was only half there, or taken away just now. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
