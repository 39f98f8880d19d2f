package stockpot.cook.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** An installation below a folder, made by the installer itself. */
record Installed(Path prefix) {
    /** With empty programs: for scripts that never start Java. */
    static Installed hollow(Path folder) throws IOException, InterruptedException {
        Path dist = folder.resolve("dist");
        Scripts.write(dist.resolve("stockpot.jar"), "");
        Scripts.write(dist.resolve("cook.jar"), "");
        Scripts.write(dist.resolve("lib/some.jar"), "");
        return install(dist, folder.resolve("prefix"));
    }

    /** With the programs as they were compiled. */
    static Installed working(Path folder) throws IOException, InterruptedException {
        Path server = Scripts.top("server/target");
        Scripts.demand(Files.isDirectory(server.resolve("classes")), "the compiled server");
        Path dist = Files.createDirectories(folder.resolve("dist"));
        jar(dist.resolve("stockpot.jar"), "stockpot.server.Main", server);
        jar(dist.resolve("cook.jar"), "stockpot.cook.Main", Scripts.top("cook/target"));
        return install(dist, folder.resolve("prefix"));
    }

    private static Installed install(Path dist, Path prefix)
            throws IOException, InterruptedException {
        new Scripts("dash")
                .run(
                        Scripts.top("bin/build/install.sh"),
                        dist.toString(),
                        "",
                        prefix.toString(),
                        "FreeBSD")
                .good();
        return new Installed(prefix);
    }

    /** A program's jar; its libraries stay where they are. */
    private static void jar(Path file, String main, Path target) throws IOException {
        List<String> places = new ArrayList<>();
        try (var jars = Files.list(target.resolve("lib"))) {
            jars.map(jar -> jar.toUri().toString()).sorted().forEach(places::add);
        }
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, main);
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", places));
        attributes.putValue("Implementation-Version", "test");
        attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
        Path classes = target.resolve("classes");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest);
                var files = Files.walk(classes)) {
            // Folders too: the server looks for some of its own by name.
            for (Path from : files.sorted().filter(path -> !path.equals(classes)).toList()) {
                boolean isFolder = Files.isDirectory(from);
                out.putNextEntry(new ZipEntry(classes.relativize(from) + (isFolder ? "/" : "")));
                if (!isFolder) {
                    Files.copy(from, out);
                }
            }
        }
    }

    Path bin(String program) {
        return prefix.resolve("bin").resolve(program);
    }

    Path lib(String file) {
        return prefix.resolve("lib/stockpot").resolve(file);
    }

    /** A service script, with the stand-ins in the place of FreeBSD's own programs. */
    Path service(String name) throws IOException {
        Path script = prefix.resolve("etc/rc.d").resolve(name);
        String text =
                Files.readString(script)
                        .replace(". /etc/rc.subr", ". " + Scripts.freeBsd().resolve("rc.subr"))
                        .replace("/usr/sbin/daemon", Scripts.freeBsd() + "/bin/daemon");
        return Scripts.program(script, text);
    }
}
