import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Puts together what is installed, from what Maven has built: {@code java bin/build/MakeDist.java
 * server/target cook/target}.
 *
 * <p>Bouncy Castle is packed anew without its signature and with the parts that are used only: the
 * JVM keeps about 10 MB of manifest entries for the signed jar, and does not put its classes into an
 * archive. The libraries of the embedded database are unpacked, since it would otherwise unpack one
 * at each start, which a read-only root does not allow. The same input gives the same bytes.
 */
final class MakeDist {
    private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    private static final List<String> BOUNCY_CASTLE =
            List.of(
                    "org/bouncycastle/crypto/",
                    "org/bouncycastle/math/",
                    "org/bouncycastle/util/",
                    "org/bouncycastle/asn1/",
                    "org/bouncycastle/internal/",
                    "org/bouncycastle/jcajce/");
    private static final List<String> SYSTEMS = List.of("FreeBSD", "Linux", "Linux-Musl", "Mac");
    private static final List<String> MACHINES = List.of("aarch64", "x86_64");

    private MakeDist() {}

    public static void main(String[] args) throws IOException {
        Path server = Path.of(args[0]);
        Path cook = Path.of(args[1]);
        Path dist = server.resolve("dist");
        remove(dist);
        Files.createDirectories(dist.resolve("lib"));
        program(server.resolve("stockpot.jar"), dist);
        program(cook.resolve("cook.jar"), dist);
        for (Path folder : List.of(server.resolve("lib"), cook.resolve("lib"))) {
            for (Path jar : sorted(folder)) {
                library(jar, dist);
            }
        }
    }

    private static void library(Path jar, Path dist) throws IOException {
        String name = jar.getFileName().toString();
        Path target = dist.resolve("lib").resolve(name);
        if (name.startsWith("bcprov-")) {
            repack(jar, target, MakeDist::usedOfBouncyCastle);
        } else if (name.startsWith("sqlite-jdbc-")) {
            unpackLibraries(jar, dist.resolve("native"));
            repack(jar, target, MakeDist::usedOfSqlite);
        } else {
            copy(jar, target);
        }
    }

    private static boolean usedOfBouncyCastle(String name) {
        return BOUNCY_CASTLE.stream().anyMatch(name::startsWith)
                || name.equals("org/bouncycastle/LICENSE.class");
    }

    /** All but the libraries of machines that nobody runs this on, where it is started by hand. */
    private static boolean usedOfSqlite(String name) {
        return !name.startsWith("org/sqlite/native/") || isUsedLibrary(name);
    }

    private static boolean isUsedLibrary(String name) {
        String[] parts = name.split("/");
        return parts.length == 6
                && SYSTEMS.contains(parts[3])
                && MACHINES.contains(parts[4]);
    }

    private static void unpackLibraries(Path jar, Path target) throws IOException {
        try (JarFile from = new JarFile(jar.toFile())) {
            for (JarEntry entry : entries(from)) {
                if (entry.getName().startsWith("org/sqlite/native/")
                        && isUsedLibrary(entry.getName())) {
                    String rest = entry.getName().substring("org/sqlite/native/".length());
                    Path file = target.resolve(rest);
                    Files.createDirectories(file.getParent());
                    try (InputStream in = from.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                    Files.setLastModifiedTime(file, TIME);
                }
            }
        }
    }

    /** Writes a jar again with some of its entries and no manifest sections. */
    private static void repack(Path jar, Path target, Predicate<String> wanted)
            throws IOException {
        try (JarFile from = new JarFile(jar.toFile());
                OutputStream file = Files.newOutputStream(target);
                ZipOutputStream out = new ZipOutputStream(file)) {
            put(out, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n\r\n".getBytes());
            for (JarEntry entry : entries(from)) {
                boolean service = entry.getName().startsWith("META-INF/services/java.sql");
                if (service || wanted.test(entry.getName()) && !metaInf(entry)) {
                    try (InputStream in = from.getInputStream(entry)) {
                        put(out, entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
        Files.setLastModifiedTime(target, TIME);
    }

    private static boolean metaInf(JarEntry entry) {
        return entry.getName().startsWith("META-INF/");
    }

    private static void put(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setLastModifiedTime(TIME);
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }

    private static List<JarEntry> entries(JarFile jar) {
        return jar.stream()
                .filter(entry -> !entry.isDirectory())
                .sorted(Comparator.comparing(JarEntry::getName))
                .toList();
    }

    /** Keeps its time: by time and size the JVM tells whether a class archive belongs to it. */
    private static void program(Path jar, Path dist) throws IOException {
        Files.copy(jar, dist.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(to, TIME);
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all = new ArrayList<>();
        try (var files = Files.walk(folder)) {
            files.forEach(all::add);
        }
        for (Path file : all.reversed()) {
            Files.delete(file);
        }
    }
}
